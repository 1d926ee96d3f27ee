import {
  mayTake,
  type VerifiedAgent,
  type VerifiedPlan,
  type VerifiedUnplaced,
  type VerifiedVisit,
} from './verified-plan.js';
import {
  findImprovement,
  type CheckedAgent,
  type CheckedCell,
  type CheckedGroup,
  type Improvement,
} from './verify-exchanges.js';

const MINUTE_MS = 60_000;

/** A better split of these visits than the stored one, or null where there is none. */
export function findBetterSplit(plan: VerifiedPlan, visits: readonly VerifiedVisit[]): Improvement | null {
  const groups = new Groups(plan);
  for (const visit of visits) groups.add(visit);
  const unplaced = new Set(plan.unplaced.map((left) => groups.addUnplaced(left)));
  return findImprovement({
    agents: checkedAgents(plan, groups),
    groups: groups.list(),
    dayRoom: groups.dayRoom,
    unplaced: [...unplaced],
  });
}

interface Numbered<T> {
  readonly number: number;
  readonly value: T;
}

interface Draft {
  readonly agents: number[];
  readonly open: ((at: number) => boolean) | null;
  readonly at: Map<number, number>;
}

/** Visits that may go to the same agents at the same times; an owner's visits stay with the owner. */
class Groups {
  private readonly drafts: Draft[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly opens = new Map<string, Numbered<(at: number) => boolean>>();
  private readonly setOfDemand = new Map<string, Numbered<number[]>>();
  private readonly sets = new Map<string, Numbered<number[]>>();
  private readonly agentOf: ReadonlyMap<string, number>;
  private readonly callsOnDay = new Map<string, number>();
  /** The group of each call, by agent and moment. */
  readonly calls = new Map<string, number>();
  /** All visits of each agent, owners' ones included. */
  readonly loads: number[];

  constructor(private readonly plan: VerifiedPlan) {
    this.loads = plan.agents.map((agent) => agent.held);
    this.agentOf = new Map(plan.agents.map((agent, index) => [agent.agentNo, index]));
    plan.agents.forEach((agent, index) => {
      for (const at of agent.otherCalls) this.countCall(index, at);
    });
  }

  list(): CheckedGroup[] {
    return this.drafts;
  }

  readonly dayRoom = (agent: number, day: number): number => {
    const limit = this.plan.agents[agent]!.callsPerDay;
    return limit === null ? Infinity : limit - (this.callsOnDay.get(`${agent} ${day}`) ?? 0);
  };

  add(visit: VerifiedVisit): void {
    const agent = this.agentOf.get(visit.agentNo ?? '');
    if (agent === undefined) return;
    this.loads[agent]! += 1;
    const isOwners = visit.visitReasons[0]!.code === 'agent-owner';
    const isCall = visit.attempt!.channel === 'call';
    if (isOwners && !isCall) return;
    const open = isCall ? this.openFor(visit.timeKey, this.earliestOf(visit), visit.rolledDue) : null;
    const group = this.groupOf(isOwners ? this.setOf([agent]) : this.agentsFor(visit), open);
    if (!isOwners) this.drafts[group]!.at.set(agent, (this.drafts[group]!.at.get(agent) ?? 0) + 1);
    if (!isCall) return;
    this.calls.set(`${agent} ${visit.attempt!.at}`, group);
    this.countCall(agent, visit.attempt!.at!);
  }

  addUnplaced(left: VerifiedUnplaced): number {
    return this.groupOf(this.agentsFor(left), this.openFor(left.timeKey, left.from, left.until));
  }

  private countCall(agent: number, at: number): void {
    const key = `${agent} ${this.plan.dayOf(at)}`;
    this.callsOnDay.set(key, (this.callsOnDay.get(key) ?? 0) + 1);
  }

  private earliestOf(visit: VerifiedVisit): number {
    const cap = visit.attempt!.reasons.find(({ code }) => code === 'slot-after-cap')?.params['notBefore'];
    return Math.max(this.plan.claimed.from, typeof cap === 'string' ? Date.parse(cap) : 0);
  }

  private agentsFor(asked: Pick<VerifiedVisit, 'demand' | 'notServedBy'>): Numbered<number[]> {
    const { skill, language, region, team, levelSkill } = asked.demand;
    const key = JSON.stringify([skill, language, region, team, levelSkill, asked.notServedBy]);
    const known = this.setOfDemand.get(key);
    if (known !== undefined) return known;
    const found = this.setOf(this.plan.agents.flatMap((agent, index) => (mayTake(agent, asked) ? [index] : [])));
    this.setOfDemand.set(key, found);
    return found;
  }

  private setOf(agents: number[]): Numbered<number[]> {
    const key = agents.join();
    const known = this.sets.get(key) ?? { number: this.sets.size, value: agents };
    this.sets.set(key, known);
    return known;
  }

  private openFor(timeKey: string, from: number, until: number): Numbered<(at: number) => boolean> {
    const { fromGridMs, untilGridMs } = this.plan.claimed;
    const begin = fromGridMs === 0 ? from : Math.ceil(from / fromGridMs) * fromGridMs;
    const end = untilGridMs === 0 ? until : Math.floor(until / untilGridMs) * untilGridMs;
    const key = `${timeKey} ${begin} ${end}`;
    const known = this.opens.get(key);
    if (known !== undefined) return known;
    const value = (at: number): boolean => at >= begin && at < end && this.plan.isOpen(timeKey, at);
    const open = { number: this.opens.size, value };
    this.opens.set(key, open);
    return open;
  }

  private groupOf(agents: Numbered<number[]>, open: Numbered<(at: number) => boolean> | null): number {
    const key = `${open?.number ?? 'message'} ${agents.number}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.drafts.length);
    return this.drafts.push({ agents: agents.value, open: open?.value ?? null, at: new Map() }) - 1;
  }
}

function checkedAgents(plan: VerifiedPlan, groups: Groups): CheckedAgent[] {
  const length = plan.minutesPerCall * MINUTE_MS;
  return plan.agents.map((agent, index) => ({
    agentNo: agent.agentNo,
    weight: agent.weight,
    load: groups.loads[index]!,
    cells: listCells(agent, length, plan.claimed.from).map((at): CheckedCell => {
      const isTaken = agent.otherCalls.some((other) => Math.abs(other - at) < length);
      return { at, day: plan.dayOf(at), holds: groups.calls.get(`${index} ${at}`) ?? (isTaken ? 'other' : null) };
    }),
  }));
}

function listCells({ shifts }: VerifiedAgent, length: number, from: number): number[] {
  const cells: number[] = [];
  for (let i = 0; i < shifts.length; i += 2) {
    for (let at = shifts[i]!; at + length <= shifts[i + 1]!; at += length) if (at >= from) cells.push(at);
  }
  return cells;
}
