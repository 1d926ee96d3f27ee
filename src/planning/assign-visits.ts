import { apportion, countImprovingMoves, isImprovingMove, type Loads } from './apportion.js';
import { FlowNetwork, type FlowClass, type FlowProblem } from './flow-network.js';
import { repriceFrom } from './flow-prices.js';

/** A class to place; what a class with an owner cannot leave there joins its `fallback`. */
export interface AssignmentClass extends FlowClass {
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
 * As many as can be placed (maximum flow); among those plans one that leaves as many as can be with their owners; and
 * among those the one with the least Σ load²/weight, held load included; equal marginal costs go to the earlier agent.
 * Exact: it ends only when no path places one more, none leaves one more with its owner, and none evens anything out.
 * `until`: with 'placed' nothing is evened out.
 */
export function assignVisits(problem: AssignmentProblem, until: 'placed' | 'even' = 'even'): Assignment {
  const network = new FlowNetwork(problem);
  const solver = new Solver(problem, network);
  solver.placeWithOwners();
  solver.placeLimited();
  const binding = network.listBuried();
  network.unbury();
  solver.placeUnlimited();
  const exchanges = until === 'even' ? solver.evenOut() : 0;
  const flows = [...network.listFlows()];
  const byAgent: Flow[][] = Array.from({ length: problem.agentCount }, () => []);
  for (const flow of flows) byAgent[flow.agent]!.push(flow);
  return {
    flows,
    flowsOf: (agent) => byAgent[agent] ?? [],
    ...countByClass(problem, network),
    load: solver.currentLoads().load,
    exchanges,
    binding,
  };
}

/** What each class wanted and got; those whom an owner does not keep count with their fallback. */
function countByClass({ classes }: AssignmentProblem, network: FlowNetwork): Pick<Assignment, 'size' | 'placed'> {
  const size = Float64Array.from(classes, (entry) => entry.size);
  const placed = Float64Array.from(network.placed);
  classes.forEach(({ fallback }, index) => {
    if (fallback < 0) return;
    const released = network.released[index]!;
    placed[index]! -= released;
    placed[fallback]! += released;
    size[fallback]! += size[index]! - placed[index]!;
    size[index] = placed[index]!;
  });
  return { size, placed };
}

/** As many exchanges as are quicker than settling every class anew. */
const FEW_EXCHANGES = 8;

class Solver {
  constructor(
    private readonly problem: AssignmentProblem,
    private readonly network: FlowNetwork,
  ) {}

  currentLoads(): Loads {
    const load = this.problem.held.map((held, agent) => held + this.network.taken[agent]!);
    return { load, weight: this.problem.weight };
  }

  /** As many as the owners have time for, nobody else asked; what is due earlier first. */
  placeWithOwners(): void {
    const owned = this.listLeftOut(({ fallback }) => fallback >= 0);
    if (owned.length === 0) return;
    this.network.priceOwners((index) => this.problem.classes[index]!.limited);
    for (const index of owned) this.placeEvenly(index, this.leftOf(index));
    for (const index of owned) this.augment(index);
    this.network.unbury();
    repriceFrom(this.network, this.listLeftOut());
  }

  /**
   * All others, in the order of their last minute: first evenly into what is free, then by paths; and where that leaves
   * somebody out, by paths that take the fewest from their owners, until there is none.
   */
  placeLimited(): void {
    const hasOwners = this.problem.classes.some(({ fallback }) => fallback >= 0);
    for (const [index, owned] of this.listFree()) this.fill(index, owned);
    for (const index of this.listLeftOut()) this.augment(index);
    while (hasOwners) {
      this.network.unbury();
      const leftOut = this.listLeftOut();
      if (leftOut.length === 0 || repriceFrom(this.network, leftOut) === Infinity) return;
      for (const index of leftOut) this.augment(index);
    }
  }

