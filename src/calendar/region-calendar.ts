import Holidays from 'date-holidays';
import { chinaCalendar } from './china-calendar.js';
import type { StatedYears } from './china-calendar.js';
import { calendarOf } from './day-types.js';
import type { RegionCalendar, StatedDay, StatedDays } from './day-types.js';
import { plusDays } from './local-day.js';

/** The region that knows only weekdays and weekends. */
export const NO_HOLIDAYS = 'none';

const SATURDAY_AND_SUNDAY = [6, 0];
const FRIDAY_AND_SATURDAY = [5, 6];
// Where the weekend is not Saturday and Sunday (public service of each country, 2026).
const WEEKENDS: Readonly<Record<string, readonly number[]>> = {
  AF: [4, 5],
  BD: FRIDAY_AND_SATURDAY,
  BH: FRIDAY_AND_SATURDAY,
  BN: [5, 0],
  DZ: FRIDAY_AND_SATURDAY,
  EG: FRIDAY_AND_SATURDAY,
  IL: FRIDAY_AND_SATURDAY,
  IQ: FRIDAY_AND_SATURDAY,
  IR: [4, 5],
  JO: FRIDAY_AND_SATURDAY,
  KW: FRIDAY_AND_SATURDAY,
  LY: FRIDAY_AND_SATURDAY,
  MV: FRIDAY_AND_SATURDAY,
  NP: [6],
  OM: FRIDAY_AND_SATURDAY,
  QA: FRIDAY_AND_SATURDAY,
  SA: FRIDAY_AND_SATURDAY,
  SD: FRIDAY_AND_SATURDAY,
  SY: FRIDAY_AND_SATURDAY,
  YE: FRIDAY_AND_SATURDAY,
};
const FIRST_YEAR = 1990;
const LAST_YEAR = 2099;

/**
 * The calendar of `CN`, `none`, a country (`US`) or a part of one (`US-CA`), with imported days in front of what the
 * libraries say. An unknown region gives a calendar that knows no day.
 */
export function regionCalendar(region: string, imported: StatedDays, china: StatedYears): RegionCalendar {
  if (region === 'CN') return chinaCalendar(china, imported);
  if (region === NO_HOLIDAYS) {
    return calendarOf(region, SATURDAY_AND_SUNDAY, () => ({ stated: new Map(), provisional: false }));
  }
  const holidays = libraryOf(region);
  return calendarOf(region, weekendOf(region), (year) => {
    if (holidays === null || year < FIRST_YEAR || year > LAST_YEAR) return null;
    // A day observed for a neighbouring year's holiday may lie in this one.
    const stated = [year - 1, year, year + 1].flatMap((each) => [...publicHolidays(holidays, each)]);
    return { stated: new Map([...stated, ...imported]), provisional: false };
  });
}

/** The weekdays on which this region rests, 0 = Sunday. */
export function weekendOf(region: string): readonly number[] {
  return WEEKENDS[region.slice(0, 2)] ?? SATURDAY_AND_SUNDAY;
}

/** Whether any calendar is kept for this region. */
export function isKnownRegion(region: string): boolean {
  return region === 'CN' || region === NO_HOLIDAYS || libraryOf(region) !== null;
}

const libraries = new Map<string, Holidays | null>();

function libraryOf(region: string): Holidays | null {
  const known = libraries.get(region);
  if (known !== undefined) return known;
  const opened = open(region);
  if (opened !== null) libraries.set(region, opened);
  return opened;
}

function open(region: string): Holidays | null {
  const [country = '', state] = region.split('-');
  const library = new Holidays();
  if (!(country in library.getCountries())) return null;
  if (state === undefined) return new Holidays(country);
  return state in (library.getStates(country) ?? {}) ? new Holidays(country, state) : null;
}

/** Only days on which everything is closed: bank, school and observance days are working days for most. */
function publicHolidays(library: Holidays, year: number): Map<string, StatedDay> {
  const stated = new Map<string, StatedDay>();
  for (const { date, name, type, start, end } of library.getHolidays(year)) {
    if (type !== 'public') continue;
    const first = date.slice(0, 10);
    const lastDay = Math.ceil((end.getTime() - start.getTime()) / 86_400_000 - 0.1);
    for (let n = 0; n < Math.max(1, lastDay); n++) stated.set(plusDays(first, n), { day: 'off', name });
  }
  return stated;
}
