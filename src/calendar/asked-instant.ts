import { dayNumber, DAY_MS, MINUTE_MS } from './local-day.js';
import { minutesOf, MINUTES_PER_DAY } from './time-of-day.js';
import { zoneClock } from './zone-clock.js';

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instants that a text may mean: one for an instant (`…Z`, `…+08:00`); for a wall-clock time such as
 * `2026-11-23 08:59` that of the zone, both where clocks are set back, the far side where they are set forward.
 * Null when it is neither. An unknown zone gives an empty list.
 */
export function askedInstants(text: string, zone: string): Date[] | null {
  if (INSTANT.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) || dayNumber(text.slice(0, 10)) === null ? null : [new Date(ms)];
  }
  const [, date = '', time = '', seconds = '00'] = LOCAL.exec(text) ?? [];
  const day = dayNumber(date);
  const minutes = minutesOf(time);
  if (day === null || minutes === null || minutes === MINUTES_PER_DAY || Number(seconds) > 59) return null;
  const clock = zoneClock(zone);
  if (clock === null) return [];
  const local = day * DAY_MS + minutes * MINUTE_MS + Number(seconds) * 1_000;
  const found = clock.instantsOf(local);
  return (found.length > 0 ? found : [clock.edgeInstant(local, 'start')]).map((ms) => new Date(ms));
}
