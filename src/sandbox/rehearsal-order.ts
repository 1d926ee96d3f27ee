import type { RehearsalPlan } from './rehearsal-plan.js';
import type { CountedFrame } from './rehearsal-counts.js';

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
}

const MINUTE_MS = 60_000;
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
  const counted = { firstDay, days: dayOf(last + LONGEST_CALL_MS) - firstDay + 1, agents: plan.agents.length, dayOf };
  return {
    plan,
    slotOrder: sortedBy(visits.slot),
    overdueAt,
    overdueOrder: sortedBy(overdueAt),
    until: last + LONGEST_CALL_MS,
    counted,
  };
}

function sortedBy(key: Float64Array): Int32Array {
  return Int32Array.from(key.keys()).sort((a, b) => key[a]! - key[b]! || a - b);
}

function toTick(at: number): number {
  return Math.ceil(at / MINUTE_MS) * MINUTE_MS;
}
