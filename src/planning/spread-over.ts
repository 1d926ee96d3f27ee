import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';

const MINUTE_MS = 60_000;
const SPREAD_MS = 10 * MINUTE_MS;
// Knuth's multiplicative hash: neighbouring ids land far apart.
const HASH_STEP = 2_654_435_761;

/**
 * An instant within the span after an opening, ten minutes where none is given, by the id: what waits for it does not all
 * go at once, and asking again changes nothing. Where the hours end earlier, within what is left of them.
 */
export function spreadOver(question: ContactQuestion, id: number, opening: Date, spanMs = SPREAD_MS): Date {
  const { closesAt } = decideContact(question, opening);
  if (closesAt === null) return opening;
  return new Date(spreadBetween(id, opening.getTime(), closesAt.getTime(), spanMs));
}

/** The same, where it is known when the hours end; in milliseconds. */
export function spreadBetween(id: number, opening: number, closesAt: number, spanMs = SPREAD_MS): number {
  const part = ((id * HASH_STEP) % 2 ** 32) / 2 ** 32;
  return opening + Math.floor(part * Math.min(spanMs, closesAt - opening));
}

/**
 * How long so many messages are spread at so many a minute: they take half of the rate, the other half is for what was
 * planned. At an opening at least ten minutes, because others wait for it too; in the middle of the hours nothing where
 * one minute carries all.
 */
export function spanFor(messages: number, perMinute: number, isOpening: boolean): number {
  const needed = ((2 * messages) / perMinute) * MINUTE_MS;
  if (isOpening) return Math.max(SPREAD_MS, needed);
  return needed <= 2 * MINUTE_MS ? 0 : needed;
}
