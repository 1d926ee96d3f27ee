import { firstCell, FREE, type CheckedCells } from './verify-cells.js';
import { Covered } from './verify-covered.js';

/** An agent as the verifier sees them. Written apart from the planner, on purpose: it shares no code with it. */
export interface CheckedAgent {
  readonly agentNo: string;
  readonly weight: number;
  /** Everything that counts: held loads, fixed visits and planned ones. */
  readonly load: number;
  readonly cells: CheckedCells;
}

/** When calls may start: windows by number, from one instant to another. */
export interface CheckedTime {
  readonly timeKey: number;
  readonly from: number;
  readonly until: number;
}

/** Visits that could be exchanged for one another; without a time for messages. */
export interface CheckedGroup {
  readonly agents: readonly number[];
  readonly time: CheckedTime | null;
  /** How many stand at each agent, movable ones only. */
  readonly at: ReadonlyMap<number, number>;
}

/** What is wrong: a chain of exchanges that would make the plan more even, or place somebody who was left out. */
export interface Improvement {
  readonly kind: 'exchange' | 'placement';
  readonly from: string;
  readonly to: string;
  /** The group with somebody left out; −1 for an exchange. */
  readonly group: number;
}

export interface ExchangeQuestion {
  readonly agents: readonly CheckedAgent[];
  readonly groups: readonly CheckedGroup[];
  readonly isOpen: (timeKey: number, at: number) => boolean;
  /** Room left on a day of an agent, where a day has a limit. */
  readonly dayRoom: (agent: number, day: number) => number;
  /** Groups with somebody left out. */
  readonly unplaced: readonly number[];
}

/**
 * Looks for anything that a better plan would have done. A group that needs a place finds it at an agent with a free
 * cell, or pushes out a group that then needs one. Each group, and each cell for the same windows, is looked into once:
 * who gives is asked in the order of what their last visit costs, so what a dearer giver could not use, a cheaper one
 * cannot either.
 */
export function findImprovement(question: ExchangeQuestion): Improvement | null {
  const places = new Reach(question);
  for (const group of question.unplaced) {
    const [taker] = places.spreadFrom([group]);
    if (taker !== undefined) return { kind: 'placement', from: '', to: question.agents[taker]!.agentNo, group };
  }
  const reach = new Reach(question);
  const givers = [...question.agents.keys()].sort(
    (a, b) => lastCost(question.agents[b]!) - lastCost(question.agents[a]!),
  );
  const givenBy = groupsByAgent(question);
  for (const giver of givers) {
    const from = question.agents[giver]!;
    for (const taker of reach.spreadFrom(givenBy[giver]!)) {
      const to = question.agents[taker]!;
      if (taker !== giver && isCheaper(to, from)) {
        return { kind: 'exchange', from: from.agentNo, to: to.agentNo, group: -1 };
      }
    }
  }
  return null;
}

function groupsByAgent({ agents, groups }: ExchangeQuestion): number[][] {
  const lists = agents.map((): number[] => []);
  groups.forEach((group, index) => {
    for (const [agent, count] of group.at) if (count > 0) lists[agent]!.push(index);
  });
  return lists;
}

function lastCost({ load, weight }: CheckedAgent): number {
  return (2 * load - 1) / weight;
}

/** One visit more at `to` costs less than the last one at `from`; compared without dividing. */
function isCheaper(to: CheckedAgent, from: CheckedAgent): boolean {
  return (2 * to.load + 1) * from.weight < (2 * from.load - 1) * to.weight - 1e-9;
}

class Reach {
  private readonly seen = new Set<number>();
  private readonly covered = new Map<number, Covered>();
  private readonly fullDays = new Set<string>();

  constructor(private readonly question: ExchangeQuestion) {}

  /** Agents who could take one more when these groups each need a place, pushing others along where it helps. */
  spreadFrom(groups: readonly number[]): Set<number> {
    const takers = new Set<number>();
    const queue = groups.filter((group) => this.enter(group));
    for (let place = 0; place < queue.length; place++) {
      const { agents, time } = this.question.groups[queue[place]!]!;
      for (const agent of agents) {
        if (time === null) takers.add(agent);
        else this.lookAt(agent, time, { takers, queue });
      }
    }
    return takers;
  }

  private enter(group: number): boolean {
    if (this.seen.has(group)) return false;
    this.seen.add(group);
    return true;
  }

  /** The cells of an agent that are open then and were not looked into for the same windows. */
  private lookAt(agent: number, time: CheckedTime, found: { takers: Set<number>; queue: number[] }): void {
    const key = time.timeKey * this.question.agents.length + agent;
    const covered = this.covered.get(key) ?? new Covered();
    this.covered.set(key, covered);
    const { cells } = this.question.agents[agent]!;
    for (const [start, end] of covered.add(time.from, time.until)) {
      for (let cell = firstCell(cells, start); cell < cells.at.length && cells.at[cell]! < end; cell++) {
        if (!this.question.isOpen(time.timeKey, cells.at[cell]!)) continue;
        const holds = cells.holds[cell]!;
        if (holds >= 0) this.push(holds, found.queue);
        else if (holds === FREE) this.tryDay(agent, cells.day[cell]!, found);
      }
    }
  }

  /** A free cell is a place where its day has room; else each call of that day could make way. */
  private tryDay(agent: number, day: number, { takers, queue }: { takers: Set<number>; queue: number[] }): void {
    if (this.question.dayRoom(agent, day) > 0) {
      takers.add(agent);
      return;
    }
    const key = `${agent} ${day}`;
    if (this.fullDays.has(key)) return;
    this.fullDays.add(key);
    const { cells } = this.question.agents[agent]!;
    cells.day.forEach((each, cell) => {
      if (each === day && cells.holds[cell]! >= 0) this.push(cells.holds[cell]!, queue);
    });
  }

  private push(group: number, queue: number[]): void {
    if (this.enter(group)) queue.push(group);
  }
}
