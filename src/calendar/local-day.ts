/** Length of a local day on the wall clock; real days may be 23 or 25 hours long. */
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of an ISO date, or null when there is no such day (2026-02-30). */
export function dayNumber(date: string): number | null {
  if (!DATE_PATTERN.test(date)) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) return null;
  const day = ms / DAY_MS;
  return dateOfDay(day) === date ? day : null;
}

const dates = new Map<number, string>();
const MAX_DATES = 20_000;

/** ISO date of a day number. */
export function dateOfDay(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dates.size >= MAX_DATES) dates.clear();
  dates.set(day, date);
  return date;
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The date some days later (or earlier). Throws RangeError when there is no such date. */
export function plusDays(date: string, days: number): string {
  const day = dayNumber(date);
  if (day === null) throw new RangeError(`There is no day ${date}.`);
  return dateOfDay(day + days);
}
