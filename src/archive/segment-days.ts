import { addDays, localDate, localInstant } from './local-instant.js';
import type { SegmentValue } from './segment-value.js';

/** The instant at which a segment is asked, and the zone whose days it counts (the organisation's). */
export interface SegmentTime {
  readonly now: Date;
  readonly zone: string;
}

/** First and last local day that `withinDays` covers, today included. */
export function dayWindow(
  value: SegmentValue,
  looks: 'back' | 'ahead' | undefined,
  time: SegmentTime,
): { first: string; last: string } {
  const today = localDate(time.now, time.zone);
  const [from, to] = offsets(value, looks);
  return { first: addDays(today, from), last: addDays(today, to) };
}

/**
 * Birthdays as MM-DD that fall on the days of a window, whatever the year.
 * Who was born on 29 February has the birthday on 28 February in common years.
 */
export function birthdaysWithin(first: string, last: string): string[] {
  const found = new Set<string>();
  for (let day = first; day <= last && found.size < 366; day = addDays(day, 1)) {
    const monthDay = day.slice(5);
    found.add(monthDay);
    if (monthDay === '02-28' && addDays(day, 1).endsWith('03-01')) found.add('02-29');
  }
  return [...found];
}

/** The stretch [from, to) that a date (its whole local day) or an instant (itself, to = from) stands for. */
export function stretchOf(value: string, zone: string): { from: string; to: string; wholeDay: boolean } {
  if (value.length > 10) {
    const at = new Date(value).toISOString();
    return { from: at, to: at, wholeDay: false };
  }
  // A day is bounded by its midnights themselves: both edges are read alike, so that days neither overlap nor part.
  const from = localInstant(value, 0, zone, 'start').toISOString();
  const to = localInstant(addDays(value, 1), 0, zone, 'start').toISOString();
  return { from, to, wholeDay: true };
}

function offsets(value: SegmentValue, looks: 'back' | 'ahead' | undefined): [number, number] {
  if (typeof value === 'number') return looks === 'back' ? [-value, 0] : [0, value];
  const [from, to] = Array.isArray(value) ? value : [];
  return [Number(from), Number(to)];
}
