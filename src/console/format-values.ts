import type { Locale } from '../kernel/words.js';

const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
const distances = new Map<Locale, Intl.RelativeTimeFormat>();
const minutes = new Map<Intl.DateTimeFormat, Map<number, string>>();

const MINUTE_MS = 60_000;
const MOST_MINUTES = 2_000;

/** How much of a date is said; none of them says seconds. */
interface DateShape {
  readonly name: string;
  readonly options: Intl.DateTimeFormatOptions;
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const WEEKDAY: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
const LONG_DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' };
const DATE_TIME: DateShape = { name: 'date-time', options: { ...WEEKDAY, ...CLOCK } };
const DATE_TIME_YEAR: DateShape = { name: 'date-time-year', options: { ...WEEKDAY, ...CLOCK, year: 'numeric' } };
const TIME: DateShape = { name: 'time', options: CLOCK };
const DAY: DateShape = { name: 'day', options: LONG_DAY };
const SHORT_DAY: DateShape = { name: 'short-day', options: WEEKDAY };
const YEAR: DateShape = { name: 'year', options: { year: 'numeric' } };

/** A whole number with its groups: 4,812. */
export function formatCount(value: number, locale: Locale): string {
  return number(locale, 'count', {}).format(value);
}

/** A share of 1 in per cent; one digit where it says something, "—" where there is nothing to divide by. */
export function formatShare(share: number | null, locale: Locale): string {
  if (share === null || !Number.isFinite(share)) return '—';
  const digits = share === 0 || share === 1 ? 0 : 1;
  return number(locale, `share${digits}`, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/**
 * Date and minute in a zone, with the weekday: Tue 24 Nov, 09:05 · 11月24日周二 09:05. The year stands there unless it is that
 * of `now`: what leaves the page (a file) gives no `now`, and always has it.
 */
export function formatDateTime(at: Date, locale: Locale, zone: string, now: Date | null): string {
  const sameYear = now !== null && yearIn(at, zone) === yearIn(now, zone);
  return textOfMinute(date(locale, zone, sameYear ? DATE_TIME : DATE_TIME_YEAR), at);
}

function yearIn(at: Date, zone: string): string {
  return textOfMinute(date('en', zone, YEAR), at);
}

/** The minute alone, in a zone: 09:00. */
export function formatTime(at: Date, locale: Locale, zone: string): string {
  return textOfMinute(date(locale, zone, TIME), at);
}

/** The day alone, in a zone. */
export function formatDay(at: Date, locale: Locale, zone: string): string {
  return textOfMinute(date(locale, zone, DAY), at);
}

/** The day alone, short, in a zone: Tue 24 Nov · 11月24日周二. */
export function formatShortDay(at: Date, locale: Locale, zone: string): string {
  return textOfMinute(date(locale, zone, SHORT_DAY), at);
}

/** How far `at` lies from `now`, in words: in 3 hours, 2 days ago. */
export function formatRelative(at: Date, now: Date, locale: Locale): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const relative = distance(locale);
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

function distance(locale: Locale): Intl.RelativeTimeFormat {
  const known = distances.get(locale);
  if (known) return known;
  const made = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  distances.set(locale, made);
  return made;
}

function number(locale: Locale, name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${name}`;
  const known = formats.get(key) as Intl.NumberFormat | undefined;
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

function date(locale: Locale, zone: string, { name, options }: DateShape): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${name}`;
  const known = formats.get(key) as Intl.DateTimeFormat | undefined;
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, timeZone: zone });
  formats.set(key, made);
  return made;
}

/** A list names the same minutes again and again, and to spell one anew costs more than all else of its line. */
function textOfMinute(format: Intl.DateTimeFormat, at: Date): string {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  const texts = minutes.get(format) ?? new Map<number, string>();
  const known = texts.get(minute);
  if (known !== undefined) return known;
  if (texts.size >= MOST_MINUTES) texts.clear();
  const text = format.format(at);
  minutes.set(format, texts.set(minute, text));
  return text;
}
