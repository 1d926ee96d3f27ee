import { z } from 'zod';
import type { Reason } from '../kernel/reason.js';

/** `?measure=…` with what narrows it (`code`, `agent`, `channel` …), and `after`, the cursor. */
export const rowsQuery = z.record(z.string(), z.string());
export type RowsQuery = z.infer<typeof rowsQuery>;

const NOT_NARROWING = ['measure', 'after', 'lang'];

/** What to list, from a query. */
export function rowQuestion(query: RowsQuery) {
  const narrowed = Object.fromEntries(Object.entries(query).filter(([name]) => !NOT_NARROWING.includes(name)));
  return { measure: query['measure'] ?? '', narrowed, cursor: query['after'] ?? null };
}

/** A row's reason where it is one; what else stands there (scores of an answer) as plain text. */
export function describeWhy(why: unknown): { reason: Reason | null; text: string } {
  if (typeof why !== 'object' || why === null) return { reason: null, text: '' };
  if ('code' in why && typeof why.code === 'string') {
    return { reason: { code: why.code, params: {}, ...(why as Partial<Reason>) }, text: '' };
  }
  const parts = Object.entries(why).filter(([, value]) => value !== null);
  return { reason: null, text: parts.map(([name, value]) => `${name} ${String(value)}`).join(', ') };
}
