import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';

const SPREAD_MS = 10 * 60_000;
// Knuth's multiplicative hash: neighbouring ids land far apart.
const HASH_STEP = 2_654_435_761;

/** An instant within ten minutes after an opening, by the id, so that what waits for it does not all go at once. */
export function spreadOver(question: ContactQuestion, id: number, opening: Date): Date {
  const share = ((id * HASH_STEP) % 2 ** 32) / 2 ** 32;
  const later = new Date(opening.getTime() + Math.floor(share * SPREAD_MS));
  return decideContact(question, later).allowed ? later : opening;
}
