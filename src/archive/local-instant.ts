import { Temporal } from 'temporal-polyfill';

/** Whether a wall-clock time opens or closes a stretch; decides the side at a repeated hour. */
export type Edge = 'start' | 'end';

const MEMORY = new Map<string, number>();
const MEMORY_LIMIT = 50_000;

/**
 * Instant of a local date and minute of day (0–1440) in an IANA zone, always on the conservative side:
 * a time that occurs twice starts at its second and ends at its first occurrence,
 * a time that is skipped is the instant of the skip. Throws RangeError for an unknown zone or date.
 */
export function localInstant(date: string, minute: number, zone: string, edge: Edge): Date {
  const key = `${zone}|${date}|${minute}|${edge}`;
  const known = MEMORY.get(key);
  if (known !== undefined) return new Date(known);
  const at = resolve(date, minute, zone, edge);
  if (MEMORY.size >= MEMORY_LIMIT) MEMORY.clear();
  MEMORY.set(key, at);
  return new Date(at);
}

/** Local date (YYYY-MM-DD) of an instant in an IANA zone. */
export function localDate(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The date that lies some days after (or before) another, in the ISO calendar. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Whether a text is a day that exists, written YYYY-MM-DD, of four-digit years. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

function resolve(date: string, minute: number, zone: string, edge: Edge): number {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour: 0 }).add({ minutes: minute });
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  const skipped = !later.toPlainDateTime().equals(wall);
  const skip = skipped ? earlier.getTimeZoneTransition('next') : null;
  if (skip) return skip.epochMilliseconds;
  return (edge === 'start' ? later : earlier).epochMilliseconds;
}
