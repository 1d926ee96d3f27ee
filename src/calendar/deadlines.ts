import type { DayKind, RegionCalendar } from './day-types.js';
import { isWorkingDay } from './day-types.js';
import { DAY_MS, dateOfDay, weekdayOf } from './local-day.js';
import { knownZoneClock } from './zone-clock.js';

export interface DeadlineRule {
  readonly triggerAt: Date;
  readonly days: number;
  readonly mode: 'calendar' | 'working';
  readonly zone: string;
  readonly calendar: RegionCalendar;
}

export interface Deadline {
  readonly rawDueAt: Date;
  /** Counted over days that no published calendar covers. */
  readonly provisional: boolean;
}

/**
 * The end of a promise (T2): the trigger's wall-clock time some days later; a day more is not 24 hours more when the
 * clocks change. Working days skip rest days and count make-up workdays. Throws RangeError for an unknown zone.
 */
export function promiseDeadline(rule: DeadlineRule): Deadline {
  const clock = knownZoneClock(rule.zone);
  const local = clock.localOf(rule.triggerAt.getTime());
  const triggerDay = Math.floor(local / DAY_MS);
  const counted =
    rule.mode === 'calendar'
      ? { day: triggerDay + rule.days, provisional: false }
      : addWorkingDays(triggerDay, rule.days, rule.calendar);
  const due = clock.edgeInstant(counted.day * DAY_MS + (local - triggerDay * DAY_MS), 'end');
  return { rawDueAt: new Date(due), provisional: counted.provisional };
}

// Far more than any promise, so that a calendar without workdays cannot keep the count going.
const MAX_DAYS_LOOKED_AT = 2_000;

function addWorkingDays(from: number, days: number, calendar: RegionCalendar): { day: number; provisional: boolean } {
  let day = from;
  let left = days;
  let provisional = false;
  while (left > 0 && day - from < MAX_DAYS_LOOKED_AT) {
    day++;
    const kind = calendar.kindOf(dateOfDay(day)) ?? weekdayKind(day);
    provisional ||= kind.provisional;
    if (isWorkingDay(kind.dayType)) left--;
  }
  return { day, provisional };
}

/** A day that no rule knows counts by its weekday, and is marked. */
function weekdayKind(day: number): DayKind {
  const weekday = weekdayOf(day);
  return { dayType: weekday === 0 || weekday === 6 ? 'weekend' : 'workday', provisional: true };
}
