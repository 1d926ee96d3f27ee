/**
 * The network that a plan is solved on. Classes of like customers draw from *pots*: what one agent can take of one kind
 * of time. A pot empties into its agent, directly or through a *gate* (a day with a limit of its own). Arcs from classes
 * to pots are implied by two lists and never stored; only what flows is.
 *
 * A class with an owner draws from the owner's pots, and each unit there is worth one; what it releases to its fallback,
 * the class of the like without an owner, is worth nothing. Prices keep track of that worth: a step that would lose any
 * of it is not open to a walk, so whatever is pushed leaves as many with their owners as there can be.
 */
export interface FlowClass {
  readonly size: number;
  /** The class that takes what the owner has no time for; −1 for a class without an owner. */
  readonly fallback: number;
  /** Agents who may take it, ascending. */
  readonly agents: Int32Array;
  /** Kinds of pot it may draw from, the preferred first. */
  readonly kinds: Int32Array;
}

/** Capacities: `potCapacity[agent * kindCount + kind]`, 0 where there is no pot; `gateOf` −1 where there is no gate. */
export interface FlowProblem {
  readonly classes: readonly FlowClass[];
  readonly agentCount: number;
  readonly kindCount: number;
  readonly potCapacity: Float64Array;
  readonly gateOf: Int32Array;
  readonly gateCapacity: Float64Array;
}

const BURIED = -1;

/** A flow on the network, and the walks through what is left of it. Node numbers: classes, pots, gates, agents. */
export class FlowNetwork {
  /** By class: how many of its customers have a place, with the owner or released. */
  readonly placed: Float64Array;
  readonly taken: Float64Array;
  /** By class: how many it has released to its fallback. */
  readonly released: Float64Array;
  /** By node: what one unit that stands there could still bring; a step is open when it keeps that in full. */
  readonly price: Int32Array;
  readonly firstAgent: number;
  private readonly releasing = new Map<number, Set<number>>();
  private readonly potUsed: Float64Array;
  private readonly gateUsed: Float64Array;
  private readonly flows: (Map<number, number> | undefined)[];
  private readonly potsOfGate: number[][];
  private readonly firstPot: number;
  private readonly firstGate: number;
  private readonly parent: Int32Array;
  private readonly seen: Int32Array;
  private readonly queue: Int32Array;
  private stamp = 0;

  constructor(readonly problem: FlowProblem) {
    const { classes, agentCount, kindCount, gateCapacity } = problem;
    this.firstPot = classes.length;
    this.firstGate = this.firstPot + agentCount * kindCount;
    this.firstAgent = this.firstGate + gateCapacity.length;
    const nodes = this.firstAgent + agentCount;
    this.placed = new Float64Array(classes.length);
    this.taken = new Float64Array(agentCount);
    this.released = new Float64Array(classes.length);
    this.price = new Int32Array(nodes);
    this.potUsed = new Float64Array(agentCount * kindCount);
    this.gateUsed = new Float64Array(gateCapacity.length);
    this.flows = new Array<Map<number, number> | undefined>(agentCount * kindCount);
    this.potsOfGate = gateCapacity.length === 0 ? [] : Array.from(gateCapacity, () => []);
    problem.gateOf.forEach((gate, pot) => gate >= 0 && this.potsOfGate[gate]!.push(pot));
    this.parent = new Int32Array(nodes);
    this.seen = new Int32Array(nodes);
    this.queue = new Int32Array(nodes);
  }

  /** What `agent` could still take of a class when nothing else moves. */
  roomFor(classIndex: number, agent: number): number {
    let room = 0;
    for (const kind of this.problem.classes[classIndex]!.kinds) {
      room += this.potRoom(agent * this.problem.kindCount + kind);
    }
    return room;
  }

