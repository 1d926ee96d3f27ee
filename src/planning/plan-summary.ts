import type { Reason } from '../kernel/reason.js';
import { costOf, measureBalance, shareByDHondt, shareByLargestRemainder } from './balance-measures.js';
import type { CandidateCollector } from './collect-candidates.js';
import { findEvennessLimits, type EvennessLimit } from './evenness-limits.js';
import { explainSpread } from './explain-spread.js';
import type { Feasibility } from './feasibility.js';
import type { PlanDifference } from './plan-difference.js';
import type { PlanFrame } from './plan-input.js';
import { countExcluded, listPlaced } from './plan-rows.js';
import { unitsOf } from './rate-minutes.js';
import { weightUnits, type SolvedPlan } from './solve-plan.js';

/** An agent before and after the plan; `quota` is the largest-remainder share of what is planned. */
export interface AgentShare {
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly held: number;
  readonly assigned: number;
  readonly owned: number;
  readonly quota: number;
  /** The share of what is planned by D'Hondt, which favours large weights; for comparison. */
  readonly dhondt: number;
}

/** How evenly the messages of a channel go out in one open window. Instants are ISO-8601. */
export interface WindowSpread {
  readonly channel: 'sms' | 'email';
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly maxPerMinute: number;
  readonly evenPerMinute: number;
}

/** What proves the split: its cost, how many are placed, and how many of those with their owner. */
export interface PlanCertificate {
  readonly claim: 'no-improving-exchange';
  /** Σ load²/weight, held loads included; nothing placed like this can have less. */
  readonly cost: number;
  readonly placed: number;
  readonly unplaced: number;
  /** Visits that stay with their owner: as many as can be while as many are placed; no exchange may make them fewer. */
  readonly fixed: number;
  /** Earliest and last moments of calls were rounded to these grids (to the safe side), in milliseconds; 0 = exact. */
  readonly grids: { readonly fromMs: number; readonly untilMs: number };
  /** Paths of exchanges that were needed to get there. */
  readonly exchanges: number;
}

/** What the plan command prints, and the campaign keeps. Instants are ISO-8601. */
export interface PlanSummary {
  readonly campaignId: number;
  readonly now: string;
  readonly planVersion: number;
  /** False when nothing had changed since the stored plan. */
  readonly changed: boolean;
  readonly audience: number;
  readonly planned: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** How many of those left out would come in if one rule alone were off, by its code. */
  readonly returning: Readonly<Record<string, number>>;
  /** How many of the planned are contacted later than they could be because of a cap, by its code. */
  readonly deferred: Readonly<Record<string, number>>;
  readonly unplaced: Readonly<Record<string, number>>;
  readonly assignment: {
    readonly agents: readonly AgentShare[];
    readonly spread: number;
    /** Why equal agents lie further apart than one visit; null where they do not. */
    readonly spreadReason: Reason | null;
    readonly gini: number;
    readonly jain: number;
    /** Nothing placed like this can be more even, and no more can be placed; false where limits had to be rounded. */
    readonly optimal: boolean;
    /** Why the split cannot be even: who can go to a few agents only. Empty where nothing stands against it. */
    readonly limits: readonly EvennessLimit[];
    readonly certificate: PlanCertificate;
  };
  readonly feasibility: Feasibility;
  /** Units that one SMS was reckoned with: segments of the longest usual text. */
  readonly smsUnits: number;
  readonly slots: readonly HourSlots[];
  /** Minutes of messages by channel and open window; windows in which nothing goes are left out. */
  readonly windows: readonly WindowSpread[];
  readonly durationMs: number;
  /** Whom this plan treats otherwise than the one before it; only where that was asked, as a launch does. */
  readonly difference?: PlanDifference;
}

/** First attempts in one hour. */
export interface HourSlots {
  readonly from: string;
  readonly to: string;
  readonly sms: number;
  readonly email: number;
  readonly call: number;
}

/** What of the collected is summarised. */
type Summarised = Pick<
  CandidateCollector,
  'columns' | 'eligible' | 'exclusions' | 'audience' | 'reasons' | 'returning'
>;

