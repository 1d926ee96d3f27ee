import { contentHash } from '../kernel/stable-json.js';
import type { StatedYears } from './china-calendar.js';
import type { RegionCalendar, StatedDay, StatedDays } from './day-types.js';
import { dateOfDay, DAY_MS } from './local-day.js';
import { parsePolicy } from './policy.js';
import type { Policy } from './policy.js';
import { regionCalendar } from './region-calendar.js';
import { knownZoneClock } from './zone-clock.js';

/** All rules about rest hours as they were at one moment. */
export interface CalendarSnapshot {
  /** The version that holds at an instant: the newest that is in effect. Null when there is none, or none readable. */
  policy(id: string, at: Date): Policy | null;
  /** One version of a policy, whether it holds or not. Null when there is none, or it cannot be read. */
  policyVersion(id: string, version: number): Policy | null;
  calendar(region: string): RegionCalendar;
  /** Changes whenever a policy or an imported day does. */
  readonly versionHash: string;
}

export interface StoredPolicy {
  readonly id: string;
  readonly version: number;
  /** ISO date, in the organisation's zone. */
  readonly effectiveFrom: string;
  readonly document: unknown;
}

export interface ImportedDay extends StatedDay {
  readonly region: string;
  readonly date: string;
}

export interface SnapshotRows {
  readonly policies: readonly StoredPolicy[];
  readonly days: readonly ImportedDay[];
  readonly china: StatedYears;
  readonly organisationZone: string;
}

/** Puts stored policies and imported days in the form in which decisions read them. */
export function calendarSnapshot(rows: SnapshotRows): CalendarSnapshot {
  const parsed = new Map<string, Policy | null>();
  const calendars = new Map<string, RegionCalendar>();
  const days = daysByRegion(rows.days);
  const clock = knownZoneClock(rows.organisationZone);
  return {
    versionHash: contentHash([rows.policies, rows.days]),
    policy: (id, at) => {
      const today = dateOfDay(Math.floor(clock.localOf(at.getTime()) / DAY_MS));
      const stored = rows.policies
        .filter((each) => each.id === id && each.effectiveFrom <= today)
        .reduce<StoredPolicy | null>((best, each) => (best && best.version > each.version ? best : each), null);
      return stored ? readOnce(parsed, stored) : null;
    },
    policyVersion: (id, version) => {
      const stored = rows.policies.find((each) => each.id === id && each.version === version);
      return stored ? readOnce(parsed, stored) : null;
    },
    calendar: (region) => {
      const known = calendars.get(region) ?? regionCalendar(region, days.get(region) ?? new Map(), rows.china);
      calendars.set(region, known);
      return known;
    },
  };
}

/** A policy that cannot be read is no policy: what depends on it is held. */
function readOnce(parsed: Map<string, Policy | null>, stored: StoredPolicy): Policy | null {
  const key = `${stored.id}@${stored.version}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  let policy: Policy | null;
  try {
    policy = { ...parsePolicy(stored.document), version: stored.version };
  } catch {
    policy = null;
  }
  parsed.set(key, policy);
  return policy;
}

function daysByRegion(days: readonly ImportedDay[]): Map<string, StatedDays> {
  const regions = new Map<string, Map<string, StatedDay>>();
  for (const { region, date, day, name } of days) {
    const stated = regions.get(region) ?? new Map<string, StatedDay>();
    stated.set(date, { day, name });
    regions.set(region, stated);
  }
  return regions;
}
