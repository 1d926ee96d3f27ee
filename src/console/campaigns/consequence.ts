import { localDate, localInstant } from '../../archive/local-instant.js';
import type { PlannedParts, PlanPreview } from '../../planning/plan-preview.service.js';
import type { AskedOfAgents, Feasibility, Shortfall } from '../../planning/feasibility.js';
import type { EvennessLimit } from '../../planning/evenness-limits.js';
import type { Change } from '../../planning/plan-change.js';
import type { Reason } from '../../kernel/reason.js';

const MOST_CLASSES = 8;

/** A number with a bar: `width` in per cent of the longest bar of its list, from zero. */
export interface Bar {
  readonly number: number;
  readonly width: number;
}

/** A reason code with how many it holds. */
export interface CodeBar extends Bar {
  readonly code: string;
  readonly labelKey: string;
  /** How many would come back if this rule alone were off; null where nobody knows. */
  readonly returning: number | null;
}

/** The first contacts of a local day. */
export interface DayBar extends Bar {
  readonly at: Date;
  readonly sms: number;
  readonly email: number;
  readonly call: number;
}

/** An agent before and after: held already, given by this plan, both together. */
export interface AgentBar extends Bar {
  readonly agentNo: string;
  readonly name: string;
  readonly held: number;
  readonly assigned: number;
  readonly quota: number;
  /** Where the given part of the bar begins, in per cent. */
  readonly heldWidth: number;
  readonly assignedWidth: number;
}

/** Who is missed for one cause. */
export interface ShortfallLine {
  readonly labelKey: string;
  readonly number: number;
}

/** What would help, with what it gives; `take` is what the campaign's own page posts to have it done. */
export interface SuggestionLine {
  readonly reason: Reason;
  readonly take: { readonly kind: string; readonly value: string } | null;
  /** Where it is changed by hand, for what is no part of a campaign. */
  readonly href: string | null;
}

/** Customers of one channel who ask the same of an agent: how many of how many are reached by the deadline. */
export interface ClassLine {
  readonly channel: string;
  readonly channelKey: string;
  readonly asked: string;
  readonly agents: number;
  readonly customers: number;
  readonly reached: number;
  readonly width: number;
  readonly isWhole: boolean;
  /** All classes of the channel together. */
  readonly isSum: boolean;
}

/** Why the split cannot be even. */
export interface LimitLine {
  readonly asked: string;
  readonly customers: number;
  readonly agents: number;
  readonly each: number;
  readonly even: number;
}

/** What a campaign would do, in the order in which a supervisor asks: how many each, how many missing, why. */
export interface Consequence {
  readonly audience: number;
  readonly excludedNumber: number;
  readonly excluded: readonly CodeBar[];
  /** Null where the audience is too large to be planned while somebody types. */
  readonly plan: PlannedView | null;
  /** How many customers were read for the exclusions; null: all. */
  readonly read: number | null;
}

export interface PlannedView {
  readonly planned: number;
  readonly missed: number;
  readonly isFeasible: boolean;
  readonly least: number;
  readonly most: number;
  readonly shortfalls: readonly ShortfallLine[];
  readonly suggestions: readonly SuggestionLine[];
  /** What would help is still looked for. */
  readonly isLooking: boolean;
  readonly classes: readonly ClassLine[];
  /** Classes that are not listed. */
  readonly moreClasses: number;
  readonly limits: readonly LimitLine[];
  readonly days: readonly DayBar[];
  /** Who waits for a limit of contacts, by reason. */
  readonly deferred: readonly CodeBar[];
  readonly agents: readonly AgentBar[];
}

/** The consequence of a look ahead; days are those of `zone`. */
export function toConsequence(preview: PlanPreview, zone: string): Consequence {
  if (preview.kind === 'whole') return ofPlan(preview.plan, zone);
  const { audience, read, excluded, returning } = preview;
  return { audience, excludedNumber: sumOf(excluded), excluded: codeBars(excluded, returning), plan: null, read };
}

/** The consequence of a plan. */
export function ofPlan(plan: PlannedParts, zone: string): Consequence {
  const { audience, excluded, returning, planned, feasibility, assignment } = plan;
  // A summary stored before they were counted has none.
  const { deferred = {} } = plan;
  const given = assignment.agents.map(({ assigned }) => assigned);
  return {
    audience,
    excludedNumber: sumOf(excluded),
    excluded: codeBars(excluded, returning),
    read: null,
    plan: {
      planned,
      missed: feasibility.missed,
      isFeasible: feasibility.feasible,
      least: given.length === 0 ? 0 : Math.min(...given),
      most: Math.max(0, ...given),
      shortfalls: groupShortfalls(feasibility.shortfalls),
      suggestions: (feasibility.suggestions ?? []).map(({ change, reason }) => ({ reason, ...wayOf(change) })),
      isLooking: feasibility.suggestions === null,
      classes: classLines(feasibility).slice(0, MOST_CLASSES),
      moreClasses: Math.max(0, classLines(feasibility).length - MOST_CLASSES),
      limits: (assignment.limits ?? []).map(limitLine),
      days: dayBars(plan.slots, zone),
      deferred: codeBars(deferred),
      agents: agentBars(assignment.agents),
    },
  };
}

