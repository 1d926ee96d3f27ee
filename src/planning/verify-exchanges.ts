/** An agent as the verifier sees them. Written apart from the planner, on purpose: it shares no code with it. */
export interface CheckedAgent {
  readonly agentNo: string;
  readonly weight: number;
  /** Everything that counts: held loads, fixed visits and planned ones. */
  readonly load: number;
  readonly cells: readonly CheckedCell[];
}

/** A place for one call in an agent's shifts; `holds` is the group of the call in it, null = free, 'other' = not ours. */
export interface CheckedCell {
  readonly at: number;
  readonly day: number;
  readonly holds: number | null | 'other';
}

/** Visits that could be exchanged for one another. `open` says whether a call may start then; null for messages. */
export interface CheckedGroup {
  readonly agents: readonly number[];
  readonly open: ((at: number) => boolean) | null;
  /** How many stand at each agent, movable ones only. */
  readonly at: ReadonlyMap<number, number>;
}

/** What is wrong: a chain of exchanges that would make the plan more even, or place somebody who was left out. */
export interface Improvement {
  readonly kind: 'exchange' | 'placement';
  readonly from: string;
  readonly to: string;
}

export interface ExchangeQuestion {
  readonly agents: readonly CheckedAgent[];
  readonly groups: readonly CheckedGroup[];
  /** Room left on a day of an agent, where a day has a limit. */
  readonly dayRoom: (agent: number, day: number) => number;
  /** Groups with somebody left out. */
  readonly unplaced: readonly number[];
}

/**
 * Looks for anything that a better plan would have done. A group that needs a place finds it at an agent with a free
 * cell, or pushes out a group that then needs one. Each group is looked into once: who gives is asked in the order of
 * what their last visit costs, so what a dearer giver could not use, a cheaper one cannot either.
 */
export function findImprovement(question: ExchangeQuestion): Improvement | null {
  const reach = new Reach(question);
  for (const group of question.unplaced) {
    const taker = reach.spreadFrom([group]).find(() => true);
    if (taker !== undefined) return { kind: 'placement', from: '', to: question.agents[taker]!.agentNo };
  }
  reach.forget();
  const givers = [...question.agents.keys()].sort(
    (a, b) => lastCost(question.agents[b]!) - lastCost(question.agents[a]!),
  );
  for (const giver of givers) {
    const from = question.agents[giver]!;
    const gives = question.groups.flatMap((group, index) => ((group.at.get(giver) ?? 0) > 0 ? [index] : []));
    for (const taker of reach.spreadFrom(gives)) {
      const to = question.agents[taker]!;
      if (taker !== giver && isCheaper(to, from)) return { kind: 'exchange', from: from.agentNo, to: to.agentNo };
    }
  }
  return null;
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
  private readonly views = new Map<(at: number) => boolean, Map<number, View>>();

  constructor(private readonly question: ExchangeQuestion) {}

  forget(): void {
    this.seen.clear();
  }

  /** Agents who could take one more when these groups each need a place, pushing others along where it helps. */
  spreadFrom(groups: readonly number[]): number[] {
    const takers = new Set<number>();
    const queue = groups.filter((group) => this.enter(group));
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const agent of this.question.groups[group]!.agents) {
        if (this.hasRoom(group, agent)) takers.add(agent);
        for (const pushed of this.pushedOut(group, agent)) if (this.enter(pushed)) queue.push(pushed);
      }
    }
    return [...takers];
  }

  private enter(group: number): boolean {
    if (this.seen.has(group)) return false;
    this.seen.add(group);
    return true;
  }

  private hasRoom(group: number, agent: number): boolean {
    const { open } = this.question.groups[group]!;
    return open === null || this.lookAt(open, agent).hasRoom;
  }

  /** Groups whose call stands where this group may go, or uses up the day in which a free cell lies. */
  private pushedOut(group: number, agent: number): ReadonlySet<number> {
    const { open } = this.question.groups[group]!;
    return open === null ? NOBODY : this.lookAt(open, agent).pushedOut;
  }

  /** What an agent's cells say to those who may be called at these times; asked once. */
  private lookAt(open: (at: number) => boolean, agent: number): View {
    const views = this.views.get(open) ?? new Map<number, View>();
    this.views.set(open, views);
    const view = views.get(agent) ?? this.viewOf(open, agent);
    views.set(agent, view);
    return view;
  }

  private viewOf(open: (at: number) => boolean, agent: number): View {
    const pushedOut = new Set<number>();
    const fullDays = new Set<number>();
    let hasRoom = false;
    const { cells } = this.question.agents[agent]!;
    for (const { at, day, holds } of cells) {
      if (holds === 'other' || !open(at)) continue;
      if (holds !== null) pushedOut.add(holds);
      else if (this.question.dayRoom(agent, day) > 0) hasRoom = true;
      else fullDays.add(day);
    }
    for (const { day, holds } of cells) if (typeof holds === 'number' && fullDays.has(day)) pushedOut.add(holds);
    return { hasRoom, pushedOut };
  }
}

interface View {
  readonly hasRoom: boolean;
  readonly pushedOut: ReadonlySet<number>;
}

const NOBODY: ReadonlySet<number> = new Set();
