import type { Reason } from '../kernel/reason.js';
import type { CandidateCollector } from './collect-candidates.js';
import type { Change } from './plan-change.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';
import type { SolvedPlan, UnplacedCode } from './solve-plan.js';

/** What customers ask of an agent, and how many agents have it. */
export interface AskedOfAgents {
  readonly skill?: string;
  readonly team?: string;
  readonly language?: string;
  readonly region?: string;
  readonly agents: number;
}

/** Customers who are missed for one cause. */
export interface Shortfall {
  readonly code: Exclude<UnplacedCode, ''> | 'promise-missed' | 'unplaced-unknown-zone';
  readonly count: number;
  readonly channel?: string;
  /** What the missed ask of an agent, and how many agents have it: the constraint that binds. */
  readonly demand?: AskedOfAgents;
  /** What helps most against this cause, in words; null where nothing was found. */
  readonly suggestion: Reason | null;
}

/** Of those who ask the same of an agent on a first channel, how many are reached by the raw deadline. */
export interface ClassReach extends AskedOfAgents {
  readonly channel: string;
  readonly customers: number;
  readonly reached: number;
}

/** A change, with what it gives in numbers: it was planned again with it. */
export interface Suggestion {
  readonly change: Change;
  /** The shortfalls that it was looked for, by their place. */
  readonly causes: readonly number[];
  /** With `reaches`, how many more, and `missed`, how many still are. */
  readonly reason: Reason;
}

/** Whether everybody is reached by the raw deadline, who is not, and what would help. */
export interface Feasibility {
  readonly feasible: boolean;
  readonly missed: number;
  readonly shortfalls: readonly Shortfall[];
  readonly reach: readonly ClassReach[];
  /** Null while they are looked for. */
  readonly suggestions: readonly Suggestion[] | null;
}

/** A plan and what it was made from. */
export interface Solved {
  readonly collected: Pick<CandidateCollector, 'columns' | 'eligible' | 'exclusions' | 'times'>;
  readonly frame: PlanFrame;
  readonly plan: SolvedPlan;
}

/** Customers who are missed for one cause, by number, and whom they have in common. */
export interface MissedGroup {
  readonly code: Exclude<Shortfall['code'], 'unplaced-unknown-zone'>;
  readonly channel: string;
  /** The set of agents where these are short; the number of what is asked where there is none; else −1. */
  readonly key: number;
  readonly members: readonly number[];
}

const UNKNOWN_ZONE = 'unplaced-unknown-zone';

/** Counts who is reached and who is missed, by cause; `suggestions`: what was found, the best first; null: not yet. */
export function assessFeasibility(solved: Solved, suggestions: readonly Suggestion[] | null): Feasibility {
  const shortfalls = groupMissed(solved).map(({ code, channel, key, members }, place): Shortfall => {
    const demand = key < 0 ? {} : { demand: askedBy(solved, members[0]!) };
    const best = suggestions?.find(({ causes }) => causes.includes(place));
    return { code, count: members.length, channel, ...demand, suggestion: best?.reason ?? null };
  });
  const nowhere = countNowhere(solved);
  if (nowhere > 0) shortfalls.push({ code: UNKNOWN_ZONE, count: nowhere, suggestion: null });
  const missed = shortfalls.reduce((sum, { count }) => sum + count, 0);
  return {
    feasible: missed === 0,
    missed,
    shortfalls,
    reach: listReach(solved),
    suggestions: missed === 0 ? [] : suggestions,
  };
}

/** How many are reached by the raw deadline, and how many are missed. */
export function countReached(solved: Solved): { reached: number; missed: number } {
  let reached = 0;
  const { columns } = solved.collected;
  for (let member = 0; member < columns.length; member++) if (isReached(columns, solved.plan, member)) reached += 1;
  return { reached, missed: columns.length - reached + countNowhere(solved) };
}

/** Whether a candidate's first contact starts before the raw deadline. */
export function isReached(columns: PlanColumns, plan: Pick<SolvedPlan, 'slot' | 'unplaced'>, member: number): boolean {
  return plan.unplaced[member] === '' && plan.slot[member]! < columns.get('due', member);
}

/** Missed candidates by cause, channel and, where agents are short, what is asked of them; the largest group first. */
export function groupMissed({ collected: { columns }, frame, plan }: Solved): MissedGroup[] {
  const groups = new Map<string, MissedGroup & { readonly members: number[] }>();
  for (let member = 0; member < columns.length; member++) {
    if (isReached(columns, plan, member)) continue;
    const code = plan.unplaced[member] || 'promise-missed';
    const { channel } = frame.profiles[columns.get('profile', member)]!;
    const key = whatIsShort(code, columns, member);
    const name = `${code} ${channel} ${key}`;
    const group = groups.get(name) ?? { code, channel, key, members: [] };
    group.members.push(member);
    groups.set(name, group);
  }
  return [...groups.values()].sort((a, b) => b.members.length - a.members.length);
}

function whatIsShort(code: string, columns: PlanColumns, member: number): number {
  if (code === 'unplaced-capacity') return columns.get('agentSet', member);
  return code === 'unplaced-no-agent' ? columns.get('demand', member) : -1;
}

function askedBy({ collected: { columns, eligible }, frame }: Solved, member: number): AskedOfAgents {
  const agents = frame.agentSets[columns.get('agentSet', member)]!.length;
  return { ...eligible.describe(columns.get('demand', member)), agents };
}

/** Those whose time zone nobody knows: nothing may be sent to them, so they are missed as well. */
function countNowhere({ collected }: Solved): number {
  return collected.exclusions.filter(({ why }) => why.code === UNKNOWN_ZONE).length;
}

function listReach(solved: Solved): ClassReach[] {
  const { collected, frame, plan } = solved;
  const { columns } = collected;
  const counts = new Map<number, { member: number; customers: number; reached: number }>();
  for (let member = 0; member < columns.length; member++) {
    const key = columns.get('demand', member) * frame.profiles.length + columns.get('profile', member);
    const count = counts.get(key) ?? { member, customers: 0, reached: 0 };
    count.customers += 1;
    if (isReached(columns, plan, member)) count.reached += 1;
    counts.set(key, count);
  }
  const classes = new Map<string, ClassReach>();
  for (const { member, customers, reached } of counts.values()) {
    const { channel } = frame.profiles[columns.get('profile', member)]!;
    const asked = askedBy(solved, member);
    // Those who may not get the agent who served them have an agent less, but ask for nothing else.
    const { agents, ...demand } = asked;
    const key = JSON.stringify([channel, demand]);
    const known = classes.get(key);
    classes.set(key, {
      channel,
      ...demand,
      agents: Math.max(agents, known?.agents ?? 0),
      customers: customers + (known?.customers ?? 0),
      reached: reached + (known?.reached ?? 0),
    });
  }
  return [...classes.values()].sort(
    (a, b) => b.customers - b.reached - (a.customers - a.reached) || b.customers - a.customers,
  );
}
