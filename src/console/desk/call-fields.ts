import { askedInstants } from '../../calendar/asked-instant.js';
import type { Fault } from '../../kernel/faults.js';

/** The fields of a call's form that are taken as they are typed: text, or one of a list. */
const TEXTS = [
  ...['lineResult', 'disposition', 'identitySkipReason', 'dissatisfiedReason', 'newNeed', 'newNeedOutcome'],
  ...['complaint', 'solutionOutcome', 'leftover', 'refusalReason', 'appointmentReason', 'optOut', 'note'],
];
const SECONDS = ['ringSeconds', 'talkSeconds'];
const YES_OR_NO = ['special'];

/** Every name that the form of a call shows, for its state; a fault of another one is told above the form. */
export const CALL_FIELDS = [...TEXTS, ...SECONDS, ...YES_OR_NO, 'appointmentAt', 'answers'];

/** What was typed, as the desk takes it, and what it cannot take. */
export interface TypedCall {
  readonly typed: Record<string, unknown>;
  readonly faults: readonly Fault[];
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Reads the posted form of a call. Only what was posted counts: a field that is not there is left as it was, an empty one
 * is emptied. Wall-clock times are those of `zone`. A button may say the outcome (`outcome`) or the line (`line`).
 */
export function readCallFields(body: Body, zone: string): TypedCall {
  const faults: Fault[] = [];
  const typed: Record<string, unknown> = {};
  for (const name of TEXTS) if (name in body) typed[name] = lastText(body[name]);
  for (const name of SECONDS) if (name in body) typed[name] = readSeconds(name, lastText(body[name]), faults);
  for (const name of YES_OR_NO) if (name in body) typed[name] = readYes(lastText(body[name]));
  readAppointment(body, zone, typed, faults);
  const answers = readAnswers(body);
  if (answers !== null) typed['answers'] = answers;
  return { typed: { ...typed, ...readButton(body, typed) }, faults };
}

/** Of a hidden blank and a ticked box, or a list and a button, the last one counts. */
function lastText(value: unknown): string {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last.trim() : '';
}

function readSeconds(name: string, text: string, faults: Fault[]): number | string {
  if (text === '') return '';
  if (/^\d{1,5}$/.test(text)) return Number(text);
  faults.push({ field: name, code: 'not-seconds', message: 'takes whole seconds' });
  return text;
}

function readYes(text: string): boolean | string {
  return text === 'yes' ? true : text === 'no' ? false : '';
}

/** A time that was offered comes as its instant, one that was typed as the wall clock of the zone. */
function readAppointment(body: Body, zone: string, typed: Record<string, unknown>, faults: Fault[]): void {
  const text = lastText(body['appointmentSlot']) || lastText(body['appointmentAt']);
  if (!('appointmentSlot' in body) && !('appointmentAt' in body)) return;
  const [at] = text === '' ? [] : (askedInstants(text, zone) ?? []);
  typed['appointmentAt'] = at?.toISOString() ?? '';
  if (text !== '' && at === undefined) {
    faults.push({ field: 'appointmentAt', code: 'not-a-time', message: 'takes a date and a time' });
  }
}

function readAnswers(body: Body): Record<string, unknown> | null {
  const answers = Object.entries(body).flatMap(([name, value]) => {
    if (!name.startsWith('answers.')) return [];
    const chosen = Array.isArray(value) ? value.filter((one) => one !== '') : value;
    return [[name.slice('answers.'.length), Array.isArray(chosen) && chosen.length === 0 ? '' : chosen] as const];
  });
  return answers.length === 0 ? null : Object.fromEntries(answers);
}

/** One key records a call: who says the outcome was on the line, unless the line says something else. */
function readButton(body: Body, typed: Body): Record<string, unknown> {
  const line = lastText(body['line']);
  if (line !== '') return { lineResult: line, disposition: 'not_reached' };
  const outcome = lastText(body['outcome']);
  if (outcome === '') return {};
  const lineResult = typed['lineResult'];
  return { disposition: outcome, ...(lineResult === '' || lineResult === undefined ? { lineResult: 'answered' } : {}) };
}
