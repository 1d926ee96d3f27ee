import type { DayKind, RegionCalendar } from '../../calendar/day-types.js';
import { dateOfDay, dayNumber, weekdayOf } from '../../calendar/local-day.js';
import type { CalendarCheck } from '../../calendar/calendar.service.js';
import type { Touched } from '../../planning/calendar-change.service.js';
import type { Fault } from '../../kernel/faults.js';

/** A day of a small month; null where the week belongs to another one. */
export interface DayCell {
  readonly date: string;
  readonly day: number;
  readonly type: DayKind['dayType'] | 'unknown';
  readonly name: string;
  readonly isToday: boolean;
}

/** A month as weeks from Monday to Sunday. */
export interface MonthView {
  readonly month: number;
  readonly labelKey: string;
  readonly weeks: readonly (readonly (DayCell | null)[])[];
}

/** A stretch of days off of one name, or of make-up workdays. */
export interface NamedDays {
  readonly name: string;
  readonly type: 'holiday' | 'makeup';
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** A region's year. */
export interface YearView {
  readonly year: number;
  readonly months: readonly MonthView[];
  readonly named: readonly NamedDays[];
  /** No published calendar covers the year. */
  readonly isProvisional: boolean;
  /** No rule knows a day of it. */
  readonly isUnknown: boolean;
  readonly counts: Readonly<Record<'workday' | 'weekend' | 'holiday' | 'makeup', number>>;
}

/** What is wrong with a line of a calendar file. */
export interface FileFault {
  readonly line: number | null;
  readonly fieldKey: string | null;
  readonly textKey: string;
  readonly message: string;
}

const CODES = [
  'header',
  'unknown-region',
  'invalid-date',
  'invalid-day',
  'duplicate',
  'too-many-columns',
  'empty',
  'csv',
];
const MOST_DAYS_SHOWN = 80;

/** Lays a year out as twelve months; `today` is the local date of the organisation. */
export function toYearView(calendar: RegionCalendar, year: number, today: string): YearView {
  const days = daysOf(calendar, year, today);
  const count = (type: DayCell['type']) => days.filter((day) => day.type === type).length;
  return {
    year,
    months: Array.from({ length: 12 }, (_, index) => toMonth(days, index + 1)),
    named: namedDays(days),
    isProvisional: calendar.kindOf(`${year}-01-01`)?.provisional ?? false,
    isUnknown: calendar.kindOf(`${year}-01-01`) === null,
    counts: {
      workday: count('workday'),
      weekend: count('weekend'),
      holiday: count('holiday'),
      makeup: count('makeup'),
    },
  };
}

/** Where and what a fault of a calendar file is, for a table of lines. */
export function toFileFaults(faults: readonly Fault[]): FileFault[] {
  return faults.map(({ field, code, message }) => {
    const [, line, column] = /^line (\d+), (\w+)$/.exec(field) ?? [];
    return {
      line: line === undefined ? null : Number(line),
      fieldKey: column === undefined ? null : `console.rules.column.${column}`,
      textKey: `console.rules.file.${CODES.includes(code) ? code : 'csv'}`,
      message,
    };
  });
}

/** What an import would do, with the days in the order of the file. */
export function toCheckView(check: CalendarCheck & Touched) {
  return {
    ...check,
    changed: check.created + check.updated,
    shown: check.days.slice(0, MOST_DAYS_SHOWN),
    more: Math.max(0, check.days.length - MOST_DAYS_SHOWN),
  };
}

function daysOf(calendar: RegionCalendar, year: number, today: string): DayCell[] {
  const first = dayNumber(`${year}-01-01`) ?? 0;
  const last = dayNumber(`${year}-12-31`) ?? 0;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const date = dateOfDay(first + index);
    const kind = calendar.kindOf(date);
    const about = { date, day: Number(date.slice(8)), name: kind?.name ?? '', isToday: date === today };
    return { ...about, type: kind?.dayType ?? 'unknown' };
  });
}

function toMonth(days: readonly DayCell[], month: number): MonthView {
  const own = days.filter(({ date }) => Number(date.slice(5, 7)) === month);
  const before = mondayOffset(own[0]?.date ?? '');
  const cells = [...Array.from({ length: before }, () => null), ...own];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_unused, at) => cells[week * 7 + at] ?? null),
  );
  return { month, labelKey: `console.rules.month.${month}`, weeks };
}

/** How many days of the week lie before a date, from Monday on. */
function mondayOffset(date: string): number {
  return (weekdayOf(dayNumber(date) ?? 0) + 6) % 7;
}

function namedDays(days: readonly DayCell[]): NamedDays[] {
  const found: { name: string; type: 'holiday' | 'makeup'; from: string; to: string; days: number }[] = [];
  let before: DayCell | null = null;
  for (const day of days) {
    const { type, name, date } = day;
    const last = found.at(-1);
    const goesOn = before?.type === type && before.name === name;
    if (type !== 'holiday' && type !== 'makeup') before = null;
    else if (last && goesOn) Object.assign(last, { to: date, days: last.days + 1 });
    else found.push({ name, type, from: date, to: date, days: 1 });
    if (type === 'holiday' || type === 'makeup') before = day;
  }
  return found;
}
