import { InputError } from '../kernel/faults.js';
import { withoutFields } from './read-draft.js';
import type { WalkFacts } from './script-walk.js';
import { legalSteps, SCRIPT_NODES, type ScriptNode } from './script-walk.js';
import type { VisitRecordForm } from './visit-record-form.js';

/** What an agent does at a node with one key: go on, go back, or say what the customer said. */
export type CallStep =
  | { readonly kind: 'go'; readonly node: ScriptNode }
  | { readonly kind: 'back' }
  | { readonly kind: 'identity'; readonly is: 'verified' | 'skipped' | 'wrong-party' }
  | { readonly kind: 'convenient'; readonly is: boolean }
  | { readonly kind: 'answer'; readonly question: string; readonly value: string }
  | { readonly kind: 'decline'; readonly question: string };

/** Reads a step as a button names it: `go:survey`, `back`, `identity:verified`, `convenient:yes`, `answer:nps:9`, `decline:nps`. */
export function parseStep(text: string): CallStep | null {
  const [kind = '', first = '', ...rest] = text.split(':');
  const node = SCRIPT_NODES.find((one) => one === first);
  if (kind === 'go') return node === undefined ? null : { kind, node };
  if (kind === 'back') return { kind };
  if (kind === 'identity' && isIdentity(first)) return { kind, is: first };
  if (kind === 'convenient' && (first === 'yes' || first === 'no')) return { kind, is: first === 'yes' };
  if (kind === 'answer' && first !== '') return { kind, question: first, value: rest.join(':') };
  return kind === 'decline' && first !== '' ? { kind, question: first } : null;
}

function isIdentity(text: string): text is 'verified' | 'skipped' | 'wrong-party' {
  return text === 'verified' || text === 'skipped' || text === 'wrong-party';
}

/** Where a call stands: what was said so far is in the record, and a call begins with the greeting. */
export function pathOf(form: VisitRecordForm): readonly ScriptNode[] {
  return form.path === undefined || form.path.length === 0 ? ['greet'] : form.path;
}

/**
 * The record after one step. `factsOf` tells what is known once the record says so. Throws InputError where the step is
 * not open, and where the identity is skipped without a reason (E1).
 */
export function takeStep(
  form: VisitRecordForm,
  step: CallStep,
  factsOf: (form: VisitRecordForm) => WalkFacts,
): VisitRecordForm {
  const path = pathOf(form);
  switch (step.kind) {
    case 'go':
      return goTo(form, step.node, factsOf(form));
    case 'back':
      return { ...form, path: path.length > 1 ? path.slice(0, -1) : [...path] };
    case 'identity':
      return sayIdentity(form, step.is, factsOf);
    case 'convenient':
      return sayConvenient(form, step.is, factsOf);
    case 'answer':
      return { ...withoutDeclined(form, step.question), answers: { ...form.answers, [step.question]: step.value } };
    case 'decline':
      return declineQuestion(form, step.question);
  }
}

function goTo(form: VisitRecordForm, node: ScriptNode, facts: WalkFacts): VisitRecordForm {
  const path = pathOf(form);
  const legal = legalSteps(path, facts);
  if (legal.includes(node)) return { ...form, path: [...path, node] };
  const message = `"${node}" may not follow; open are ${legal.join(', ')}`;
  throw new InputError([{ field: 'step', code: 'illegal-step', message }]);
}

function sayIdentity(
  form: VisitRecordForm,
  is: 'verified' | 'skipped' | 'wrong-party',
  factsOf: (form: VisitRecordForm) => WalkFacts,
): VisitRecordForm {
  if (is === 'wrong-party') {
    const wrong: VisitRecordForm = { ...form, identityVerified: false, disposition: 'wrong_party' };
    return goTo(wrong, 'wrong-party', factsOf(wrong));
  }
  if (is === 'skipped' && form.identitySkipReason === undefined) {
    throw new InputError([{ field: 'identitySkipReason', code: 'reason-needed', message: 'say why' }]);
  }
  const stale = form.disposition === 'wrong_party' ? (['disposition'] as const) : [];
  const reasons = is === 'verified' ? (['identitySkipReason'] as const) : [];
  const known = { ...withoutFields(form, [...stale, ...reasons]), identityVerified: is === 'verified' };
  return goToUsual(known, factsOf(known));
}

function sayConvenient(
  form: VisitRecordForm,
  is: boolean,
  factsOf: (form: VisitRecordForm) => WalkFacts,
): VisitRecordForm {
  const said = { ...form, convenient: is };
  return is ? goToUsual(said, factsOf(said)) : said;
}

/** The usual next node; where there is none the call stays where it is. */
function goToUsual(form: VisitRecordForm, facts: WalkFacts): VisitRecordForm {
  const path = pathOf(form);
  const [usual] = legalSteps(path, facts);
  return usual === undefined ? form : { ...form, path: [...path, usual] };
}

function declineQuestion(form: VisitRecordForm, question: string): VisitRecordForm {
  const answers = Object.entries(form.answers ?? {}).filter(([id]) => id !== question);
  const declined = [...new Set([...(form.declined ?? []), question])];
  return { ...form, answers: Object.fromEntries(answers), declined };
}

function withoutDeclined(form: VisitRecordForm, question: string): VisitRecordForm {
  if (form.declined === undefined) return form;
  return { ...form, declined: form.declined.filter((name) => name !== question) };
}
