import type { RehearsalPlan } from './rehearsal-plan.js';
import type { CountedFrame } from './rehearsal-counts.js';
import { RehearsedRules } from './rehearsed-rules.js';
import { RehearsedSteps } from './rehearsed-steps.js';

/** A plan with what every run of it needs, worked out once. */
export interface PreparedRehearsal {
  readonly plan: RehearsalPlan;
  /** The visits by their first slot. */
  readonly slotOrder: Int32Array;
  /** When the minute's job ends a visit whose time is over, and the visits by that instant. */
  readonly overdueAt: Float64Array;
  readonly overdueOrder: Int32Array;
  /** Nothing happens after this instant. */
  readonly until: number;
  readonly counted: CountedFrame;
  /** What decisions say, kept over all runs. */
  readonly rules: RehearsedRules;
  readonly steps: RehearsedSteps;
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
/** A call that is in somebody's hand at the deadline is ended afterwards. */
const LONGEST_CALL_MS = 2 * 3_600_000;

/** Sorts a plan's slots and deadlines. */
export function prepareRehearsal(plan: RehearsalPlan): PreparedRehearsal {
  const { visits, campaign, dayOf, from } = plan;
  const overdueAt = new Float64Array(visits.length);
  for (let visit = 0; visit < visits.length; visit++) {
    const due = visits.rolledDue[visit]!;
    overdueAt[visit] = toTick(campaign.isStanding ? due : Math.max(due, campaign.deadlineAt));
  }
  const last = overdueAt.reduce((latest, at) => Math.max(latest, at), from);
  const firstDay = dayOf(from);
  const counted = {
    firstDay,
    days: dayOf(last + LONGEST_CALL_MS) - firstDay + 1,
    agents: plan.agents.length,
    dayOf: keptDays(dayOf),
  };
  return {
    plan,
    slotOrder: sortedBy(visits.slot),
    overdueAt,
    overdueOrder: sortedBy(overdueAt),
    until: last + LONGEST_CALL_MS,
    counted,
    rules: new RehearsedRules(plan, last + LONGEST_CALL_MS),
    steps: new RehearsedSteps(plan),
  };
}

/** A day begins at a full quarter of an hour everywhere: within it the answer is the same. */
function keptDays(dayOf: (at: number) => number): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    const day = known.get(quarter);
    if (day !== undefined) return day;
    known.set(quarter, dayOf(at));
    return dayOf(at);
  };
}

function sortedBy(key: Float64Array): Int32Array {
  return Int32Array.from(key.keys()).sort((a, b) => key[a]! - key[b]! || a - b);
}

function toTick(at: number): number {
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}
