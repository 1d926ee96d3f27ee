import type { CheckedCells } from './verify-cells.js';
import { findLosses, type Losses } from './verify-losses.js';
import { Steps, worthOf, type CheckedField } from './verify-steps.js';

/** An agent as the verifier sees them. Written apart from the planner, on purpose: it shares no code with it. */
export interface CheckedAgent {
  readonly agentNo: string;
  readonly weight: number;
  /** Everything that counts: held loads, fixed visits and planned ones. */
  readonly load: number;
  readonly cells: CheckedCells;
}

/** What is wrong: a chain of exchanges that places somebody who was left out, returns one to the owner, or evens out. */
export type Improvement =
  | { readonly kind: 'placement'; readonly to: string; readonly group: number }
  | { readonly kind: 'owner'; readonly group: number }
  | { readonly kind: 'exchange'; readonly from: string; readonly to: string };

export interface ExchangeQuestion extends CheckedField {
  readonly agents: readonly CheckedAgent[];
  /** Groups with somebody left out. */
  readonly unplaced: readonly number[];
}

/**
 * Looks for anything that a better plan would have done: one more placed; else one more with the owner and as many
 * placed; else an exchange that evens out and keeps both.
 */
export function findImprovement(question: ExchangeQuestion): Improvement | null {
  return findPlacement(question) ?? findReturn(question);
}

/** Who was left out finds a free cell, or pushes out somebody who then needs one; owners do not count here. */
function findPlacement(question: ExchangeQuestion): Improvement | null {
  const reach = new Reach(question, null);
  for (const group of question.unplaced) {
    const [taker] = reach.spreadFrom([group]);
    if (taker !== undefined) return { kind: 'placement', to: question.agents[taker]!.agentNo, group };
  }
  return null;
}

function findReturn(question: ExchangeQuestion): Improvement | null {
  const hasOwners = question.groups.some(({ free }) => free >= 0);
  if (!hasOwners) return findExchange(question, null);
  const losses = findLosses(question, question.unplaced);
  return losses.isLeast ? findExchange(question, losses) : { kind: 'owner', group: losses.group };
}

/**
 * Each group, and each cell for the same windows, is looked into once: who gives is asked in the order of what their
 * last visit costs, so what a dearer giver could not use, a cheaper one cannot either.
 */
function findExchange(question: ExchangeQuestion, losses: LeastLosses | null): Improvement | null {
  const reach = new Reach(question, losses);
  const givers = [...question.agents.keys()].sort(
    (a, b) => lastCost(question.agents[b]!) - lastCost(question.agents[a]!),
  );
  const givenBy = groupsByAgent(question);
  for (const giver of givers) {
    const from = question.agents[giver]!;
    const groups = givenBy[giver]!.filter((group) => reach.mayLeave(group));
    for (const taker of reach.spreadFrom(groups)) {
      const to = question.agents[taker]!;
      if (taker !== giver && isCheaper(to, from)) return { kind: 'exchange', from: from.agentNo, to: to.agentNo };
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

type LeastLosses = Extract<Losses, { isLeast: true }>;

/** Where steps lead: any, or only those that are part of a round without a loss. */
class Reach {
  private readonly seen = new Set<number>();
  private readonly steps: Steps;

  constructor(
    private readonly question: ExchangeQuestion,
    private readonly losses: LeastLosses | null,
  ) {
    this.steps = new Steps(question);
  }

  /** Whether one of a group can leave its place in a round without a loss. */
  mayLeave(group: number): boolean {
    const { losses } = this;
    return losses === null || losses.ofGroup[group] === losses.ofPlace + worthOf(this.question.groups[group]!);
  }

  /** Agents who could take one more when these groups each need a place, pushing others along where it helps. */
  spreadFrom(groups: readonly number[]): Set<number> {
    const { losses } = this;
    const takers = new Set<number>();
    const queue = groups.filter((group) => this.enter(group));
    for (let place = 0; place < queue.length; place++) {
      const group = queue[place]!;
      this.steps.from(group, losses?.ofGroup[group] ?? 0, {
        group: (next, loss) => {
          if ((losses === null || losses.ofGroup[next] === loss) && this.enter(next)) queue.push(next);
        },
        place: (agent, loss) => {
          if (losses === null || losses.ofPlace === loss) takers.add(agent);
        },
      });
    }
    return takers;
  }

  private enter(group: number): boolean {
    if (this.seen.has(group)) return false;
    this.seen.add(group);
    return true;
  }
}
