import { apportion, countImprovingMoves, isImprovingMove, type Loads } from './apportion.js';
import { FlowNetwork, type FlowClass, type FlowProblem } from './flow-network.js';

/** A class to place. `stage` 0 comes first; what it cannot place joins `fallback` (owners before all others). */
export interface AssignmentClass extends FlowClass {
  readonly stage: 0 | 1;
  readonly fallback: number;
  /** Placed earlier within its stage when smaller: the class's last minute. */
  readonly order: number;
  /** False: no capacity binds it (messages take no minutes of an agent). */
  readonly limited: boolean;
}

/** Who could take what; `held` is load that does not move; weights are positive integers. */
export interface AssignmentProblem extends Omit<FlowProblem, 'classes'> {
  readonly classes: readonly AssignmentClass[];
  readonly held: Float64Array;
  readonly weight: Float64Array;
}

/** Units of a class that go to an agent in one kind of time. */
export interface Flow {
  readonly classIndex: number;
  readonly agent: number;
  readonly kind: number;
  readonly amount: number;
}

/** The plan by class: flows, what each class placed and wanted (fallbacks included), final loads, what binds. */
export interface Assignment {
  readonly flows: readonly Flow[];
  /** The flows to one agent. */
  flowsOf(agent: number): readonly Flow[];
  readonly size: Float64Array;
  readonly placed: Float64Array;
  readonly load: Float64Array;
  readonly exchanges: number;
  readonly binding: { classes: number[]; agents: number[] };
}

/**
 * As many as can be placed (maximum flow), and among those plans the one with the least Σ load²/weight, held load
 * included; equal marginal costs go to the earlier agent. Exact: it ends only when no path of exchanges improves it.
 */
export function assignVisits(problem: AssignmentProblem): Assignment {
  const size = Float64Array.from(problem.classes, (entry) => entry.size);
  const network = new FlowNetwork(problem);
  const solver = new Solver(problem, network, size);
  solver.placeLimited(0);
  solver.passToFallbacks();
  solver.placeLimited(1);
  const binding = network.listBuried();
  network.unbury();
  solver.placeUnlimited();
  const exchanges = solver.evenOut();
  const flows = [...network.listFlows()];
  const byAgent: Flow[][] = Array.from({ length: problem.agentCount }, () => []);
  for (const flow of flows) byAgent[flow.agent]!.push(flow);
  return {
    flows,
    flowsOf: (agent) => byAgent[agent] ?? [],
    size,
    placed: network.placed,
    load: solver.currentLoads().load,
    exchanges,
    binding,
  };
}

class Solver {
  constructor(
    private readonly problem: AssignmentProblem,
    private readonly network: FlowNetwork,
    private readonly size: Float64Array,
  ) {}

  currentLoads(): Loads {
    const load = this.problem.held.map((held, agent) => held + this.network.taken[agent]!);
    return { load, weight: this.problem.weight };
  }

  /** Classes that use capacity, in the order of their last minute: first evenly into what is free, then by paths. */
  placeLimited(stage: 0 | 1): void {
    const order = this.listClasses((entry) => entry.limited && entry.stage === stage);
    order.sort((a, b) => this.problem.classes[a]!.order - this.problem.classes[b]!.order || a - b);
    for (const index of order) this.placeEvenly(index);
    for (const index of order) this.augment(index);
    if (stage === 0) this.network.unbury();
  }

  passToFallbacks(): void {
    this.problem.classes.forEach((entry, index) => {
      const left = this.size[index]! - this.network.placed[index]!;
      if (entry.fallback < 0 || left <= 0) return;
      this.size[entry.fallback]! += left;
      this.size[index]! -= left;
    });
  }

  /** The few with the fewest choices first, then a few rounds of each anew against all others: near the optimum. */
  placeUnlimited(): void {
    const order = this.listClasses((entry) => !entry.limited);
    order.sort((a, b) => this.problem.classes[a]!.agents.length - this.problem.classes[b]!.agents.length || a - b);
    for (const index of order) this.placeEvenly(index);
    for (let round = 0; round < 4 && order.length > 1; round++) {
      for (const index of order) {
        this.network.takeBack(index);
        this.placeEvenly(index);
      }
    }
  }

  /** Exchanges until none improves. Returns how many paths were used. */
  evenOut(): number {
    let exchanges = 0;
    for (let moved = true; moved;) {
      moved = false;
      this.network.beginWalk();
      for (const agent of this.listByLastCost()) {
        if (!this.exchangeFrom(agent)) continue;
        exchanges += 1;
        moved = true;
        break;
      }
    }
    return exchanges;
  }

  private listClasses(wanted: (entry: AssignmentClass) => boolean): number[] {
    return this.problem.classes.flatMap((entry, index) => (wanted(entry) && this.size[index]! > 0 ? [index] : []));
  }

  private placeEvenly(index: number): void {
    const { agents } = this.problem.classes[index]!;
    const room = Float64Array.from(agents, (agent) => this.network.roomFor(index, agent));
    const counts = apportion(this.size[index]! - this.network.placed[index]!, agents, this.currentLoads(), room);
    agents.forEach((agent, i) => this.network.put(index, agent, counts[i]!));
  }

  /** Places the rest of a class by moving others out of its way; what a failed search saw is dead for all. */
  private augment(index: number): void {
    while (this.network.placed[index]! < this.size[index]!) {
      this.network.beginWalk();
      const agent = this.network.walk(index, () => true);
      if (agent < 0) {
        this.network.buryReached();
        return;
      }
      this.network.push(agent, this.size[index]! - this.network.placed[index]!);
    }
  }

  /** Agents with something to give, the most expensive last unit first. */
  private listByLastCost(): number[] {
    const { load, weight } = this.currentLoads();
    const agents = [...load.keys()].filter((agent) => this.network.taken[agent]! > 0);
    const cost = (agent: number): number => (2 * load[agent]! - 1) / weight[agent]!;
    return agents.sort((a, b) => cost(b) - cost(a) || b - a);
  }

  /**
   * One exchange from an agent to the cheapest that it reaches. What a more expensive agent reached before need not be
   * looked at again: whoever it reaches was no improvement for that one, so even less for this one.
   */
  private exchangeFrom(agent: number): boolean {
    const loads = this.currentLoads();
    let best = -1;
    this.network.walk(this.network.agentNode(agent), (reached) => {
      const isBetter = best < 0 || isCheaper(loads, reached, best);
      if (isBetter && isImprovingMove(loads, agent, reached)) best = reached;
      return false;
    });
    if (best < 0) return false;
    this.network.push(best, countImprovingMoves(loads, agent, best));
    return true;
  }
}

function isCheaper({ load, weight }: Loads, a: number, b: number): boolean {
  const difference = (2 * load[a]! + 1) * weight[b]! - (2 * load[b]! + 1) * weight[a]!;
  return difference < 0 || (difference === 0 && a < b);
}
