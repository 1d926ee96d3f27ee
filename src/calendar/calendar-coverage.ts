import type { RegionCalendar } from './day-types.js';

/** Whether a region's days of a year are known from a published source. */
export interface YearCoverage {
  readonly region: string;
  readonly year: number;
  readonly covered: boolean;
}

/** The command that ends the waiting for a year's calendar. */
export const IMPORT_COMMAND = 'revisit calendar import FILE';

/** The coverage of every region and year that these days touch, in order. */
export function calendarCoverage(
  days: readonly { region: string; date: string }[],
  calendar: (region: string) => RegionCalendar,
): YearCoverage[] {
  const touched = new Set(days.map(({ region, date }) => `${region} ${date.slice(0, 4)}`));
  return [...touched].sort().map((key) => {
    const [region = '', year = ''] = key.split(' ');
    const kind = calendar(region).kindOf(`${year}-01-01`);
    return { region, year: Number(year), covered: kind !== null && !kind.provisional };
  });
}
