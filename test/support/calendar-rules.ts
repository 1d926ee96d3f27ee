import { chineseDays } from '../../src/calendar/chinese-days.adapter.js';
import type { ContactQuestion } from '../../src/calendar/contact-question.js';
import type { RegionCalendar, StatedDays } from '../../src/calendar/day-types.js';
import { PACKAGED_POLICIES } from '../../src/calendar/packaged-policies.js';
import { parsePolicy } from '../../src/calendar/policy.js';
import type { Policy } from '../../src/calendar/policy.js';
import { regionCalendar } from '../../src/calendar/region-calendar.js';
import { knownZoneClock } from '../../src/calendar/zone-clock.js';

/** A packaged policy, read. */
export function packagedPolicy(id: 'CN-default' | 'US-default' | 'EU-default' = 'CN-default'): Policy {
  return parsePolicy(PACKAGED_POLICIES.find((document) => document['id'] === id));
}

/** A region's calendar with nothing imported unless given. */
export function calendarFor(region = 'CN', imported: StatedDays = new Map()): RegionCalendar {
  return regionCalendar(region, imported, chineseDays());
}

/** May a customer in Shanghai be called, under the packaged Chinese policy? */
export function aContactQuestion(overrides: Partial<ContactQuestion> = {}): ContactQuestion {
  return {
    channel: 'call',
    policy: packagedPolicy(),
    calendar: calendarFor(overrides.policy?.calendar),
    zones: ['Asia/Shanghai'],
    holidayCampaign: false,
    ...overrides,
  };
}

/** The instant of a wall-clock time such as "2026-11-23 08:59" that occurs once in its zone. */
export function at(local: string, zone = 'Asia/Shanghai'): Date {
  const wall = Date.parse(`${local.replace(' ', 'T')}${local.length === 16 ? ':00' : ''}Z`);
  return new Date(knownZoneClock(zone).edgeInstant(wall, 'start'));
}

/** Wall-clock time of an instant, to the minute. */
export function localTimeOf(instant: Date | null, zone = 'Asia/Shanghai'): string | null {
  if (instant === null) return null;
  return new Date(knownZoneClock(zone).localOf(instant.getTime())).toISOString().slice(0, 16).replace('T', ' ');
}
