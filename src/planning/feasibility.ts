import { reason, type Reason } from '../kernel/reason.js';
import type { CandidateCollector } from './collect-candidates.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanAgent, PlanFrame } from './plan-input.js';
import { clipStretches, lengthOf } from './time-buckets.js';
import { solvePlan, type SolvedPlan, type UnplacedCode } from './solve-plan.js';

/** Customers who are missed for one cause, and what would mend it; each suggestion was verified by solving again. */
export interface Shortfall {
  readonly code: Exclude<UnplacedCode, ''> | 'promise-missed';
  readonly count: number;
  readonly channel?: string;
  /** What the missed ask of an agent, and how many agents have it: the constraint that binds. */
  readonly demand?: {
    readonly skill?: string;
    readonly language?: string;
    readonly region?: string;
    readonly agents: number;
  };
  readonly suggestion: Reason | null;
}

/** Whether everybody is reached by the raw deadline, who is not, and what would help. */
export interface Feasibility {
  readonly feasible: boolean;
  readonly missed: number;
  readonly shortfalls: readonly Shortfall[];
}

interface Solved {
  readonly collected: CandidateCollector;
  readonly frame: PlanFrame;
  readonly plan: SolvedPlan;
}

const DAY_MS = 86_400_000;
const MOST_AGENTS_MORE = 256;
const MOST_DAYS_MORE = 7;
const MOST_SUGGESTIONS = 5;

/** Counts who is missed, by cause, and looks for what would mend the largest causes: each is solved again many times. */
export function assessFeasibility(solved: Solved, mostSuggestions = MOST_SUGGESTIONS): Feasibility {
  const largestFirst = [...groupMissed(solved)].sort(([, a], [, b]) => b.length - a.length);
  const shortfalls = largestFirst.map(([key, members], place): Shortfall => {
    const [code, channel, set] = JSON.parse(key) as [Shortfall['code'], string, number];
    const demand = set < 0 ? {} : { demand: demandOf(solved, members[0]!) };
    const suggestion = place < mostSuggestions ? suggest(solved, code, members, set) : null;
    return { code, count: members.length, channel, ...demand, suggestion };
  });
  const missed = shortfalls.reduce((sum, { count }) => sum + count, 0);
  return { feasible: missed === 0, missed, shortfalls };
}

/** Missed candidates by cause, channel and, where agents are short, what is asked of them. */
function groupMissed({ collected: { columns }, frame, plan }: Solved): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let member = 0; member < columns.length; member++) {
    const isLate = plan.slot[member]! >= columns.get('due', member);
    const code = plan.unplaced[member] || (isLate ? 'promise-missed' : '');
    if (code === '') continue;
    const { channel } = frame.profiles[columns.get('profile', member)]!;
    const key = JSON.stringify([code, channel, whatIsShort(code, columns, member)]);
    const members = groups.get(key) ?? [];
    members.push(member);
    groups.set(key, members);
  }
  return groups;
}

/** Where agents are short, the set of them; where there is none, what is asked for; else −1. */
function whatIsShort(code: string, columns: PlanColumns, member: number): number {
  if (code === 'unplaced-capacity') return columns.get('agentSet', member);
  return code === 'unplaced-no-agent' ? columns.get('demand', member) : -1;
}

function demandOf(
  { collected: { columns, eligible }, frame }: Solved,
  member: number,
): NonNullable<Shortfall['demand']> {
  const agents = frame.agentSets[columns.get('agentSet', member)]!.length;
  return { ...eligible.describe(columns.get('demand', member)), agents };
}

function suggest(solved: Solved, code: Shortfall['code'], members: readonly number[], set: number): Reason | null {
  switch (code) {
    case 'unplaced-capacity':
      return suggestAgents(solved, members, set) ?? suggestDays(solved, members, set);
    case 'unplaced-rate':
      return suggestDays(solved, members, -1);
    case 'unplaced-no-agent':
      return reason('suggest-agent-for', { ...demandOf(solved, members[0]!), reaches: members.length });
    case 'promise-missed': {
      const last = Math.max(...members.map((member) => solved.plan.slot[member]!));
      return reason('suggest-later-deadline', { until: new Date(last).toISOString(), reaches: members.length });
    }
    case 'unplaced-no-window':
      return null;
  }
}

