import { z } from 'zod';
import { InputError } from '../kernel/faults.js';
import { SCRIPT_NODES } from './script-walk.js';

/** What became of a dialled number. */
export const LINE_RESULTS = [
  'answered',
  'no_answer',
  'busy',
  'switched_off',
  'out_of_service',
  'vacant',
  'network_fail',
  'voicemail',
  'rejected',
] as const;
export type LineResult = (typeof LINE_RESULTS)[number];

/** What became of the contact. The first group means that a person was on the line or met. */
export const REACHED_DISPOSITIONS = [
  'completed',
  'partial',
  'refused',
  'hung_up',
  'opted_out',
  'inconvenient',
  'wrong_party',
  'deceased',
  'difficult',
  'language_barrier',
] as const;
export const UNREACHED_DISPOSITIONS = ['not_reached', 'voicemail_left'] as const;
/** `given_up` ends the visit, whether somebody was on the line or not. */
export const DISPOSITIONS = [...REACHED_DISPOSITIONS, ...UNREACHED_DISPOSITIONS, 'given_up'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** Ways of a contact that no call of the plan made. */
export const ELSEWHERE_CHANNELS = ['onsite', 'wechat', 'inbound', 'other'] as const;
export type ElsewhereChannel = (typeof ELSEWHERE_CHANNELS)[number];
export type RecordChannel = 'call' | ElsewhereChannel;

const line = z.string().trim().max(200);
const words = z.string().trim().max(2000);
const seconds = z.number().int().min(0).max(86_400);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const fields = {
  lineResult: z.enum(LINE_RESULTS),
  disposition: z.enum(DISPOSITIONS),
  startedAt: instant,
  endedAt: instant,
  ringSeconds: seconds,
  talkSeconds: seconds,
  holdSeconds: seconds,
  wrapSeconds: seconds,
  visitedPerson: line,
  relation: line,
  identityVerified: z.boolean(),
  identityHow: line,
  identitySkipReason: words,
  convenient: z.boolean(),
  path: z.array(z.enum(SCRIPT_NODES)).max(100),
  answers: z.record(z.string(), z.unknown()),
  /** Question ids and field names that were asked and not answered (E4). */
  declined: z.array(line).max(100),
  dissatisfiedReason: words,
  suggestion: words,
  newNeed: words,
  newNeedOutcome: z.enum(['solved', 'open', 'out_of_scope']),
  complaint: words,
  solutionOutcome: z.enum(['accepted', 'rejected', 'out_of_scope']),
  leftover: words,
  followUp: words,
  special: z.boolean(),
  refusalReason: words,
  appointmentAt: instant,
  appointmentReason: z.enum(['customer_requested']),
  optOut: z.enum(['call', 'all']),
  renewalInterest: z.boolean(),
  confirmation: z.enum(['none', 'verbal', 'signature', 'link']),
  note: words,
  /** The record's version that was edited; a stale one is refused. */
  version: z.number().int().min(1),
};

/** The names of everything that may be filled in. */
export const RECORD_FIELDS: readonly string[] = Object.keys(fields);

/** The shape of a call's record, and of one that was made another way. */
export const recordForm = z.strictObject(fields).partial();
export const elsewhereForm = z.strictObject({ ...fields, channel: z.enum(ELSEWHERE_CHANNELS) }).partial().required({ channel: true }); // prettier-ignore

/** A visit record (回访记录表) as it was filled in; everything may still be missing. */
export type VisitRecordForm = z.infer<typeof recordForm>;

/** Reads the record of a call; throws InputError with every fault. Null and empty text count as not filled in. */
export function parseVisitRecord(raw: unknown): VisitRecordForm {
  return parse(recordForm, raw);
}

/** Reads the record of a contact that was made another way; also says which. */
export function parseElsewhereRecord(raw: unknown): VisitRecordForm & { readonly channel: ElsewhereChannel } {
  return parse(elsewhereForm, raw);
}

function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(withoutBlanks(raw));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => {
    const field = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [{ field, code: issue.code, message: issue.message }];
    return issue.keys.map((key) => ({ field: key, code: 'unknown-field', message: 'is not a field of this record' }));
  });
  throw new InputError(faults);
}

function withoutBlanks(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== null && !(typeof value === 'string' && value.trim() === '')),
  );
}
