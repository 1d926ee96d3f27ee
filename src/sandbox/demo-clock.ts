import type { RegionCalendar } from '../calendar/day-types.js';
import { addDays, localDate, localInstant } from '../archive/local-instant.js';

const MORNING_MINUTES = 9 * 60 + 5;
const EVENING_MINUTES = 17 * 60;
const DAYS_AHEAD = 30;
const DAYS_BACK = 1500;

/**
 * When the demonstration's clock should stand: where it is, if that is within working hours, else on the next working
 * morning. Who tries it at night must not find it asleep. Where no official calendar covers the days ahead, it goes back
 * to the last working morning that one covers.
 */
export function demoStart(now: Date, zone: string, calendar: RegionCalendar): Date {
  const today = localDate(now, zone);
  const minutes = localMinutes(now, zone);
  if (isWorkday(calendar, today) && minutes >= MORNING_MINUTES && minutes < EVENING_MINUTES) return now;
  const first = minutes < MORNING_MINUTES ? 0 : 1;
  const offsets = [...count(first, DAYS_AHEAD, 1), ...count(-1, DAYS_BACK, -1)];
  const date = offsets.map((day) => addDays(today, day)).find((day) => isWorkday(calendar, day));
  if (date === undefined) throw new Error(`No calendar knows a workday near ${today} to show the demonstration on.`);
  return localInstant(date, MORNING_MINUTES, zone, 'start');
}

function count(first: number, steps: number, step: number): number[] {
  return Array.from({ length: steps }, (_, i) => first + i * step);
}

/** A make-up workday counts; a provisional one does not, because dispatch would hold what falls on it. */
function isWorkday(calendar: RegionCalendar, date: string): boolean {
  const kind = calendar.kindOf(date);
  return kind !== null && !kind.provisional && (kind.dayType === 'workday' || kind.dayType === 'makeup');
}

function localMinutes(now: Date, zone: string): number {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(now);
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}
