import { calendarOf } from './day-types.js';
import type { CalendarYear, RegionCalendar, StatedDay, StatedDays } from './day-types.js';
import { statutoryDays } from './statutory-days.js';

/** What a kept library states for China, and for which years it states all there is. */
export interface StatedYears {
  readonly years: ReadonlySet<number>;
  readonly days: StatedDays;
}

const SATURDAY_AND_SUNDAY = [6, 0];
// The formulas of the statutory days hold from here to here.
const FIRST_COMPUTED_YEAR = 2014;
const LAST_COMPUTED_YEAR = 2099;

/**
 * China's calendar: the library's year, with imported days in front of it. Where neither covers the year it is
 * *provisional*: the computed statutory days, closed weekends, no make-up workdays, and what was imported so far.
 */
export function chinaCalendar(library: StatedYears, imported: StatedDays): RegionCalendar {
  return calendarOf('CN', SATURDAY_AND_SUNDAY, (year): CalendarYear | null => {
    const own = ofYear(imported, year);
    if (library.years.has(year)) return { stated: joined(ofYear(library.days, year), own), provisional: false };
    if (year < FIRST_COMPUTED_YEAR || year > LAST_COMPUTED_YEAR) return null;
    return { stated: joined(statutoryDays(year), own), provisional: !coversYear(own, year) };
  });
}

/** An import covers a year once it names every statutory day as off: a notice always does, a part of one does not. */
export function coversYear(days: StatedDays, year: number): boolean {
  return [...statutoryDays(year).keys()].every((date) => days.get(date)?.day === 'off');
}

function ofYear(days: StatedDays, year: number): StatedDays {
  return new Map([...days].filter(([date]) => date.startsWith(`${year}-`)));
}

function joined(base: StatedDays, above: StatedDays): Map<string, StatedDay> {
  return new Map([...base, ...above]);
}