/** The part of a summary that the solved plan decides. */
export function summarisePlan(
  { collected, frame, plan }: { collected: Summarised; frame: PlanFrame; plan: SolvedPlan },
  feasibility: Feasibility,
): Omit<PlanSummary, 'campaignId' | 'now' | 'planVersion' | 'changed' | 'durationMs' | 'difference'> {
  const placed = listPlaced(plan);
  const counts = [...countExcluded({ collected, plan })].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    audience: collected.audience,
    planned: placed.length,
    excluded: Object.fromEntries(counts.filter(([code]) => !isUnplaced(code))),
    returning: collected.returning,
    deferred: countDeferred(collected, placed),
    unplaced: Object.fromEntries(counts.filter(([code]) => isUnplaced(code))),
    assignment: {
      ...summariseAssignment(frame, plan, placed),
      limits: findEvennessLimits(collected, frame, plan),
    },
    feasibility,
    smsUnits: unitsOf(frame.rates.sms),
    windows: [...listWindows('sms', plan), ...listWindows('email', plan)],
    slots: histogram(frame, plan, placed, (member) => collected.columns.get('profile', member)),
  };
}

function countDeferred({ columns, reasons }: Summarised, placed: Int32Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const member of placed) {
    const code = reasons.items[columns.get('reasons', member)]!.deferredBy;
    if (code !== null) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function isUnplaced(code: string): boolean {
  return code.startsWith('unplaced-');
}

function summariseAssignment(
  frame: PlanFrame,
  plan: SolvedPlan,
  placed: Int32Array,
): Omit<PlanSummary['assignment'], 'limits'> {
  const assigned = new Array<number>(frame.agents.length).fill(0);
  for (const member of placed) assigned[plan.agent[member]!]! += 1;
  const weights = frame.agents.map((agent) => weightUnits(agent.weight));
  const shares = {
    quotas: shareByLargestRemainder(placed.length, weights),
    dhondt: shareByDHondt(placed.length, weights),
  };
  const loads = frame.agents.map((agent, index) => agent.held + assigned[index]!);
  const isWeighted = new Set(weights).size > 1;
  const measures = measureBalance(loads, isWeighted ? frame.agents.map(({ weight }) => weight) : undefined);
  return {
    agents: frame.agents.map((agent, index) => ({
      agentNo: agent.agentNo,
      name: agent.name,
      weight: agent.weight,
      held: agent.held,
      assigned: assigned[index]!,
      owned: plan.fixed[index]!,
      quota: shares.quotas[index]!,
      dhondt: shares.dhondt[index]!,
    })),
    ...measures,
    spreadReason: explainSpread({ held: frame.agents.map(({ held }) => held), assigned, weights }),
    optimal: plan.exact,
    certificate: {
      claim: 'no-improving-exchange',
      cost: costOf(
        loads,
        frame.agents.map(({ weight }) => weight),
      ),
      placed: placed.length,
      unplaced: plan.unplaced.length - placed.length,
      fixed: plan.fixed.reduce((sum, count) => sum + count, 0),
      grids: plan.grids,
      exchanges: plan.assignment.exchanges,
    },
  };
}

function listWindows(channel: 'sms' | 'email', { windows }: SolvedPlan): WindowSpread[] {
  return windows[channel].flatMap(({ from, to, count, maxPerMinute, evenPerMinute }) => {
    const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    return count === 0 ? [] : [{ channel, ...span, count, maxPerMinute, evenPerMinute }];
  });
}

const HOUR_MS = 3_600_000;

function histogram(
  frame: PlanFrame,
  plan: SolvedPlan,
  placed: Int32Array,
  profileOf: (member: number) => number,
): HourSlots[] {
  const hours = new Map<number, { sms: number; email: number; call: number }>();
  for (const member of placed) {
    const hour = Math.floor(plan.slot[member]! / HOUR_MS);
    const counts = hours.get(hour) ?? { sms: 0, email: 0, call: 0 };
    counts[frame.profiles[profileOf(member)]!.channel] += 1;
    hours.set(hour, counts);
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([hour, counts]) => ({
      from: new Date(hour * HOUR_MS).toISOString(),
      to: new Date((hour + 1) * HOUR_MS).toISOString(),
      ...counts,
    }));
}