/** The fewest agents more, each like one of those who are short, with whom all of the missed find a place. */
function suggestAgents(solved: Solved, members: readonly number[], set: number): Reason | null {
  const template = solved.frame.agentSets[set]![0];
  if (template === undefined) return null;
  const calls = sameChannel(solved, members);
  const isEnough = (more: number): boolean => countMissed(calls, withMore(solved.frame, template, more), set) === 0;
  const enough = findLeast(isEnough, fewestAgents(solved.frame, template, members), MOST_AGENTS_MORE);
  if (enough === null) return null;
  const like = solved.frame.agents[template]!.agentNo;
  return reason('suggest-more-agents', { agents: enough, like, reaches: members.length });
}

/** The fewest days more with which all of the missed find a place. */
function suggestDays(solved: Solved, members: readonly number[], set: number): Reason | null {
  const same = sameChannel(solved, members);
  for (let days = 1; days <= MOST_DAYS_MORE; days++) {
    const all = Array.from({ length: same.length }, (_, member) => member);
    const later = same.subset(all, (one) => ({ ...one, rolledDue: one.rolledDue + days * DAY_MS }));
    if (countMissed(later, solved.frame, set) === 0)
      return reason('suggest-more-days', { days, reaches: members.length });
  }
  return null;
}

/** All candidates on the channel of the missed: who shares what is short with them. */
function sameChannel({ collected: { columns }, frame }: Solved, members: readonly number[]): PlanColumns {
  const channelOf = (member: number): string => frame.profiles[columns.get('profile', member)]!.channel;
  const channel = channelOf(members[0]!);
  const same: number[] = [];
  for (let member = 0; member < columns.length; member++) {
    if (channelOf(member) !== channel) continue;
    const isHopeless = Number.isNaN(columns.get('rolledDue', member));
    if (!isHopeless && frame.agentSets[columns.get('agentSet', member)]!.length > 0) same.push(member);
  }
  return columns.subset(same);
}

/** Who is missed of those with this set of agents, or of all where the set is −1. */
function countMissed(columns: PlanColumns, frame: PlanFrame, set: number): number {
  const { unplaced } = solvePlan(columns, frame);
  return unplaced.filter((code, member) => code !== '' && (set < 0 || columns.get('agentSet', member) === set)).length;
}

/** No fewer agents can do it: even with every minute of their shifts. */
function fewestAgents(frame: PlanFrame, template: number, members: readonly number[]): number {
  const { shifts } = frame.agents[template]!;
  const minutes = lengthOf(clipStretches(shifts, frame.from, Infinity)) / 60_000;
  return Math.max(1, Math.ceil((members.length * frame.minutesPerCall) / Math.max(minutes, frame.minutesPerCall)));
}

function withMore(frame: PlanFrame, template: number, more: number): PlanFrame {
  const first = frame.agents.length;
  const clone: PlanAgent = { ...frame.agents[template]!, held: 0, heldAt: [] };
  const clones = Array.from({ length: more }, () => clone);
  const numbers = clones.map((_, i) => first + i);
  return {
    ...frame,
    agents: [...frame.agents, ...clones],
    agentSets: frame.agentSets.map((set) => (set.includes(template) ? Int32Array.from([...set, ...numbers]) : set)),
  };
}

/** The least number from `least` to `most` for which `isEnough` holds, by growing steps and halving; null if none. */
export function findLeast(isEnough: (count: number) => boolean, least: number, most: number): number | null {
  let low = least - 1;
  let high = least;
  for (let step = 1; high > most || !isEnough(high); step *= 2) {
    if (high >= most) return null;
    low = high;
    high = Math.min(high + step, most);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
