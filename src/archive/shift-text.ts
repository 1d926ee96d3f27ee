import { isCalendarDate } from './local-instant.js';
import type { Leave, Shift } from './shift.js';
import { minuteOfDay } from './shift.js';

/** What a text means, or in `wants` what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly wants: string };

const DAY_NAMES: ReadonlyMap<string, number> = new Map([
  ...['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name, at): [string, number] => [name, at + 1]),
  ...['周一', '周二', '周三', '周四', '周五', '周六', '周日'].map((name, at): [string, number] => [name, at + 1]),
]);
const SHORT_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const TIMES = /^(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})$/;

/** Reads `Mon-Fri 09:00-12:00;Mon-Fri 14:00-18:00` (also `Sat,Sun …`, `daily …`, `周一至周五 …`). */
export function readShifts(text: string): Read<Shift[]> {
  return readList(text, readShift);
}

/** Reads `2026-12-01..2026-12-03;2026-12-24`: local dates, both ends included. */
export function readLeave(text: string): Read<Leave[]> {
  return readList(text, readAbsence);
}

/** Shifts as they are read again, one to a line: `Mon-Fri 09:00-12:00`. */
export function writeShifts(shifts: readonly Shift[]): string {
  return shifts.map(({ days, from, to }) => `${writeDays(days)} ${from}-${to}`).join('\n');
}

/** Leave as it is read again, one to a line: `2026-12-01..2026-12-03`. */
export function writeLeave(leave: readonly Leave[]): string {
  return leave.map(({ from, to }) => (from === to ? from : `${from}..${to}`)).join('\n');
}

/** The entries of a list cell, trimmed, without empty ones and repetitions. */
export function listEntries(text: string): string[] {
  const entries = text.split(/[;；]/).map((entry) => entry.trim());
  return [...new Set(entries.filter((entry) => entry !== ''))];
}

function readList<T>(text: string, read: (entry: string) => Read<T>): Read<T[]> {
  const values: T[] = [];
  for (const entry of listEntries(text)) {
    const one = read(entry);
    if ('wants' in one) return { wants: `"${entry}": ${one.wants}` };
    values.push(one.value);
  }
  return { value: values };
}

function readShift(entry: string): Read<Shift> {
  const normal = entry
    .normalize('NFKC')
    .replaceAll('星期天', '周日')
    .replaceAll('星期', '周')
    .replaceAll('周天', '周日');
  const [, dayPart = '', timePart = ''] = /^(.*?)\s*(\d{1,2}:\d{2}.*)$/.exec(normal) ?? [];
  const days = readDays(dayPart.trim().toLowerCase());
  if (!days) return { wants: 'write days and times as "Mon-Fri 09:00-12:00"' };
  const [, from = '', to = ''] = TIMES.exec(timePart.trim()) ?? [];
  const [start, end] = [clock(from), clock(to)];
  if (!start || !end || start === '24:00') return { wants: 'write times as "09:00-12:00", between 00:00 and 24:00' };
  if (minuteOfDay(start) === minuteOfDay(end)) return { wants: 'the shift is empty; a whole day is 00:00-24:00' };
  return { value: { days, from: start, to: end } };
}

function readDays(text: string): number[] | null {
  if (['daily', '每天', '每日'].includes(text)) return [1, 2, 3, 4, 5, 6, 7];
  const days = new Set<number>();
  for (const part of text.split(/[,、]/)) {
    const [from, to, ...more] = part.split(/[-–~至到]/).map((name) => DAY_NAMES.get(name.trim()));
    const single = !/[-–~至到]/.test(part);
    if (from === undefined || more.length > 0 || (!single && to === undefined)) return null;
    for (const day of daysBetween(from, single ? from : (to ?? from))) days.add(day);
  }
  return [...days].sort((a, b) => a - b);
}

/** From one weekday to another, over the week's end where needed (Fri-Mon). */
function daysBetween(from: number, to: number): number[] {
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, at) => ((from - 1 + at) % 7) + 1);
}

function clock(text: string): string | null {
  const [hour, minute] = text.split(':').map(Number);
  if (hour === undefined || minute === undefined || text === '') return null;
  if (minute > 59 || hour * 60 + minute > 1440) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function readAbsence(entry: string): Read<Leave> {
  const [from = '', to = from, ...more] = entry.split('..').map((date) => date.trim());
  if (more.length > 0 || !isCalendarDate(from) || !isCalendarDate(to)) {
    return { wants: 'write leave as "2026-12-01..2026-12-03" or "2026-12-24"' };
  }
  return to < from ? { wants: 'leave ends before it begins' } : { value: { from, to } };
}

/** Stretches of three days and more with a dash, the others one by one: `Mon-Fri,Sun`. */
function writeDays(days: readonly number[]): string {
  if (days.length === 7) return 'daily';
  const stretches: number[][] = [];
  for (const day of days.toSorted((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && last.at(-1) === day - 1) last.push(day);
    else stretches.push([day]);
  }
  const name = (day: number | undefined) => SHORT_NAMES[(day ?? 1) - 1] ?? '';
  return stretches
    .flatMap((stretch) => (stretch.length < 3 ? stretch.map(name) : [`${name(stretch[0])}-${name(stretch.at(-1))}`]))
    .join(',');
}
