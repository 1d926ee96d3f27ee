/** A stretch of a local day in minutes from its midnight; `end` goes beyond 1440 when it crosses the next midnight. */
export interface MinuteWindow {
  readonly start: number;
  readonly end: number;
}

export const MINUTES_PER_DAY = 1440;
const PATTERN = /^(\d{2}):(\d{2})$/;

/** Minutes since midnight of "HH:MM" (00:00 to 24:00), or null. */
export function minutesOf(text: string): number | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= MINUTES_PER_DAY ? minutes : null;
}

/**
 * The window from one time to another, or null when it is none: ends that are no times, an empty stretch, a start at
 * 24:00. A window that ends before it starts crosses midnight and belongs to the day on which it starts.
 */
export function minuteWindow([from, to]: readonly [string, string]): MinuteWindow | null {
  const start = minutesOf(from);
  const end = minutesOf(to);
  if (start === null || end === null || start === end || start === MINUTES_PER_DAY) return null;
  return { start, end: end < start ? end + MINUTES_PER_DAY : end };
}
