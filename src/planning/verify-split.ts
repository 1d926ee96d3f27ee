import { Takers, type VerifiedPlan, type VerifiedUnplaced } from './verified-plan.js';
import { layCells, TAKEN, type PlacedCall } from './verify-cells.js';
import { findImprovement, type Improvement } from './verify-exchanges.js';
import type { CheckedGroup, CheckedTime } from './verify-steps.js';

/** A better split than the stored one; the visit that could be with its owner, or who was left out, where it is about one. */
export interface BetterSplit {
  readonly better: Improvement;
  readonly visit: number | null;
  readonly left: VerifiedUnplaced | null;
}

/** Null where there is no better one. */
export function findBetterSplit(plan: VerifiedPlan): BetterSplit | null {
  const groups = new Groups(plan);
  for (let i = 0; i < plan.visits.length; i++) groups.add(i);
  const unplaced = new Map<number, VerifiedUnplaced>();
  for (const left of plan.unplaced) {
    if (left.why === 'capacity' && !left.isUnclear) unplaced.set(groups.addUnplaced(left), left);
  }
  const better = findImprovement({
    agents: groups.listAgents(),
    groups: groups.drafts,
    isOpen: plan.isOpen,
    dayRoom: groups.dayRoom,
    unplaced: [...unplaced.keys()],
  });
  if (better === null) return null;
  if (better.kind === 'exchange') return { better, visit: null, left: null };
  const visit = better.kind === 'owner' ? groups.releasedOf(better.group) : null;
  return { better, visit, left: visit === null ? (unplaced.get(better.group) ?? null) : null };
}

/** Earliest and last moments of calls as the certificate says they were rounded. */
export function roundTime({ claimed }: VerifiedPlan, timeKey: number, from: number, until: number): CheckedTime {
  const { fromGridMs, untilGridMs } = claimed;
  return {
    timeKey,
    from: fromGridMs === 0 ? from : Math.ceil(from / fromGridMs) * fromGridMs,
    until: untilGridMs === 0 ? until : Math.floor(until / untilGridMs) * untilGridMs,
  };
}

interface Draft extends CheckedGroup {
  readonly at: Map<number, number>;
  readonly released: Set<number>;
}

/** Visits that may go to the same agents at the same times, and have the same owner or none. */
class Groups {
  readonly drafts: Draft[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly setNumbers = new Map<string, number>();
  private readonly takers: Takers;
  private readonly takersOf: ReturnType<Takers['of']>[];
  private readonly agentOf: ReadonlyMap<string, number>;
  private readonly callsOnDay: Map<number, number>[];
  private readonly calls: PlacedCall[][];
  private readonly loads: number[];
  private readonly firstReleased = new Map<number, number>();
  private lastMoment = 0;

  constructor(private readonly plan: VerifiedPlan) {
    this.loads = plan.agents.map((agent) => agent.held);
    this.calls = plan.agents.map(() => []);
    this.callsOnDay = plan.agents.map(() => new Map<number, number>());
    this.agentOf = new Map(plan.agents.map((agent, index) => [agent.agentNo, index]));
    this.takers = new Takers(plan.agents);
    this.takersOf = plan.visits.demands.items.map((demand) => this.takers.of(demand));
    plan.agents.forEach((agent, index) => {
      for (const at of agent.otherCalls) this.countCall(index, at);
    });
  }

  readonly dayRoom = (agent: number, day: number): number => {
    const limit = this.plan.agents[agent]!.callsPerDay;
    return limit === null ? Infinity : limit - (this.callsOnDay[agent]!.get(day) ?? 0);
  };

  /** Takes in a visit as it stands; whose customer has changed since stays where it is. */
  add(i: number): void {
    const { visits } = this.plan;
    const agent = this.agentOf.get(visits.agentOf(i) ?? '');
    if (agent === undefined || !visits.isUntouched(i)) return;
    this.loads[agent]! += 1;
    const isCall = visits.channelOf(i) === 'call';
    const isFixed = visits.isCustomerChanged(i);
    const isOwners = visits.isOwners(i);
    const group = isFixed || (!isCall && isOwners) ? TAKEN : this.place(i, agent);
    if (!isCall) return;
    this.calls[agent]!.push({ at: visits.momentOf(i), group });
    this.countCall(agent, visits.momentOf(i));
  }

  addUnplaced({ demand, owner, timeKey, from, until }: VerifiedUnplaced): number {
    return this.groupsOf(this.takers.of(demand), roundTime(this.plan, timeKey, from, until), owner).own;
  }

  /** The visit of an owner's group that stands with somebody else; null where nobody of it does. */
  releasedOf(group: number): number | null {
    return this.firstReleased.get(group) ?? null;
  }

  private place(i: number, agent: number): number {
    const { visits } = this.plan;
    const isCall = visits.channelOf(i) === 'call';
    const time = isCall ? roundTime(this.plan, visits.timeKeyOf(i), visits.earliestOf(i), visits.rolledDueOf(i)) : null;
    const may = this.takersOf[visits.demandNumberOf(i)]!;
    const { own, free } = this.groupsOf(may, time, visits.ownerOf(i));
    const group = visits.isOwners(i) ? own : free;
    if (group !== own) {
      this.drafts[free]!.released.add(own);
      if (!this.firstReleased.has(own)) this.firstReleased.set(own, i);
    }
    const { at } = this.drafts[group]!;
    at.set(agent, (at.get(agent) ?? 0) + 1);
    return group;
  }

  /** Agents with their cells, as far as anybody could be called. Those who are not of the plan take nothing. */
  listAgents() {
    const { agents, claimed, minutesPerCall, dayOf } = this.plan;
    const rules = { minutesPerCall, from: claimed.from, until: this.lastMoment, dayOf };
    return agents.map((agent, index) => ({
      agentNo: agent.agentNo,
      weight: agent.weight,
      load: this.loads[index]!,
      cells: layCells(agent, this.calls[index]!, rules),
    }));
  }

  private countCall(agent: number, at: number): void {
    const days = this.callsOnDay[agent]!;
    const day = this.plan.dayOf(at);
    days.set(day, (days.get(day) ?? 0) + 1);
  }

  /** The group of those who are alike but for their owner, and that of the owner's: the same where there is none. */
  private groupsOf(may: ReturnType<Takers['of']>, time: CheckedTime | null, ownerNo: string | null) {
    const free = this.groupOf(may, time, -1);
    const owner = this.plan.assignment === 'owner' && time !== null ? this.agentOf.get(ownerNo ?? '') : undefined;
    if (owner === undefined || !may.agents.includes(owner)) return { own: free, free };
    const own = this.groupOf({ agents: [owner], key: `${may.key} of ${owner}` }, time, free);
    return { own, free };
  }

  private groupOf({ agents, key }: ReturnType<Takers['of']>, time: CheckedTime | null, free: number): number {
    const set = this.setNumbers.get(key) ?? this.setNumbers.size;
    this.setNumbers.set(key, set);
    const text = time === null ? `${set}` : `${set} ${time.timeKey} ${time.from} ${time.until}`;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.lastMoment = Math.max(this.lastMoment, time?.until ?? 0);
    this.numbers.set(text, this.drafts.length);
    return this.drafts.push({ agents, time, at: new Map(), free, released: new Set() }) - 1;
  }
}
