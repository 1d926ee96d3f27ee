import type { ScriptNode } from './script-walk.js';
import { parseVisitRecord, RECORD_FIELDS, type VisitRecordForm } from './visit-record-form.js';

/** What was typed, out of the stored fields of a record; what the desk noted beside it is left out. */
export function readDraft(fields: unknown): VisitRecordForm {
  if (typeof fields !== 'object' || fields === null) return {};
  const stored = Object.entries(fields).filter(([name]) => RECORD_FIELDS.includes(name) && name !== 'version');
  return parseVisitRecord(Object.fromEntries(stored));
}

/**
 * A draft with what was typed over it, ready to be kept: an empty field takes the old value away, answers are laid over
 * answers, and who answers after all has not declined.
 */
export function layOver(form: VisitRecordForm, typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const laid: Record<string, unknown> = { ...form, ...typed };
  const { answers } = typed;
  if (typeof answers === 'object' && answers !== null) {
    const said = Object.entries(answers).filter(([, value]) => value !== '' && value !== null);
    const emptied = new Set(Object.keys(answers));
    const kept = Object.entries(form.answers ?? {}).filter(([id]) => !emptied.has(id));
    laid['answers'] = Object.fromEntries([...kept, ...said]);
    const answered = new Set(said.map(([id]) => id));
    if (form.declined !== undefined) laid['declined'] = form.declined.filter((name) => !answered.has(name));
  }
  return toTyped(laid);
}

/** A record as it is typed: instants as text. */
export function toTyped(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  );
}

const ENDS: readonly ScriptNode[] = ['close', 'hung-up', 'wrong-party', 'refused'];
/** What an outcome says; the seconds come from the marks again. */
const OF_OUTCOME: readonly (keyof VisitRecordForm)[] = [
  ...(['disposition', 'lineResult', 'appointmentAt', 'appointmentReason', 'optOut'] as const),
  ...(['talkSeconds', 'ringSeconds'] as const),
];

/** A record whose outcome is taken back: what the customer said stays, what ended the call goes. */
export function withoutOutcome(form: VisitRecordForm): VisitRecordForm {
  const gone = OF_OUTCOME.filter((name) => name !== 'lineResult' || form.lineResult !== 'answered');
  const said = withoutFields(form, gone);
  const path = form.path ?? [];
  const last = path.at(-1);
  return last !== undefined && ENDS.includes(last) ? { ...said, path: path.slice(0, -1) } : said;
}

/** A record without some of its fields. */
export function withoutFields(form: VisitRecordForm, names: readonly (keyof VisitRecordForm)[]): VisitRecordForm {
  const left = Object.entries(form).filter(([name]) => !(names as readonly string[]).includes(name));
  return Object.fromEntries(left) as VisitRecordForm;
}
