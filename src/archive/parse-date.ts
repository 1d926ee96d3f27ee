import { Temporal } from 'temporal-polyfill';
import { toHalfWidth } from './normalise-text.js';

/** A wall-clock date, with minutes of the day where the cell had a time, or an instant where it had an offset. */
export type ParsedMoment =
  | { readonly kind: 'local'; readonly date: string; readonly seconds: number | null }
  | { readonly kind: 'instant'; readonly at: Date };

const DATE = String.raw`(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?号?`;
const TIME = String.raw`(?:[T\s]*(\d{1,2})(?::|时|点)(\d{1,2})(?:(?::|分)(\d{1,2}))?(?:\.\d+)?秒?分?)?`;
const LOCAL = new RegExp(`^${DATE}${TIME}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const SERIAL_1904_DAYS = 1462;
const DAY_SECONDS = 86_400;

/**
 * Reads the usual Chinese and ISO forms and Excel's serial days (`date1904`: counted from 1904); null for anything
 * else, also for days that do not exist. Nothing rolls over, and day-month orders are never guessed.
 */
export function parseMoment(raw: string, date1904 = false): ParsedMoment | null {
  const text = toHalfWidth(raw);
  if (SERIAL.test(text)) return fromSerial(Number(text) + (date1904 ? SERIAL_1904_DAYS : 0));
  if (WITH_OFFSET.test(text)) return fromInstant(text);
  const match = COMPACT.exec(text) ?? LOCAL.exec(text);
  if (match === null) return null;
  const date = checkedDate(Number(match[1]), Number(match[2]), Number(match[3]));
  const seconds = match[4] === undefined ? null : secondsOfDay(match[4], match[5], match[6]);
  return date === null || Number.isNaN(seconds) ? null : { kind: 'local', date, seconds };
}

/** The local date of a cell, 'YYYY-MM-DD'; an instant falls on its date in `zone`. */
export function parseDate(raw: string, zone: string, date1904 = false): string | null {
  const moment = parseMoment(raw, date1904);
  if (moment === null) return null;
  if (moment.kind === 'local') return moment.date;
  return Temporal.Instant.from(moment.at.toISOString()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The instant of a cell; wall-clock times are read in `zone`, dates without a time as the start of their day. */
export function parseInstant(raw: string, zone: string, date1904 = false): Date | null {
  const moment = parseMoment(raw, date1904);
  if (moment === null || moment.kind === 'instant') return moment === null ? null : moment.at;
  return localToInstant(moment.date, moment.seconds ?? 0, zone);
}

function localToInstant(date: string, seconds: number, zone: string): Date {
  const offsetMs = dayOffset(date, zone);
  if (offsetMs !== null) return new Date(Date.parse(`${date}T00:00:00Z`) + seconds * 1000 - offsetMs);
  const local = Temporal.PlainDateTime.from(`${date}T00:00:00`).add({ seconds });
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds);
}

/** The zone's offset on a day without a change of clocks, remembered because lists repeat their days; else null. */
function dayOffset(date: string, zone: string): number | null {
  const key = `${zone} ${date}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= 5000) offsets.clear();
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime(zone);
  const end = day.add({ days: 1 }).toZonedDateTime(zone);
  const same = start.offsetNanoseconds === end.offsetNanoseconds && start.hour === 0;
  const offset = same ? start.offsetNanoseconds / 1e6 : null;
  offsets.set(key, offset);
  return offset;
}
const offsets = new Map<string, number | null>();

function fromInstant(text: string): ParsedMoment | null {
  const [date = '', rest = ''] = [text.slice(0, 10), text.slice(11).replace(/\s+/g, '')];
  if (checkedDate(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))) === null) return null;
  const zoned = rest
    .toUpperCase()
    .replace(/([+-]\d{2}):?(\d{2})?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`);
  const at = new Date(`${date}T${zoned}`);
  return Number.isNaN(at.getTime()) ? null : { kind: 'instant', at };
}

/** Excel's day 60 is the 29th of February 1900, which never was; five-digit serials all lie after it. */
function fromSerial(serial: number): ParsedMoment | null {
  const days = Math.floor(serial);
  const seconds = Math.round((serial - days) * DAY_SECONDS);
  const moment = new Date(Date.UTC(1899, 11, 30) + days * DAY_SECONDS * 1000);
  const date = checkedDate(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate());
  return date === null ? null : { kind: 'local', date, seconds: seconds === 0 ? null : seconds };
}

function checkedDate(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function secondsOfDay(hours: string, minutes = '0', seconds = '0'): number {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  return h > 23 || m > 59 || s > 59 ? NaN : h * 3600 + m * 60 + s;
}
