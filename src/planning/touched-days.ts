import type { CalendarSnapshot } from '../calendar/calendar-snapshot.js';
import { hoursOf } from '../calendar/contact-question.js';
import { DAY_TYPES } from '../calendar/day-types.js';
import { DAY_MS, dateOfDay } from '../calendar/local-day.js';
import { MINUTES_PER_DAY } from '../calendar/time-of-day.js';
import { zoneClock } from '../calendar/zone-clock.js';
import type { Channel } from '../kernel/words.js';

/** A local date of a region. */
export interface RegionDay {
  readonly region: string;
  readonly date: string;
}

/** A scheduled attempt, as far as its day is asked. */
export interface ScheduledContact {
  readonly id: number;
  readonly scheduledAt: Date;
  readonly channel: Channel;
  readonly zones: readonly string[];
  readonly policyId: string;
  readonly holidayWindows: boolean;
  /** How long a call of its campaign takes. */
  readonly minutesPerCall: number;
}

/**
 * Whether an attempt lies, in any of its zones, on one of these days of its policy's region, or in the hours after
 * midnight that belong to one. Hours that are the same on every day are not touched.
 */
export function isOnDays(
  contact: ScheduledContact,
  days: readonly RegionDay[],
  snapshot: CalendarSnapshot,
  now: Date,
): boolean {
  const { channel, zones, policyId, holidayWindows, scheduledAt } = contact;
  const policy = snapshot.policy(policyId, now);
  if (policy === null) return false;
  const calendar = snapshot.calendar(policy.calendar);
  const hours = hoursOf({ channel, policy, calendar, zones, holidayCampaign: holidayWindows });
  if (hours === null || hours.anyDay) return false;
  const all = [hours.byDayType, ...Object.values(hours.own)].flatMap((each) => DAY_TYPES.flatMap((type) => each[type]));
  const crossesMidnight = all.some(({ end }) => end > MINUTES_PER_DAY);
  const dates = new Set(days.filter(({ region }) => region === policy.calendar).map(({ date }) => date));
  return zones.some((zone) => {
    const day = Math.floor((zoneClock(zone)?.localOf(scheduledAt.getTime()) ?? NaN) / DAY_MS);
    if (Number.isNaN(day)) return false;
    return dates.has(dateOfDay(day)) || (crossesMidnight && dates.has(dateOfDay(day - 1)));
  });
}
