import { createRequire } from 'node:module';
import type { StatedYears } from './china-calendar.js';
import type { StatedDay } from './day-types.js';

interface LibraryData {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

let read: StatedYears | null = null;

/**
 * The days that chinese-days knows, from its data file: its functions answer for years that it does not have as if
 * they had no holidays, and depend on the server's zone when given anything but a date's text.
 */
export function chineseDays(): StatedYears {
  read ??= statedYears(createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as LibraryData);
  return read;
}

function statedYears(data: LibraryData): StatedYears {
  const days = new Map<string, StatedDay>();
  for (const [date, text] of Object.entries(data.holidays)) days.set(date, { day: 'off', name: chineseName(text) });
  for (const [date, text] of Object.entries(data.workdays)) days.set(date, { day: 'work', name: chineseName(text) });
  return { years: new Set(Object.keys(data.holidays).map((date) => Number(date.slice(0, 4)))), days };
}

/** `National Day,国庆节,3` → `国庆节`. */
function chineseName(text: string): string {
  return text.split(',')[1] ?? text;
}