  /** What no capacity binds, the few with the fewest choices first. */
  placeUnlimited(): void {
    const order = this.listByChoice().filter((index) => !this.problem.classes[index]!.limited);
    for (const index of order) this.placeEvenly(index, this.leftOf(index));
  }

  /** A few rounds of each class anew against all others: near the optimum, so that few exchanges are left to find. */
  private settle(): void {
    const order = this.listByChoice().filter((index) => this.network.isUnbound(index));
    for (let round = 0; round < 4 && order.length > 1; round++) for (const index of order) this.placeAnew(index);
  }

  /** As many as before find a place again; what has no room as it stands finds it by paths. */
  private placeAnew(index: number): void {
    const before = this.network.placed[index]!;
    this.network.takeBack(index);
    this.placeEvenly(index, before - this.network.placed[index]!);
    while (this.network.placed[index]! < before) {
      this.network.beginWalk();
      const agent = this.network.walk(index, () => true);
      this.network.push(agent, before - this.network.placed[index]!);
    }
  }

  /** Classes without an owner, those with the fewest choices first. */
  private listByChoice(): number[] {
    const { classes } = this.problem;
    const order = [...classes.keys()].filter((index) => classes[index]!.fallback < 0);
    return order.sort((a, b) => classes[a]!.agents.length - classes[b]!.agents.length || a - b);
  }

  /** Exchanges until none improves; where many would be needed, classes are settled anew first. Returns how many were used. */
  evenOut(): number {
    const few = this.exchange(FEW_EXCHANGES);
    if (few < FEW_EXCHANGES) return few;
    this.settle();
    return few + this.exchange(Infinity);
  }

  private exchange(most: number): number {
    let exchanges = 0;
    for (let moved = true; moved && exchanges < most;) {
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

  private leftOf(index: number): number {
    return this.problem.classes[index]!.size - this.network.placed[index]!;
  }

  /** Classes that use capacity and have somebody left out, in the order of their last minute. */
  private listLeftOut(wanted: (entry: AssignmentClass) => boolean = () => true): number[] {
    const { classes } = this.problem;
    const left = [...classes.keys()].filter(
      (index) => classes[index]!.limited && this.leftOf(index) > 0 && wanted(classes[index]!),
    );
    return left.sort((a, b) => classes[a]!.order - classes[b]!.order || a - b);
  }

  /** The same without owners, each with those classes whose owners left somebody to it. */
  private listFree(): Map<number, number[]> {
    const free = new Map<number, number[]>();
    for (const index of this.listLeftOut()) {
      const { fallback } = this.problem.classes[index]!;
      const key = fallback < 0 ? index : fallback;
      const owned = free.get(key) ?? [];
      free.set(key, owned);
      if (fallback >= 0) owned.push(index);
    }
    return free;
  }

  /** Fills what is free with a class and with what others release to it. */
  private fill(index: number, owned: readonly number[]): void {
    const own = this.leftOf(index);
    const put = this.placeEvenly(index, own + owned.reduce((sum, each) => sum + this.leftOf(each), 0));
    let spare = put - own;
    for (const each of owned) {
      const units = Math.min(spare, this.leftOf(each));
      if (units <= 0) return;
      this.network.release(each, units);
      spare -= units;
    }
  }

  private placeEvenly(index: number, units: number): number {
    const { agents } = this.problem.classes[index]!;
    const room = Float64Array.from(agents, (agent) => this.network.roomFor(index, agent));
    const counts = apportion(units, agents, this.currentLoads(), room);
    let put = 0;
    agents.forEach((agent, i) => (put += this.network.put(index, agent, counts[i]!)));
    return put;
  }

  /** Places the rest of a class by moving others out of its way; what a failed search saw is dead for all. */
  private augment(index: number): void {
    while (this.leftOf(index) > 0 && !this.network.isBuried(index)) {
      this.network.beginWalk();
      const agent = this.network.walk(index, () => true);
      if (agent < 0) {
        this.network.buryReached();
        return;
      }
      this.network.push(agent, this.leftOf(index));
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
