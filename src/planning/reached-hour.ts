import { knownZoneClock } from '../calendar/zone-clock.js';
import type { PastContact } from '../campaigns/audience-member.js';

const HOUR_MS = 3_600_000;

/**
 * The hour at which the customer was last reached by a call, by their wall clock, as the hour of UTC that it is at the
 * plan's beginning; −1 where none was. Hours are whole: which one counts, not the minute.
 */
export function reachedHour(contacts: readonly PastContact[], zone: string | undefined, from: number): number {
  let last = -1;
  for (const { at, channel, ofCustomer, reached } of contacts) {
    if (channel === 'call' && ofCustomer && reached) last = Math.max(last, at.getTime());
  }
  if (last < 0 || zone === undefined) return -1;
  const clock = knownZoneClock(zone);
  const hour = Math.floor(clock.localOf(last) / HOUR_MS);
  return utcHour(hour * HOUR_MS - (clock.localOf(from) - from));
}

/** The hour of UTC of an instant. */
export function utcHour(at: number): number {
  return ((Math.floor(at / HOUR_MS) % 24) + 24) % 24;
}
