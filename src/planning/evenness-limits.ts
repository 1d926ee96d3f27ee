import type { EligibleAgents } from './eligible-agents.js';
import type { AskedOfAgents } from './feasibility.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';
import type { SolvedPlan } from './solve-plan.js';

/** Customers who can go to a few agents only, so that those few carry more than an even share. */
export interface EvennessLimit extends AskedOfAgents {
  readonly customers: number;
  /** How many others are asked for besides what is named: the named one has the most customers. */
  readonly others: number;
  /** What each of these agents carries at least, by a weight of 1, and what all would carry on an even split. */
  readonly loadEach: number;
  readonly evenLoad: number;
}

const MOST_LIMITS = 3;

interface Share {
  readonly agents: Int32Array;
  customers: number;
  /** How many ask for what, by number of what is asked. */
  readonly asked: Map<number, number>;
}

/**
 * Why a split cannot be even: sets of agents who must carry more than an even share, because nobody else may take what
 * only they may. The heaviest first.
 */
export function findEvennessLimits(
  { columns, eligible }: { readonly columns: PlanColumns; readonly eligible: EligibleAgents },
  frame: PlanFrame,
  plan: SolvedPlan,
): EvennessLimit[] {
  const shares = listShares(columns, frame, plan);
  const all = [...shares.values()];
  const total = all.reduce((sum, { customers }) => sum + customers, 0);
  const evenLoad = (total + heldBy(frame, frame.agents.keys())) / weightOf(frame, frame.agents.keys());
  const limits = all.flatMap((share): EvennessLimit[] => {
    if (share.agents.length === frame.agents.length) return [];
    const inside = new Set(share.agents);
    const within = all.filter(
      ({ agents }) => agents.length <= inside.size && agents.every((agent) => inside.has(agent)),
    );
    const customers = within.reduce((sum, one) => sum + one.customers, 0);
    const loadEach = (customers + heldBy(frame, share.agents)) / weightOf(frame, share.agents);
    // A whole visit more than even: less than that is what rounding brings.
    if (loadEach < evenLoad + 1) return [];
    const [asked = 0] = [...share.asked].sort(([, a], [, b]) => b - a)[0] ?? [];
    const named = new Set(
      within.flatMap((one) => [...one.asked.keys()].map((each) => JSON.stringify(eligible.describe(each)))),
    );
    const counts = { agents: share.agents.length, customers, others: named.size - 1 };
    return [{ ...eligible.describe(asked), ...counts, loadEach, evenLoad }];
  });
  return limits.sort((a, b) => b.loadEach - a.loadEach).slice(0, MOST_LIMITS);
}

function listShares(columns: PlanColumns, frame: PlanFrame, plan: SolvedPlan): Map<number, Share> {
  const shares = new Map<number, Share>();
  for (let member = 0; member < columns.length; member++) {
    if (plan.unplaced[member] !== '') continue;
    const set = columns.get('agentSet', member);
    const share = shares.get(set) ?? { agents: frame.agentSets[set]!, customers: 0, asked: new Map<number, number>() };
    const demand = columns.get('demand', member);
    share.customers += 1;
    share.asked.set(demand, (share.asked.get(demand) ?? 0) + 1);
    shares.set(set, share);
  }
  return shares;
}

function heldBy({ agents }: PlanFrame, indices: Iterable<number>): number {
  let sum = 0;
  for (const index of indices) sum += agents[index]!.held;
  return sum;
}

function weightOf({ agents }: PlanFrame, indices: Iterable<number>): number {
  let sum = 0;
  for (const index of indices) sum += agents[index]!.weight;
  return sum;
}
