import type { Loads } from './apportion.js';
import { MoveNetwork, type RebalanceNetworkProblem } from './rebalance-network.js';

/** Who holds what now; `held` is load that does not move; weights are positive integers. */
export interface RebalanceProblem extends RebalanceNetworkProblem {
  readonly held: Float64Array;
  readonly weight: Float64Array;
}

/** The new split by class, what still has no place, the final loads, and how many units change hands. */
export interface Rebalance {
  readonly flows: readonly {
    readonly classIndex: number;
    readonly agent: number;
    readonly kind: number;
    readonly amount: number;
  }[];
  /** By class: units that nobody has room for. */
  readonly unplaced: Float64Array;
  readonly load: Float64Array;
  readonly moves: number;
}

/**
 * First as many displaced units get a place as can, without taking anybody's; among those splits the one with the least
 * Σ load²/weight, held load included; among those the one that moves the fewest. Exact in all three: it ends only where
 * no path of exchanges improves one of them without harm to those before (the objective is M-convex, so local is global).
 */
export function rebalance(problem: RebalanceProblem): Rebalance {
  const solver = new Solver(problem);
  solver.place();
  solver.evenOut();
  solver.saveMoves();
  return solver.result();
}

class Solver {
  private readonly network: MoveNetwork;

  constructor(private readonly problem: RebalanceProblem) {
    this.network = new MoveNetwork(problem);
  }

  result(): Rebalance {
    return {
      flows: [...this.network.listFlows()],
      unplaced: Float64Array.from(this.problem.classes, (_, index) => this.network.unplacedOf(index)),
      load: this.loads().load,
      moves: this.network.countMoves(),
    };
  }

  /** Displaced units by paths to the agent who takes them at the least cost, until nobody can be reached. */
  place(): void {
    for (;;) {
      this.network.walk(this.network.pool);
      let pushed = 0;
      for (;;) {
        const [best, second] = this.cheapestReached();
        if (best === undefined) return;
        const now = this.network.push(best, this.unitsUpTo(best, second));
        if (now === 0) break;
        pushed += now;
      }
      if (pushed === 0) throw new Error('a path that was just found carries nothing');
    }
  }

  /** Exchanges that make the loads more even, until none does; the most expensive agent gives first. */
  evenOut(): void {
    for (let moved = true; moved;) {
      moved = false;
      this.network.unbury();
      for (const giver of this.listByLastCost()) {
        this.network.walk(this.network.agentNode(giver));
        const loads = this.loads();
        const [taker] = this.cheapestReached();
        const units = taker === undefined ? 0 : countGains(loads, giver, taker);
        if (taker !== undefined && units > 0) {
          moved = this.network.push(taker, units) > 0;
          break;
        }
        // Who reaches nobody cheaper spoils the way for all who give less.
        this.network.buryReached();
      }
    }
    this.network.unbury();
  }

  /** Exchanges between agents whose loads cost the same either way, where that takes moves back. */
  saveMoves(): void {
    for (let saved = this.network.countMoves() > 0; saved;) {
      saved = false;
      for (let giver = 0; giver < this.problem.agentCount; giver++) {
        while (this.saveFrom(giver)) saved = true;
      }
    }
  }

  private saveFrom(giver: number): boolean {
    const loads = this.loads();
    const equals = [...loads.load.keys()].filter((taker) => taker !== giver && gainOf(loads, giver, taker) === 0);
    if (equals.length === 0 || this.network.taken[giver] === 0) return false;
    this.network.walk(this.network.agentNode(giver));
    const distance = (agent: number): number => this.network.distanceTo(agent);
    const [best] = equals.sort((a, b) => distance(a) - distance(b) || a - b);
    return best !== undefined && distance(best) < 0 && this.network.push(best, 1) > 0;
  }

  private loads(): Loads {
    const load = this.problem.held.map((held, agent) => held + this.network.taken[agent]!);
    return { load, weight: this.problem.weight };
  }

  /** Of the agents that the last walk reached: who takes the next unit at the least cost, then by moves; and the next. */
  private cheapestReached(): number[] {
    const loads = this.loads();
    let [best, second] = [-1, -1];
    for (let agent = 0; agent < this.problem.agentCount; agent++) {
      if (this.network.distanceTo(agent) === Infinity) continue;
      if (best < 0 || this.isBetter(loads, agent, best)) [best, second] = [agent, best];
      else if (second < 0 || this.isBetter(loads, agent, second)) second = agent;
    }
    return [best, second].filter((agent) => agent >= 0);
  }

  private isBetter({ load, weight }: Loads, a: number, b: number): boolean {
    const difference = (2 * load[a]! + 1) * weight[b]! - (2 * load[b]! + 1) * weight[a]!;
    const moves = this.network.distanceTo(a) - this.network.distanceTo(b);
    return difference < 0 || (difference === 0 && moves < 0);
  }

  /** How many units `best` takes before the next one is cheaper at `second`. */
  private unitsUpTo(best: number, second: number | undefined): number {
    if (second === undefined) return Infinity;
    const { load, weight } = this.loads();
    const level = ((2 * load[second]! + 1) * weight[best]!) / weight[second]!;
    return Math.max(1, Math.floor((level + 1) / 2 - load[best]!));
  }

  private listByLastCost(): number[] {
    const { load, weight } = this.loads();
    const agents = [...load.keys()].filter((agent) => this.network.taken[agent]! > 0);
    const cost = (agent: number): number => (2 * load[agent]! - 1) / weight[agent]!;
    return agents.sort((a, b) => cost(b) - cost(a) || b - a);
  }
}

/** What one unit less at `a` and one more at `b` saves of Σ load²/weight, times both weights. */
function gainOf({ load, weight }: Loads, a: number, b: number): number {
  return (2 * load[a]! - 1) * weight[b]! - (2 * load[b]! + 1) * weight[a]!;
}

/** How many units may go from `a` to `b` one after another so that each of them saves something. */
function countGains(loads: Loads, a: number, b: number): number {
  const perMove = 2 * (loads.weight[a]! + loads.weight[b]!);
  return Math.max(0, Math.ceil(gainOf(loads, a, b) / perMove));
}
