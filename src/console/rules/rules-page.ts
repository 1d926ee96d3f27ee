import { PACKAGED_POLICIES } from '../../calendar/packaged-policies.js';
import { CHANNELS } from '../../kernel/words.js';
import type { Channel } from '../../kernel/words.js';
import type { Policy } from '../../calendar/policy.js';
import type { PolicySummary } from '../../calendar/policy.repository.js';
import { weekendOf } from '../../calendar/region-calendar.js';
import type { DayBands } from '../day-bands.js';
import { toWeekBands } from './week-bands.js';

/** A rule in words: the key of its text, and its number. */
export interface CountedRule {
  readonly key: string;
  readonly n: number;
}

/** One channel of a policy: its week, and how often it may be used. */
export interface ChannelRules {
  readonly channel: Channel;
  readonly bands: DayBands;
  /** Of a campaign with holiday windows; null where it has the same hours. */
  readonly holidayBands: DayBands | null;
  readonly guardMinutes: number;
  readonly caps: readonly CountedRule[];
}

/** A policy, or one version of it, as its page shows it. */
export interface PolicyView {
  readonly id: string;
  readonly version: number;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly source: string;
  /** The source in words, where it is one of those that come with the product; null: as somebody wrote it. */
  readonly sourceKey: string | null;
  readonly calendar: string;
  readonly purposes: Policy['purposes'];
  readonly consent: Policy['consent'];
  readonly channels: readonly ChannelRules[];
  readonly limits: readonly CountedRule[];
}

/** A line of the list of policies: what is in force, and what comes. */
export interface PolicyCard {
  readonly id: string;
  readonly newest: PolicySummary;
  /** Null where no version is in force, or it cannot be read: then nobody is contacted by it. */
  readonly inForce: PolicyView | null;
  /** The newest version begins later. */
  readonly comesLater: boolean;
}

/** The text of a source that comes with the product; null where somebody wrote it. */
export function sourceKeyOf({ id, source }: Pick<Policy, 'id' | 'source'>): string | null {
  const isPackaged = PACKAGED_POLICIES.some((one) => one.id === id && one.source === source);
  return isPackaged ? `console.rules.source.${id}` : null;
}

/** Lays a policy out: its weeks, caps and quarantines. */
export function toPolicyView(policy: Policy): PolicyView {
  const { id, version, jurisdiction, effectiveFrom, source, calendar, purposes, consent } = policy;
  const about = {
    sourceKey: sourceKeyOf(policy),
    id,
    version,
    jurisdiction,
    effectiveFrom,
    source,
    calendar,
    purposes,
    consent,
  };
  return { ...about, channels: CHANNELS.map((channel) => toChannel(policy, channel)), limits: limitsOf(policy) };
}

/** The policies in the order of their names; `inForce` finds what holds today. */
export function toPolicyCards(
  versions: readonly PolicySummary[],
  inForce: (id: string) => Policy | null,
): PolicyCard[] {
  const ids = [...new Set(versions.map(({ id }) => id))];
  return ids.map((id) => {
    const newest = versions
      .filter((one) => one.id === id)
      .reduce((best, one) => (one.version > best.version ? one : best));
    const policy = inForce(id);
    return {
      id,
      newest,
      inForce: policy && toPolicyView(policy),
      comesLater: policy !== null && newest.version > policy.version,
    };
  });
}

function toChannel(policy: Policy, channel: Channel): ChannelRules {
  const weekend = weekendOf(policy.calendar);
  const hours = policy.hours[channel];
  const holiday = policy.holidayHours[channel];
  const weekOf = ({ byDayType, own }: Policy['hours'][Channel]): string => JSON.stringify([byDayType, own]);
  const isSame = weekOf(holiday) === weekOf(hours);
  return {
    channel,
    bands: toWeekBands('console.rules.week', hours, weekend),
    holidayBands: isSame ? null : toWeekBands('console.rules.holiday-week', holiday, weekend),
    guardMinutes: hours.guardMinutes,
    caps: counted('console.rules.cap.', policy.caps[channel]),
  };
}

function limitsOf({ caps, quarantineDays, refusalCoolOffDays }: Policy): CountedRule[] {
  return [
    ...counted('console.rules.cap.', { anyPer24h: caps.anyPer24h }),
    ...counted('console.rules.quarantine.', quarantineDays),
    ...counted('console.rules.quarantine.', { refusal: refusalCoolOffDays }),
  ];
}

function counted(family: string, rules: Readonly<Record<string, number | undefined>>): CountedRule[] {
  return Object.entries(rules).flatMap(([name, n]) => (n === undefined ? [] : [{ key: `${family}${name}`, n }]));
}