/**
 * Counts by reason, the largest first. With `returning` (a summary stored before it was counted has none) also the rules
 * that are never the first to match but would bring somebody back.
 */
export function codeBars(
  counts: Readonly<Record<string, number>>,
  returning: Readonly<Record<string, number>> | null = null,
): CodeBar[] {
  const codes = new Set([...Object.keys(counts), ...Object.keys(returning ?? {})]);
  const sorted = [...codes]
    .map((code) => ({ code, number: counts[code] ?? 0, returning: returning && (returning[code] ?? 0) }))
    .filter(({ number, returning: back }) => number > 0 || (back ?? 0) > 0)
    .sort((one, other) => other.number - one.number || (one.code < other.code ? -1 : 1));
  const longest = sorted[0]?.number ?? 0;
  return sorted.map((line) => ({
    ...line,
    labelKey: `report.code.${line.code}`,
    width: share(line.number, longest),
  }));
}

/** Part of the longest, in per cent with one digit. */
export function share(number: number, longest: number): number {
  return longest <= 0 ? 0 : Math.round((1000 * number) / longest) / 10;
}

function groupShortfalls(shortfalls: readonly Shortfall[]): ShortfallLine[] {
  const groups = new Map<string, Shortfall[]>();
  for (const one of shortfalls) groups.set(one.code, [...(groups.get(one.code) ?? []), one]);
  const lines = [...groups].map(([code, members]) => ({
    labelKey: code === 'promise-missed' ? 'console.campaigns.promise-missed' : `report.code.${code}`,
    number: members.reduce((sum, { count }) => sum + count, 0),
  }));
  return lines.sort((one, other) => other.number - one.number);
}

/** What the campaign itself can change is taken at a press; agents and rates are changed where they are kept. */
function wayOf(change: Change): Pick<SuggestionLine, 'take' | 'href'> {
  switch (change.kind) {
    case 'days':
      return { take: { kind: 'days', value: String(change.days) }, href: null };
    case 'deadline':
      return { take: { kind: 'deadline', value: change.until }, href: null };
    case 'start':
      return { take: { kind: 'start', value: change.at }, href: null };
    case 'channel':
      return { take: { kind: 'channel', value: change.channel }, href: null };
    case 'agents':
    case 'hours':
      return { take: null, href: '/people' };
    case 'rate':
      return { take: null, href: null };
  }
}

/** Of a channel with several classes the sum comes first. Plans that were stored before classes were counted have none. */
function classLines({ reach }: Feasibility): ClassLine[] {
  const classes = reach ?? [];
  const sums = [...new Set(classes.map(({ channel }) => channel))].flatMap((channel) => {
    const members = classes.filter((one) => one.channel === channel);
    const sum = (of: 'customers' | 'reached'): number => members.reduce((total, one) => total + one[of], 0);
    return members.length < 2 ? [] : [{ channel, agents: 0, customers: sum('customers'), reached: sum('reached') }];
  });
  return [...sums, ...classes].map(({ channel, customers, reached, agents, ...demand }, place) => ({
    isSum: place < sums.length,
    channel,
    channelKey: `console.channel.${channel}`,
    asked: askedText(demand),
    agents,
    customers,
    reached,
    width: share(reached, customers),
    isWhole: reached === customers,
  }));
}

function limitLine(limit: EvennessLimit): LimitLine {
  const { customers, agents, others, loadEach, evenLoad } = limit;
  const asked = `${askedText(limit)}${others > 0 ? ` +${others}` : ''}`.trim();
  return { asked, customers, agents, each: Math.round(loadEach), even: Math.round(evenLoad) };
}

function askedText({ skill, team, language, region }: Omit<AskedOfAgents, 'agents'>): string {
  return [skill, team, language, region].filter((one) => one !== undefined).join(' · ');
}

function dayBars(slots: PlannedParts['slots'], zone: string): DayBar[] {
  const days = new Map<string, { sms: number; email: number; call: number }>();
  for (const { from, sms, email, call } of slots) {
    const date = localDate(new Date(from), zone);
    const day = days.get(date) ?? { sms: 0, email: 0, call: 0 };
    days.set(date, { sms: day.sms + sms, email: day.email + email, call: day.call + call });
  }
  const totals = [...days].map(([date, day]) => ({ date, ...day, number: day.sms + day.email + day.call }));
  const longest = Math.max(0, ...totals.map(({ number }) => number));
  return totals.map(({ date, ...day }) => ({
    ...day,
    at: localInstant(date, 0, zone, 'start'),
    width: share(day.number, longest),
  }));
}

function agentBars(agents: PlannedParts['assignment']['agents']): AgentBar[] {
  const longest = Math.max(0, ...agents.map(({ held, assigned }) => held + assigned));
  return agents.map(({ agentNo, name, held, assigned, quota }) => ({
    agentNo,
    name,
    held,
    assigned,
    quota,
    number: held + assigned,
    width: share(held + assigned, longest),
    heldWidth: share(held, longest),
    assignedWidth: share(assigned, longest),
  }));
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}