  /** Puts up to `units` of a class to an agent, the preferred kinds first; returns how many went. */
  put(classIndex: number, agent: number, units: number): number {
    let left = units;
    for (const kind of this.problem.classes[classIndex]!.kinds) {
      const pot = agent * this.problem.kindCount + kind;
      const amount = Math.min(left, this.potRoom(pot));
      if (amount > 0) this.pour(classIndex, pot, amount);
      left -= amount;
      if (left <= 0) break;
    }
    return units - left;
  }

  /** Takes a class back from all its agents. */
  takeBack(classIndex: number): void {
    const { agents, kinds } = this.problem.classes[classIndex]!;
    for (const agent of agents) {
      for (const kind of kinds) {
        const pot = agent * this.problem.kindCount + kind;
        const amount = this.flows[pot]?.get(classIndex) ?? 0;
        if (amount > 0) this.pour(classIndex, pot, -amount);
      }
    }
  }

  /** Forgets which nodes were seen: the next walks may go everywhere but to the buried. */
  beginWalk(): void {
    this.stamp += 1;
  }

  /** Whether a node was reached since `beginWalk`, or is buried. */
  wasReached(node: number): boolean {
    return this.seen[node] === this.stamp || this.seen[node] === BURIED;
  }

  /** Marks what the last walk saw as leading nowhere. No later placing can make it lead somewhere. */
  buryReached(): void {
    this.bury((node) => this.seen[node] === this.stamp);
  }

  /** Whether a node is known to lead nowhere. */
  isBuried(node: number): boolean {
    return this.seen[node] === BURIED;
  }

  /** Marks nodes as leading nowhere. */
  bury(isDead: (node: number) => boolean): void {
    for (let node = 0; node < this.seen.length; node++) if (isDead(node)) this.seen[node] = BURIED;
  }

  /** Prices of an empty network in which only what goes to an owner is placed for now. */
  priceOwners(isLimited: (classIndex: number) => boolean): void {
    this.price.fill(-1);
    for (let node = 0; node < this.firstPot; node++) this.price[node] = isLimited(node) ? 0 : -1;
  }

  /** The classes and agents that are buried: what binds where not everyone could be placed. */
  listBuried(): { classes: number[]; agents: number[] } {
    const buried = { classes: [] as number[], agents: [] as number[] };
    for (let node = 0; node < this.firstPot; node++) if (this.seen[node] === BURIED) buried.classes.push(node);
    for (let pot = this.firstPot; pot < this.firstGate; pot++) {
      const agent = Math.floor((pot - this.firstPot) / this.problem.kindCount);
      if (this.seen[pot] === BURIED && buried.agents.at(-1) !== agent) buried.agents.push(agent);
    }
    return buried;
  }

  /** Makes the buried reachable again: for exchanges, after everything is placed. */
  unbury(): void {
    this.seen.fill(0);
  }

  /** The node of an agent. */
  agentNode(agent: number): number {
    return this.firstAgent + agent;
  }

  /**
   * Walks from a node along everything that can still move, not entering what was seen before, and reports each agent
   * it reaches; stops as soon as `reached` returns true. Returns that agent, or −1.
   */
  walk(from: number, reached: (agent: number) => boolean): number {
    if (this.wasReached(from)) return -1;
    let head = 0;
    let tail = 0;
    const visit = (node: number, parent: number): void => {
      if (this.seen[node] === this.stamp || this.seen[node] === BURIED) return;
      if (parent >= 0 && this.lossOf(parent, node) !== 0) return;
      this.seen[node] = this.stamp;
      this.parent[node] = parent;
      this.queue[tail++] = node;
    };
    visit(from, -1);
    while (head < tail) {
      const node = this.queue[head++]!;
      if (node >= this.firstAgent && node !== from && reached(node - this.firstAgent)) return node - this.firstAgent;
      this.visitNeighbours(node, visit);
    }
    return -1;
  }

  /** Whether a class costs what a free place does: then whatever room there is, is open to it. */
  isUnbound(classIndex: number): boolean {
    return this.price[classIndex] === this.price[this.firstAgent];
  }

