import { windowsOf, type ContactHours } from '../../calendar/contact-hours.js';
import type { DayType } from '../../calendar/day-types.js';
import type { MinuteWindow } from '../../calendar/time-of-day.js';
import { toDayBands } from '../day-bands.js';
import type { BandDay, DayBands, OpenMinutes } from '../day-bands.js';

/** The days of a week as a policy is read, with their number in `Date.getUTCDay()`. */
export const WEEKDAYS = [
  { name: 'mon', number: 1 },
  { name: 'tue', number: 2 },
  { name: 'wed', number: 3 },
  { name: 'thu', number: 4 },
  { name: 'fri', number: 5 },
  { name: 'sat', number: 6 },
  { name: 'sun', number: 0 },
] as const;

const DAY = 1440;

/** The hours of a channel as a week: Monday to Sunday, then holidays and make-up workdays. `weekend`: 0 = Sunday. */
export function toWeekBands(captionKey: string, hours: ContactHours, weekend: readonly number[]): DayBands {
  const typeOf = (number: number): DayType => (weekend.includes(number) ? 'weekend' : 'workday');
  const week = WEEKDAYS.map(({ name, number }): BandDay => {
    const type = typeOf(number);
    const yesterday = (number + 6) % 7;
    const before = windowsOf(hours, typeOf(yesterday), yesterday);
    return {
      labelKey: `console.rules.weekday.${name}`,
      noteKey: type === 'weekend' ? 'day-type.weekend' : undefined,
      open: openOf(windowsOf(hours, type, number), before),
    };
  });
  const special = (['holiday', 'makeup'] as const).map((type): BandDay => {
    const windows = hours.byDayType[type];
    return { labelKey: `day-type.${type}`, open: openOf(windows, windows) };
  });
  return toDayBands(captionKey, [...week, ...special]);
}

/** What is open on a day: its own windows up to midnight, and what the day before takes over it. */
function openOf(own: readonly MinuteWindow[], before: readonly MinuteWindow[]): OpenMinutes[] {
  const late = before.filter(({ end }) => end > DAY).map(({ end }) => ({ from: 0, to: end - DAY }));
  const today = own.map(({ start, end }) => ({ from: start, to: Math.min(end, DAY) }));
  return joinTouching([...late, ...today]);
}

function joinTouching(stretches: readonly OpenMinutes[]): OpenMinutes[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
