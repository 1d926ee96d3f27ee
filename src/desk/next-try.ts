import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { type CapQuestion, decideCaps } from '../campaigns/caps.js';
import { dayPart } from '../campaigns/day-part.js';

/** Everything that the time of another call depends on. */
export interface NextTryFacts {
  readonly contact: ContactQuestion;
  readonly caps: CapQuestion;
  /** Nothing is placed at or after this instant. */
  readonly until: Date;
}

/** More rounds than any chain of caps and closed days within the horizon needs. */
const MAX_ROUNDS = 50;

/** The first instant from `from` on when the customer may be called: hours and caps agree; null before `until` there is none. */
export function nextTryAt(facts: NextTryFacts, from: Date): Date | null {
  let at = from;
  for (let round = 0; round < MAX_ROUNDS && at < facts.until; round += 1) {
    const open = decideContact(facts.contact, at).next;
    if (open === null || open >= facts.until) return null;
    const cap = decideCaps(facts.caps, open);
    if (cap === null) return open;
    if (cap.nextAt === null) return null;
    at = cap.nextAt;
  }
  return null;
}

/** The same, and not before the next part of the customer's day (B3). */
export function otherPartAt(facts: NextTryFacts, now: Date): Date | null {
  return nextTryAt(facts, dayPart(now, facts.caps.zone).nextAt);
}
