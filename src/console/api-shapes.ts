import { z } from 'zod';
import { InputError } from '../kernel/faults.js';

/** The id of a row, in a path. */
export const idParam = z.coerce.number('must be a number').int().positive();

const after = z.coerce.number('must be a number').int().min(0).optional();
const limit = z.coerce.number('must be a number').int().min(1).max(200).default(50);

/** `?after=…&limit=…`: a page begins after the row that the page before ended with. */
export const pageQuery = z.strictObject({ after, limit });
export type PageQuery = z.infer<typeof pageQuery>;
/** The parts of a page query, for lists with filters of their own. */
export const pageShape = { after, limit };

/** A JSON object whose shape is checked by the stage that takes it; its faults come back under `errors`. */
export const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

/** A page of a list: its rows, and where the next page begins (null after the last). */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: number | null;
}

/** A page from rows of which one more than `limit` was asked for; ids are the cursor. */
export function toPage<T extends { readonly id: number }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Takes keys with the value `undefined` out: an optional field that was not sent is not there. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Input that fits its schema; throws InputError with every fault. For what is checked only after a signature. */
export function readInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.map(({ path, code, message }) => ({
      field: path.join('.'),
      code: code.replaceAll('_', '-'),
      message,
    })),
  );
}
