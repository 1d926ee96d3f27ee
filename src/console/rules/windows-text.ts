import { minuteWindow } from '../../calendar/time-of-day.js';

/** The windows of a day as a policy document holds them: a list of pairs, or another day type by reference. */
export type WindowsValue = readonly (readonly [string, string])[] | string;

const REFERENCE = /^=\s*(workday|weekend|saturday|sunday|holiday|makeup)$/;
const STRETCH = /^(\d{1,2}:\d{2})\s*(?:-|–|—|~|～|至|to)\s*(\d{1,2}:\d{2})$/;
/** Nothing is open. */
const CLOSED = '-';

/** `09:00-12:00, 14:00-20:00`; `closed` stands for a day without windows, nothing for a day that is not named. */
export function writeWindows(value: WindowsValue | undefined, closed: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return value.length === 0 ? closed : value.map(([from, to]) => `${from}-${to}`).join(', ');
}

/** What `writeWindows` writes, and how people type it (，、；and dashes of any length); null when it is no such line. */
export function readWindows(text: string): [string, string][] | `=${string}` | null {
  const line = text.trim();
  if (line === '' || line === CLOSED) return [];
  const [, type] = REFERENCE.exec(line) ?? [];
  if (type) return `=${type}`;
  const pairs = line.split(/[,，、;；]/).map((part) => readStretch(part.trim()));
  return pairs.every((pair) => pair !== null) ? pairs : null;
}

function readStretch(text: string): [string, string] | null {
  const [, from, to] = STRETCH.exec(text) ?? [];
  if (from === undefined || to === undefined) return null;
  const pair: [string, string] = [from.padStart(5, '0'), to.padStart(5, '0')];
  return minuteWindow(pair) === null ? null : pair;
}
