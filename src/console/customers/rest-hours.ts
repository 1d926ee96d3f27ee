import { candidateZones } from '../../calendar/candidate-zones.js';
import type { CandidateZones } from '../../calendar/candidate-zones.js';
import type { CalendarSnapshot } from '../../calendar/calendar-snapshot.js';
import { decideContact } from '../../calendar/decide-contact.js';
import type { ContactQuestion } from '../../calendar/decide-contact.js';
import { DAY_MS, dateOfDay, MINUTE_MS } from '../../calendar/local-day.js';
import { listOpenWindows } from '../../calendar/open-windows.js';
import type { ZoneOrder } from '../../calendar/policy.js';
import { knownZoneClock } from '../../calendar/zone-clock.js';
import type { CustomerDetail } from '../../archive/customer.js';
import type { Reason } from '../../kernel/reason.js';
import { CHANNELS } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import { toDayBands } from '../day-bands.js';
import type { DayBands, OpenMinutes } from '../day-bands.js';

/** The policy by which the strip is drawn, and whether its campaign opened the holidays. */
export interface StripRule {
  readonly policyId: string;
  readonly holidayCampaign: boolean;
}

/** Today as a customer's strip: when each channel is open, in the customer's clock, and whether it is now. */
export interface RestHours {
  /** The zone whose clock is shown; null where no zone is known, and nothing may be sent. */
  readonly zone: string | null;
  readonly zones: readonly string[];
  readonly basisKey: string;
  /** Several zones are possible: only what is open in all of them is shown as open. */
  readonly hasSeveral: boolean;
  readonly policyId: string;
  readonly date: string;
  readonly dayTypeKey: string;
  readonly bands: DayBands | null;
  readonly now: readonly {
    readonly channelKey: string;
    readonly allowed: boolean;
    readonly reason: Reason;
    readonly next: Date | null;
  }[];
}

type ZoneSource = Pick<
  CustomerDetail,
  'timezone' | 'country' | 'province' | 'postcode' | 'preferredTime' | 'explicitTimeConsent' | 'contactPoints'
>;

/** The zones in which a customer may be, by the facts that planning reads. */
export function zonesOf(customer: ZoneSource, organisationZone: string, order?: ZoneOrder): CandidateZones {
  const { timezone, country, province, postcode } = customer;
  const phone = customer.contactPoints.find(({ kind, address }) => kind === 'phone' && address !== null);
  const where = { phone: phone?.address ?? null, phoneType: phone?.phoneType ?? null };
  return candidateZones({ timezone, country, province, postcode, ...where }, organisationZone, order);
}

/** Today's hours of a customer, from the functions that decide at each hand-over. */
export function restHours(
  customer: ZoneSource,
  rule: StripRule,
  snapshot: CalendarSnapshot,
  { now, organisationZone }: { readonly now: Date; readonly organisationZone: string },
): RestHours {
  const policy = snapshot.policy(rule.policyId, now);
  const located = zonesOf(customer, organisationZone, policy?.zoneOrder);
  const calendar = snapshot.calendar(policy?.calendar ?? 'none');
  const { preferredTime, explicitTimeConsent } = customer;
  const { holidayCampaign } = rule;
  const wishes = { preferredTime, explicitTimeConsent, holidayCampaign };
  const ask = (channel: Channel): ContactQuestion => ({ channel, policy, calendar, zones: located.zones, ...wishes });
  const zone = located.zones[0] ?? null;
  const local = zone === null ? null : localToday(zone, now);
  return {
    zone,
    zones: located.zones,
    basisKey: `zone-basis.${located.basis}`,
    hasSeveral: located.zones.length > 1,
    policyId: rule.policyId,
    date: local?.date ?? '',
    dayTypeKey: `day-type.${(local && calendar.kindOf(local.date)?.dayType) ?? 'unknown'}`,
    bands: local === null ? null : bandsOf(ask, local),
    now: CHANNELS.map((channel) => {
      const { allowed, reason, next } = decideContact(ask(channel), now);
      return { channelKey: `console.channel.${channel}`, allowed, reason, next: allowed ? null : next };
    }),
  };
}

interface LocalToday {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
  readonly minute: number;
  readonly minuteOf: (at: Date) => number;
}

function localToday(zone: string, now: Date): LocalToday {
  const clock = knownZoneClock(zone);
  const day = Math.floor(clock.localOf(now.getTime()) / DAY_MS);
  const minuteOf = (at: Date) => Math.round((clock.localOf(at.getTime()) - day * DAY_MS) / MINUTE_MS);
  return {
    date: dateOfDay(day),
    start: new Date(clock.edgeInstant(day * DAY_MS, 'start')),
    end: new Date(clock.edgeInstant((day + 1) * DAY_MS, 'end')),
    minute: Math.floor((clock.localOf(now.getTime()) - day * DAY_MS) / MINUTE_MS),
    minuteOf,
  };
}

function bandsOf(ask: (channel: Channel) => ContactQuestion, today: LocalToday): DayBands {
  const days = CHANNELS.map((channel) => ({
    labelKey: `console.channel.${channel}`,
    open: listOpenWindows(ask(channel), today).map(({ start, closesAt, end, provisional }): OpenMinutes => ({
      from: clamp(today.minuteOf(start)),
      to: clamp(today.minuteOf(closesAt > today.end ? end : closesAt)),
      isProvisional: provisional,
    })),
    now: today.minute,
  }));
  return toDayBands('console.customers.hours.caption', days);
}

function clamp(minute: number): number {
  return Math.min(1440, Math.max(0, minute));
}
