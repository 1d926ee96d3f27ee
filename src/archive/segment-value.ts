import { z } from 'zod';
import { isCalendarDate } from './local-instant.js';
import type { SegmentField, SegmentOp } from './segment-fields.js';

export type SegmentScalar = string | number | boolean;
export type SegmentValue = SegmentScalar | readonly SegmentScalar[];

const MAX_TEXT = 500;
const MAX_LIST = 10_000;
const MAX_DAYS = 36_600;

// U+0000 cannot be stored as text, and lone surrogates are no text at all.
const text = z
  .string()
  .max(MAX_TEXT)
  .refine((value) => !/\0|\p{Surrogate}/u.test(value))
  .transform((value) => value.normalize('NFC'));
const date = z.string().refine(isCalendarDate);
const instant = z.union([date, z.iso.datetime({ offset: true })]);
const number = z.number();
const scalar = z.union([text, number, z.boolean()]);
const days = z.int().min(-MAX_DAYS).max(MAX_DAYS);
const withinDays = z.union([
  z.int().min(0).max(MAX_DAYS),
  z.tuple([days, days]).refine(([from, to]) => from <= to, { abort: true }),
]);

interface Wanted<T extends SegmentValue = SegmentValue> {
  readonly schema: z.ZodType<T>;
  readonly wants: string;
}

/** Reads the value of a condition; `wants` says in words what would have been legal. */
export function segmentValue(
  field: SegmentField,
  op: SegmentOp,
  value: unknown,
): { value: SegmentValue } | { wants: string } {
  if (op === 'exists' && value === undefined) return { value: true };
  const wanted = wantedFor(field, op);
  const read = wanted.schema.safeParse(value);
  return read.success ? { value: read.data } : { wants: wanted.wants };
}

function wantedFor(field: SegmentField, op: SegmentOp): Wanted {
  const one = oneOf(field);
  switch (op) {
    case 'exists':
      return { schema: z.boolean(), wants: 'true or false' };
    case 'withinDays':
      return { schema: withinDays, wants: 'a whole number of days, or [from, to] in days from today' };
    case 'in':
    case 'notIn':
      return { schema: z.array(one.schema).max(MAX_LIST), wants: `a list; each entry is ${one.wants}` };
    case 'between':
      return { schema: z.tuple([one.schema, one.schema]).refine(sameKind), wants: `[from, to]; each is ${one.wants}` };
    case 'contains':
      return { schema: text.refine((value) => value !== ''), wants: 'a text that is not empty' };
    default:
      return one;
  }
}

function oneOf(field: SegmentField): Wanted<SegmentScalar> {
  switch (field.type) {
    case 'enum':
      return { schema: z.enum(field.values ?? []), wants: `one of ${(field.values ?? []).join(', ')}` };
    case 'date':
    case 'birthday':
      return { schema: date, wants: 'a date as YYYY-MM-DD' };
    case 'instant':
      return { schema: instant, wants: 'a date as YYYY-MM-DD or an instant with its offset' };
    case 'boolean':
      return { schema: z.boolean(), wants: 'true or false' };
    case 'number':
      return { schema: number, wants: 'a number' };
    case 'attribute':
      return { schema: scalar, wants: 'a text, a number, true or false' };
    case 'text':
    case 'tags':
      return { schema: text, wants: `a text of at most ${MAX_TEXT} characters` };
  }
}

function sameKind([from, to]: readonly [SegmentValue, SegmentValue]): boolean {
  return typeof from === typeof to;
}
