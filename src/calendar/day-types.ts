import { dayNumber, weekdayOf } from './local-day.js';

export type DayType = 'workday' | 'weekend' | 'holiday' | 'makeup';
export const DAY_TYPES = ['workday', 'weekend', 'holiday', 'makeup'] as const satisfies readonly DayType[];

/** What kind of day a local date is; `provisional` where no published calendar covers its year. */
export interface DayKind {
  readonly dayType: DayType;
  readonly provisional: boolean;
  readonly name?: string;
}

/** The days of one region. `null` means that no rule knows the day: nothing that depends on it may be decided. */
export interface RegionCalendar {
  readonly region: string;
  kindOf(localDate: string): DayKind | null;
}

/** A day that somebody stated to be off, or a make-up workday (调休上班日). */
export interface StatedDay {
  readonly day: 'off' | 'work';
  readonly name: string;
}

export type StatedDays = ReadonlyMap<string, StatedDay>;

/** What a calendar knows of one year: the days that are not simply workdays or weekends, null when it knows nothing. */
export interface CalendarYear {
  readonly stated: StatedDays;
  readonly provisional: boolean;
}

/** A calendar from the stated days of each year and the weekdays that are the region's weekend. */
export function calendarOf(
  region: string,
  weekend: readonly number[],
  yearOf: (year: number) => CalendarYear | null,
): RegionCalendar {
  const years = new Map<number, CalendarYear | null>();
  const kinds = new Map<string, DayKind | null>();
  const kindIn = (date: string): DayKind | null => {
    const day = dayNumber(date);
    if (day === null) return null;
    const year = Number(date.slice(0, 4));
    if (!years.has(year)) years.set(year, yearOf(year));
    const known = years.get(year);
    return known ? kindOfDay(known, date, weekend.includes(weekdayOf(day))) : null;
  };
  return {
    region,
    kindOf: (date) => {
      const known = kinds.get(date);
      if (known !== undefined) return known;
      const kind = kindIn(date);
      kinds.set(date, kind);
      return kind;
    },
  };
}

/** Whether people work on this kind of day. */
export function isWorkingDay(type: DayType): boolean {
  return type === 'workday' || type === 'makeup';
}

function kindOfDay(year: CalendarYear, date: string, isWeekend: boolean): DayKind {
  const stated = year.stated.get(date);
  const dayType = stated ? statedType(stated, isWeekend) : isWeekend ? 'weekend' : 'workday';
  return { dayType, provisional: year.provisional, ...(stated?.name ? { name: stated.name } : {}) };
}

function statedType(stated: StatedDay, isWeekend: boolean): DayType {
  if (stated.day === 'off') return 'holiday';
  return isWeekend ? 'makeup' : 'workday';
}
