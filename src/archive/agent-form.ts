import { z } from 'zod';
import type { Fault } from '../kernel/faults.js';
import { InputError } from '../kernel/faults.js';
import type { Agent } from './agent.js';
import { isCalendarDate } from './local-instant.js';
import { readLeave, readShifts, type Read } from './shift-text.js';

const MAX_TEXT = 100;
/** An agent's own number, as it is kept. */
export const OWN_PHONE = /^\+[1-9]\d{6,14}$/;
const UNPRINTABLE = /\p{Cc}|\p{Surrogate}|\uFFFD/u;

const line = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => !UNPRINTABLE.test(text), 'Holds characters that are no text')
  .refine((text) => text.length <= MAX_TEXT, `At most ${MAX_TEXT} characters`);
const filled = line.refine((text) => text !== '', 'Must not be empty');
const names = z
  .array(filled)
  .max(100)
  .transform((entries) => [...new Set(entries)]);
const time = (last: string) =>
  z
    .string()
    .refine((text) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text) && text <= last, 'A time is written HH:MM');
const date = z.string().refine(isCalendarDate, 'A date is written YYYY-MM-DD');
const shift = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: time('23:59'),
    to: time('24:00'),
  })
  .refine(({ from, to }) => from !== to, 'The shift is empty; a whole day is 00:00 to 24:00');
const absence = z
  .strictObject({ from: date, to: date })
  .refine(({ from, to }) => from <= to, 'Leave ends before it begins');
/** A list, or the text that stands for it in a file. */
const written = <T>(entry: z.ZodType<T>, read: (text: string) => Read<T[]>) =>
  z.preprocess((given, ctx) => {
    if (typeof given !== 'string') return given;
    const found = read(given);
    if ('value' in found) return found.value;
    ctx.addIssue({ code: 'custom', message: found.wants });
    return [];
  }, z.array(entry).max(200));

/** In E.164; spaces and hyphens between its digits are no fault. */
const ownPhone = z
  .string()
  .transform((text) => text.normalize('NFKC').replace(/[\s()-]/g, ''))
  .refine((text) => text === '' || OWN_PHONE.test(text), 'A number is written +8613800138000')
  .transform((text) => text || null)
  .nullable();

/** The form's shape. */
export const AGENT_FORM = z
  .strictObject({
    name: filled,
    team: line.nullable().transform((text) => text || null),
    skills: names,
    languages: names,
    regions: names,
    weight: z.number().min(0),
    dailyMinutes: z.number().min(0).nullable(),
    shifts: written(shift, readShifts),
    leave: written(absence, readLeave),
    phone: ownPhone,
    active: z.boolean(),
  })
  .partial();

/** The form's shape for somebody new. */
export const NEW_AGENT_FORM = AGENT_FORM.extend({ agentNo: filled, name: filled });

/** What may be changed of an agent; the number may not, it is printed on the badge. */
export type AgentChange = { readonly [K in keyof Omit<Agent, 'id' | 'agentNo'>]?: Agent[K] | undefined };

/**
 * Reads what a person wrote of an agent; shifts and leave also as in a file (`Mon-Fri 09:00-12:00`,
 * `2026-12-01..2026-12-03`). Throws InputError with every fault.
 */
export function parseAgentForm(input: unknown): AgentChange {
  const read = AGENT_FORM.safeParse(input);
  if (read.success) return read.data;
  throw new InputError(read.error.issues.flatMap(faultsOf));
}

/** Reads a new agent: a number and a name at least. Throws InputError with every fault. */
export function parseNewAgent(input: unknown): { readonly agentNo: string; readonly change: AgentChange } {
  const read = NEW_AGENT_FORM.safeParse(input);
  if (!read.success) throw new InputError(read.error.issues.flatMap(faultsOf));
  const { agentNo, ...change } = read.data;
  return { agentNo, change };
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const message = 'There is no such field of an agent that can be changed';
    return issue.keys.map((field) => ({ field, code: 'unknown-field', message }));
  }
  const field = issue.path.length === 0 ? 'agent' : issue.path.join('.');
  return [{ field, code: issue.code, message: issue.message }];
}
