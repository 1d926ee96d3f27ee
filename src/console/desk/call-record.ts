import type { CallInHand } from '../../desk/call-in-hand.service.js';
import type { ScriptNode } from '../../desk/script-walk.js';
import { DISPOSITIONS, LINE_RESULTS } from '../../desk/visit-record-form.js';

interface Option {
  readonly value: string;
  readonly labelKey: string;
}

/** One field of the record, as the shared partials show it. */
export interface FieldModel {
  readonly name: string;
  readonly label: string;
  readonly kind: 'field' | 'select';
  readonly type?: string;
  readonly rows?: number;
  readonly hint?: string;
  readonly blank?: string;
  readonly options?: readonly Option[];
}

/** The fields of the record: those of the node in hand, those that are always there, the others. */
export interface RecordFields {
  readonly node: readonly FieldModel[];
  readonly main: readonly FieldModel[];
  readonly more: readonly FieldModel[];
}

const choose = (name: string, values: readonly string[], prefix: string): FieldModel => ({
  name,
  label: `record-field.${name}`,
  kind: 'select',
  blank: 'console.desk.blank',
  options: values.map((value) => ({ value, labelKey: `${prefix}${value}` })),
});
const write = (name: string, rows = 2): FieldModel => ({
  name,
  label: `record-field.${name}`,
  kind: 'field',
  type: 'textarea',
  rows,
});
const line = (name: string, type = 'text', hint?: string): FieldModel => ({
  name,
  label: `record-field.${name}`,
  kind: 'field',
  type,
  ...(hint === undefined ? {} : { hint }),
});

const FIELDS: readonly FieldModel[] = [
  choose('lineResult', LINE_RESULTS, 'line.'),
  choose('disposition', DISPOSITIONS, 'disposition.'),
  line('ringSeconds', 'number', 'console.desk.seconds.hint'),
  line('talkSeconds', 'number', 'console.desk.seconds.hint'),
  write('note'),
  line('identitySkipReason'),
  write('complaint', 3),
  write('newNeed', 3),
  choose('newNeedOutcome', ['solved', 'open', 'out_of_scope'], 'console.desk.need.'),
  choose('solutionOutcome', ['accepted', 'rejected', 'out_of_scope'], 'console.desk.solution.'),
  write('dissatisfiedReason'),
  line('refusalReason'),
  choose('optOut', ['call', 'all'], 'console.desk.opt-out.'),
  line('appointmentAt', 'datetime-local', 'console.desk.appointment.hint'),
  choose('appointmentReason', ['customer_requested'], 'console.desk.late.'),
  write('leftover'),
  choose('special', ['yes', 'no'], 'console.desk.'),
];
const MAIN = ['lineResult', 'disposition', 'ringSeconds', 'talkSeconds', 'note'];
const OF_NODE: Readonly<Partial<Record<ScriptNode, readonly string[]>>> = {
  identity: ['identitySkipReason'],
  complaint: ['complaint'],
  'new-need': ['newNeed', 'newNeedOutcome'],
  'open-issue': ['solutionOutcome'],
  reason: ['dissatisfiedReason'],
  refused: ['refusalReason', 'optOut'],
  appointment: ['appointmentAt', 'appointmentReason'],
};

/** Each field once: beside the words that ask for it while they are spoken, else in the record below. */
export function recordFields(node: ScriptNode): RecordFields {
  const near = OF_NODE[node] ?? [];
  const elsewhere = FIELDS.filter(({ name }) => !near.includes(name));
  return {
    node: FIELDS.filter(({ name }) => near.includes(name)),
    main: elsewhere.filter(({ name }) => MAIN.includes(name)),
    more: elsewhere.filter(({ name }) => !MAIN.includes(name)),
  };
}

/** A field that is missing, in words and with the way to it. */
export interface MissingField {
  readonly name: string;
  readonly labelKey: string | null;
  readonly text: string;
  readonly href: string;
}

type Missing = Pick<CallInHand, 'missing' | 'call'>;

/** What is missing, in the order of the form. Answers lead to their question, what a step says to the step. */
export function missingLinks({ missing, call }: Missing, base: string): MissingField[] {
  return missing.map((name) => {
    const id = name.startsWith('answers.') ? name.slice('answers.'.length) : null;
    if (id !== null) {
      const text = call.survey?.questions.find((question) => question.id === id)?.text ?? id;
      return { name, labelKey: null, text, href: `${base}?question=${id}#call-node` };
    }
    const isField = FIELDS.some((field) => field.name === name);
    return { name, labelKey: `record-field.${name}`, text: '', href: isField ? `#field-${name}` : '#call-node' };
  });
}