  /** Counts units that were put to the fallback as released by a class. */
  release(classIndex: number, units: number): void {
    const { fallback } = this.problem.classes[classIndex]!;
    this.addReleased(classIndex, units);
    this.placed[classIndex]! += units;
    this.placed[fallback]! -= units;
  }

  /** What a step from one node to the next loses, prices considered; 0 for a step that a walk may take. */
  lossOf(from: number, to: number): number {
    return this.costOf(from, to) + this.price[from]! - this.price[to]!;
  }

  /** Moves up to `limit` units along the path that the last walk found to `agent`; returns how many moved. */
  push(agent: number, limit: number): number {
    const path: number[] = [];
    for (let node = this.agentNode(agent); node >= 0; node = this.parent[node]!) path.push(node);
    path.reverse();
    let amount = limit;
    for (let i = 1; i < path.length; i++) amount = Math.min(amount, this.residual(path[i - 1]!, path[i]!));
    for (let i = 1; i < path.length; i++) this.move(path[i - 1]!, path[i]!, amount);
    this.taken[agent]! += amount;
    const start = path[0]!;
    if (start >= this.firstAgent) this.taken[start - this.firstAgent]! -= amount;
    else this.placed[start]! += amount;
    return amount;
  }

  /** Every flow: class, agent, kind and how much. */
  *listFlows(): Iterable<{ classIndex: number; agent: number; kind: number; amount: number }> {
    const { kindCount } = this.problem;
    for (let pot = 0; pot < this.flows.length; pot++) {
      for (const [classIndex, amount] of this.flows[pot] ?? []) {
        yield { classIndex, agent: Math.floor(pot / kindCount), kind: pot % kindCount, amount };
      }
    }
  }

  private potRoom(pot: number): number {
    const gate = this.problem.gateOf[pot]!;
    const room = this.problem.potCapacity[pot]! - this.potUsed[pot]!;
    return gate < 0 ? room : Math.min(room, this.problem.gateCapacity[gate]! - this.gateUsed[gate]!);
  }

  private pour(classIndex: number, pot: number, amount: number): void {
    this.addFlow(classIndex, pot, amount);
    this.potUsed[pot]! += amount;
    const gate = this.problem.gateOf[pot]!;
    if (gate >= 0) this.gateUsed[gate]! += amount;
    this.placed[classIndex]! += amount;
    this.taken[Math.floor(pot / this.problem.kindCount)]! += amount;
  }

  private addFlow(classIndex: number, pot: number, amount: number): void {
    const flows = (this.flows[pot] ??= new Map<number, number>());
    const after = (flows.get(classIndex) ?? 0) + amount;
    if (after > 0) flows.set(classIndex, after);
    else flows.delete(classIndex);
  }

  /** Reports every node to which a unit could move from this one, whatever that loses. */
  visitNeighbours(node: number, visit: (node: number, parent: number) => void): void {
    if (node < this.firstPot) this.visitPotsOfClass(node, visit);
    else if (node < this.firstGate) this.visitAroundPot(node, visit);
    else if (node < this.firstAgent) this.visitAroundGate(node, visit);
    else this.visitPotsOfAgent(node, visit);
  }

  private visitPotsOfClass(node: number, visit: (node: number, parent: number) => void): void {
    const { agents, kinds } = this.problem.classes[node]!;
    const { kindCount, potCapacity } = this.problem;
    for (const agent of agents) {
      for (const kind of kinds) {
        const pot = agent * kindCount + kind;
        if (potCapacity[pot]! > 0) visit(this.firstPot + pot, node);
      }
    }
    const { fallback } = this.problem.classes[node]!;
    if (fallback >= 0) visit(fallback, node);
    const releasing = this.releasing.get(node);
    if (releasing !== undefined) for (const owned of releasing) visit(owned, node);
  }

