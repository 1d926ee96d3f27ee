import chineseDays from 'chinese-days';
import type { StatedDays } from './day-types.js';
import { dateOfDay, dayNumber, plusDays } from './local-day.js';

// The country's decree of 2024 on festivals and memorial days: thirteen days since 2025, eleven from 2014.
const THIRTEEN_DAYS_SINCE = 2025;

// The first day of the lunar year 1900, from which the library's table of months counts.
const LUNAR_1900 = dayNumber('1900-01-31') as number;

/** China's statutory holidays of a year (全国年节及纪念日放假办法), computed; bridges and make-up workdays are not. */
export function statutoryDays(year: number): StatedDays {
  const springFestival = dateOfLunar(year, 1, 1);
  const eve = year >= THIRTEEN_DAYS_SINCE;
  const days: [string, string][] = [
    [`${year}-01-01`, '元旦'],
    ...(eve ? [[plusDays(springFestival, -1), '除夕'] as [string, string]] : []),
    ...[0, 1, 2].map((n): [string, string] => [plusDays(springFestival, n), '春节']),
    [qingming(year), '清明节'],
    [`${year}-05-01`, '劳动节'],
    ...(eve ? [[`${year}-05-02`, '劳动节'] as [string, string]] : []),
    [dateOfLunar(year, 5, 5), '端午节'],
    [dateOfLunar(year, 8, 15), '中秋节'],
    ...['01', '02', '03'].map((day): [string, string] => [`${year}-10-${day}`, '国庆节']),
  ];
  return new Map(days.map(([date, name]) => [date, { day: 'off', name }]));
}

/**
 * Solar date of a day of the lunar calendar (no leap month), counted over the library's table of months: its date
 * functions shift by a day with the server's zone, and the runtime's own lunar calendar is a day late in 2027.
 */
function dateOfLunar(year: number, month: number, day: number): string {
  let days = day - 1;
  for (let before = 1900; before < year; before++) days += daysBeforeMonth(before, 13);
  return dateOfDay(LUNAR_1900 + days + daysBeforeMonth(year, month));
}

function daysBeforeMonth(year: number, month: number): number {
  const { leapMonth, days } = chineseDays.getYearLeapMonth(year);
  let sum = leapMonth && leapMonth < month ? days : 0;
  for (let before = 1; before < month; before++) sum += chineseDays.monthDays(year, before);
  return sum;
}

/** The day of the solar term Pure Brightness, by the usual formula of this century. */
function qingming(year: number): string {
  const short = year % 100;
  const day = Math.floor(short * 0.2422 + 4.81) - Math.floor(short / 4);
  return `${year}-04-${String(day).padStart(2, '0')}`;
}