  private visitAroundPot(node: number, visit: (node: number, parent: number) => void): void {
    const pot = node - this.firstPot;
    if (this.problem.potCapacity[pot]! > this.potUsed[pot]!) visit(this.afterPot(pot), node);
    const flows = this.flows[pot];
    if (flows) for (const classIndex of flows.keys()) visit(classIndex, node);
  }

  private visitAroundGate(node: number, visit: (node: number, parent: number) => void): void {
    const gate = node - this.firstGate;
    const pots = this.potsOfGate[gate]!;
    if (this.problem.gateCapacity[gate]! > this.gateUsed[gate]!) {
      visit(this.agentNode(Math.floor(pots[0]! / this.problem.kindCount)), node);
    }
    for (const pot of pots) if (this.potUsed[pot]! > 0) visit(this.firstPot + pot, node);
  }

  private visitPotsOfAgent(node: number, visit: (node: number, parent: number) => void): void {
    const { kindCount, gateOf } = this.problem;
    const first = (node - this.firstAgent) * kindCount;
    for (let pot = first; pot < first + kindCount; pot++) {
      if (this.potUsed[pot]! <= 0) continue;
      const gate = gateOf[pot]!;
      visit(gate < 0 ? this.firstPot + pot : this.firstGate + gate, node);
    }
  }

  private addReleased(classIndex: number, units: number): void {
    const { fallback } = this.problem.classes[classIndex]!;
    const releasing = this.releasing.get(fallback) ?? new Set<number>();
    this.releasing.set(fallback, releasing);
    this.released[classIndex]! += units;
    if (this.released[classIndex]! > 0) releasing.add(classIndex);
    else releasing.delete(classIndex);
  }

  private costOf(from: number, to: number): number {
    if (from < this.firstPot) return to >= this.firstPot && this.problem.classes[from]!.fallback >= 0 ? -1 : 0;
    return to < this.firstPot && this.problem.classes[to]!.fallback >= 0 ? 1 : 0;
  }

  private afterPot(pot: number): number {
    const gate = this.problem.gateOf[pot]!;
    return gate < 0 ? this.agentNode(Math.floor(pot / this.problem.kindCount)) : this.firstGate + gate;
  }

  private moveReleased(from: number, to: number, amount: number): void {
    if (this.problem.classes[from]!.fallback === to) this.addReleased(from, amount);
    else this.addReleased(to, -amount);
  }

  private residual(from: number, to: number): number {
    if (from < this.firstPot) {
      const isTakenBack = to < this.firstPot && this.problem.classes[from]!.fallback !== to;
      return isTakenBack ? this.released[to]! : Infinity;
    }
    if (to < this.firstPot) return this.flows[from - this.firstPot]?.get(to) ?? 0;
    if (to >= this.firstPot && to < this.firstGate) return this.potUsed[to - this.firstPot]!;
    if (from < this.firstGate) {
      return this.problem.potCapacity[from - this.firstPot]! - this.potUsed[from - this.firstPot]!;
    }
    if (to < this.firstAgent) return this.gateUsed[to - this.firstGate]!;
    return this.problem.gateCapacity[from - this.firstGate]! - this.gateUsed[from - this.firstGate]!;
  }

  private move(from: number, to: number, amount: number): void {
    if (from < this.firstPot && to < this.firstPot) this.moveReleased(from, to, amount);
    else if (from < this.firstPot) this.addFlow(from, to - this.firstPot, amount);
    else if (to < this.firstPot) this.addFlow(to, from - this.firstPot, -amount);
    else if (to < this.firstGate) this.potUsed[to - this.firstPot]! -= amount;
    else if (from < this.firstGate) this.potUsed[from - this.firstPot]! += amount;
    else if (to < this.firstAgent) this.gateUsed[to - this.firstGate]! -= amount;
    else this.gateUsed[from - this.firstGate]! += amount;
  }
}
