import type { FlowProblem } from './flow-network.js';

/**
 * Visits that are alike. What is `placed` may go elsewhere but never loses its place; what is `displaced` has none (any
 * more): the agent who holds it is gone, or has no time for it. Staying with, or going back to, the same agent moves nothing.
 */
export interface RebalanceClass {
  /** Agents who may take it, ascending. */
  readonly agents: Int32Array;
  /** Kinds of pot it may draw from. */
  readonly kinds: Int32Array;
  readonly placed: readonly { readonly agent: number; readonly kind: number; readonly amount: number }[];
  /** By the agent who holds it now, −1 for none. */
  readonly displaced: readonly { readonly agent: number; readonly amount: number }[];
}

/** Pots and gates as in a plan, and the classes that stand in them already. */
export interface RebalanceNetworkProblem extends Omit<FlowProblem, 'classes'> {
  readonly classes: readonly RebalanceClass[];
}

/**
 * The network on which visits change hands. Between a class and an agent's pots stands a *seat* that counts: up to what
 * the agent held before a unit costs nothing, above that it costs one move. Displaced units wait in the *pool*.
 * Shortest paths by moves keep the number of moves least for the loads that the agents have (successive shortest paths).
 */
export class MoveNetwork {
  readonly taken: Float64Array;
  readonly pool: number;
  private readonly firstSeat: number;
  private readonly firstPot: number;
  private readonly firstGate: number;
  private readonly firstAgent: number;
  private readonly seatBase: Int32Array;
  private readonly classOf: Int32Array;
  private readonly agentOf: Int32Array;
  private readonly stay: Float64Array;
  private readonly filled: Float64Array;
  private readonly pooled: Float64Array;
  private readonly potUsed: Float64Array;
  private readonly gateUsed: Float64Array;
  private readonly flows: (Map<number, number> | undefined)[];
  private readonly potsOfGate: number[][];
  private readonly distance: Float64Array;
  private readonly parent: Int32Array;
  private readonly isQueued: Uint8Array;
  private readonly isDead: Uint8Array;
  private readonly queue: Int32Array;
  private tail = 0;

  constructor(readonly problem: RebalanceNetworkProblem) {
    const { classes, agentCount, kindCount, gateCapacity } = problem;
    this.firstSeat = classes.length;
    this.seatBase = new Int32Array(classes.length + 1);
    classes.forEach((entry, index) => (this.seatBase[index + 1] = this.seatBase[index]! + entry.agents.length));
    const seats = this.seatBase[classes.length]!;
    this.firstPot = this.firstSeat + seats;
    this.firstGate = this.firstPot + agentCount * kindCount;
    this.firstAgent = this.firstGate + gateCapacity.length;
    this.pool = this.firstAgent + agentCount;
    this.classOf = new Int32Array(seats);
    this.agentOf = new Int32Array(seats);
    this.stay = new Float64Array(seats);
    this.filled = new Float64Array(seats);
    this.pooled = new Float64Array(classes.length);
    this.taken = new Float64Array(agentCount);
    this.potUsed = new Float64Array(agentCount * kindCount);
    this.gateUsed = new Float64Array(gateCapacity.length);
    this.flows = new Array<Map<number, number> | undefined>(agentCount * kindCount);
    this.potsOfGate = Array.from(gateCapacity, () => []);
    problem.gateOf.forEach((gate, pot) => gate >= 0 && this.potsOfGate[gate]!.push(pot));
    classes.forEach((entry, index) => this.seat(entry, index));
    const nodes = this.pool + 1;
    this.distance = new Float64Array(nodes);
    this.parent = new Int32Array(nodes);
    this.isQueued = new Uint8Array(nodes);
    this.isDead = new Uint8Array(nodes);
    this.queue = new Int32Array(nodes);
  }

  /** Units of a class that have no place. */
  unplacedOf(classIndex: number): number {
    return this.pooled[classIndex]!;
  }

  /** The node of an agent. */
  agentNode(agent: number): number {
    return this.firstAgent + agent;
  }

  /** Moves that a unit costs which leaves the last walk's node for this agent; Infinity where it cannot get there. */
  distanceTo(agent: number): number {
    return this.distance[this.firstAgent + agent]!;
  }

  /** Units that have changed hands. */
  countMoves(): number {
    let moves = 0;
    for (let seat = 0; seat < this.filled.length; seat++) moves += Math.max(0, this.filled[seat]! - this.stay[seat]!);
    return moves;
  }

  /** Every flow: class, agent, kind and how much. */
  *listFlows(): Iterable<{ classIndex: number; agent: number; kind: number; amount: number }> {
    const { kindCount } = this.problem;
    for (let pot = 0; pot < this.flows.length; pot++) {
      for (const [seat, amount] of this.flows[pot] ?? []) {
        yield { classIndex: this.classOf[seat]!, agent: this.agentOf[seat]!, kind: pot % kindCount, amount };
      }
    }
  }

  /** Shortest paths, by moves, from a node along everything that can still flow, around what is dead. */
  walk(from: number): void {
    this.distance.fill(Infinity);
    if (this.isDead[from]) return;
    this.distance[from] = 0;
    this.parent[from] = -1;
    this.tail = 0;
    let waiting = this.enqueue(from);
    for (let head = 0; waiting > 0; head = (head + 1) % this.queue.length) {
      const node = this.queue[head]!;
      this.isQueued[node] = 0;
      waiting += this.relaxFrom(node) - 1;
    }
  }

  /** What the last walk reached leads nowhere for the walks to come. */
  buryReached(): void {
    for (let node = 0; node < this.distance.length; node++) if (this.distance[node]! < Infinity) this.isDead[node] = 1;
  }

  /** Makes all nodes reachable again. */
  unbury(): void {
    this.isDead.fill(0);
  }

  /**
   * Moves up to `limit` units along the last walk's path to `agent`, as far as the path still is a shortest one after
   * what was pushed since; answers with how many moved.
   */
  push(agent: number, limit: number): number {
    const path: number[] = [];
    for (let node = this.agentNode(agent); node >= 0; node = this.parent[node]!) path.push(node);
    path.reverse();
    let amount = limit;
    for (let i = 1; i < path.length; i++) {
      const [from, to] = [path[i - 1]!, path[i]!];
      const isTight = this.distance[from]! + this.costOf(from, to) === this.distance[to]!;
      amount = Math.min(amount, isTight ? this.residual(from, to) : 0);
    }
    if (amount <= 0) return 0;
    for (let i = 1; i < path.length; i++) this.move(path[i - 1]!, path[i]!, amount);
    this.taken[agent]! += amount;
    if (path[0]! !== this.pool) this.taken[path[0]! - this.firstAgent]! -= amount;
    return amount;
  }

  private seat(entry: RebalanceClass, index: number): void {
    const base = this.seatBase[index]!;
    const seatOf = new Map<number, number>();
    entry.agents.forEach((agent, i) => {
      seatOf.set(agent, base + i);
      this.classOf[base + i] = index;
      this.agentOf[base + i] = agent;
    });
    for (const { agent, kind, amount } of entry.placed) {
      const seat = seatOf.get(agent);
      if (seat === undefined) throw new Error(`class ${index} stands at agent ${agent}, who may not take it`);
      const pot = agent * this.problem.kindCount + kind;
      this.stay[seat]! += amount;
      this.filled[seat]! += amount;
      this.addFlow(seat, pot, amount);
      this.potUsed[pot]! += amount;
      const gate = this.problem.gateOf[pot]!;
      if (gate >= 0) this.gateUsed[gate]! += amount;
      this.taken[agent]! += amount;
    }
    for (const { agent, amount } of entry.displaced) {
      this.pooled[index]! += amount;
      const seat = seatOf.get(agent);
      if (seat !== undefined) this.stay[seat]! += amount;
    }
  }

  private enqueue(node: number): number {
    if (this.isQueued[node]) return 0;
    this.isQueued[node] = 1;
    this.queue[this.tail] = node;
    this.tail = (this.tail + 1) % this.queue.length;
    return 1;
  }

  private relax(from: number, to: number, cost: number): number {
    const distance = this.distance[from]! + cost;
    if (distance >= this.distance[to]! || this.isDead[to]) return 0;
    this.distance[to] = distance;
    this.parent[to] = from;
    return this.enqueue(to);
  }

  /** Looks along every arc out of a node that can carry something; answers with how many nodes that put in the queue. */
  private relaxFrom(node: number): number {
    if (node < this.firstSeat) return this.relaxFromClass(node);
    if (node < this.firstPot) return this.relaxFromSeat(node);
    if (node < this.firstGate) return this.relaxFromPot(node);
    if (node < this.firstAgent) return this.relaxFromGate(node);
    return node === this.pool ? this.relaxFromPool() : this.relaxFromAgent(node);
  }

  private relaxFromClass(node: number): number {
    let queued = 0;
    for (let seat = this.seatBase[node]!; seat < this.seatBase[node + 1]!; seat++) {
      queued += this.relax(node, this.firstSeat + seat, this.filled[seat]! < this.stay[seat]! ? 0 : 1);
    }
    return queued;
  }

  private relaxFromSeat(node: number): number {
    const seat = node - this.firstSeat;
    const filled = this.filled[seat]!;
    let queued = filled > 0 ? this.relax(node, this.classOf[seat]!, filled > this.stay[seat]! ? -1 : 0) : 0;
    const firstPot = this.firstPot + this.agentOf[seat]! * this.problem.kindCount;
    for (const kind of this.problem.classes[this.classOf[seat]!]!.kinds) {
      queued += this.relax(node, firstPot + kind, 0);
    }
    return queued;
  }

  private relaxFromPot(node: number): number {
    const pot = node - this.firstPot;
    let queued = this.problem.potCapacity[pot]! > this.potUsed[pot]! ? this.relax(node, this.afterPot(pot), 0) : 0;
    for (const seat of this.flows[pot]?.keys() ?? []) queued += this.relax(node, this.firstSeat + seat, 0);
    return queued;
  }

  private relaxFromGate(node: number): number {
    const gate = node - this.firstGate;
    const pots = this.potsOfGate[gate]!;
    const agent = Math.floor(pots[0]! / this.problem.kindCount);
    const isFull = this.problem.gateCapacity[gate]! <= this.gateUsed[gate]!;
    let queued = isFull ? 0 : this.relax(node, this.agentNode(agent), 0);
    for (const pot of pots) if (this.potUsed[pot]! > 0) queued += this.relax(node, this.firstPot + pot, 0);
    return queued;
  }

  private relaxFromAgent(node: number): number {
    const { kindCount, gateOf } = this.problem;
    const first = (node - this.firstAgent) * kindCount;
    let queued = 0;
    for (let pot = first; pot < first + kindCount; pot++) {
      if (this.potUsed[pot]! <= 0) continue;
      const gate = gateOf[pot]!;
      queued += this.relax(node, gate < 0 ? this.firstPot + pot : this.firstGate + gate, 0);
    }
    return queued;
  }

  private relaxFromPool(): number {
    let queued = 0;
    for (let index = 0; index < this.firstSeat; index++) {
      if (this.pooled[index]! > 0) queued += this.relax(this.pool, index, 0);
    }
    return queued;
  }

  private afterPot(pot: number): number {
    const gate = this.problem.gateOf[pot]!;
    return gate < 0 ? this.agentNode(Math.floor(pot / this.problem.kindCount)) : this.firstGate + gate;
  }

  private isSeat(node: number): boolean {
    return node >= this.firstSeat && node < this.firstPot;
  }

  private costOf(from: number, to: number): number {
    if (from < this.firstSeat && this.isSeat(to)) return this.isStaying(to - this.firstSeat) ? 0 : 1;
    if (this.isSeat(from) && to < this.firstSeat) {
      return this.filled[from - this.firstSeat]! > this.stay[from - this.firstSeat]! ? -1 : 0;
    }
    return 0;
  }

  private isStaying(seat: number): boolean {
    return this.filled[seat]! < this.stay[seat]!;
  }

  private residual(from: number, to: number): number {
    if (from === this.pool) return this.pooled[to]!;
    if (from < this.firstSeat) return this.roomInSeat(to - this.firstSeat);
    if (this.isSeat(from)) return to < this.firstSeat ? this.spareInSeat(from - this.firstSeat) : Infinity;
    if (this.isSeat(to)) return this.flows[from - this.firstPot]?.get(to - this.firstSeat) ?? 0;
    if (to < this.firstGate) return this.potUsed[to - this.firstPot]!;
    if (from < this.firstGate) {
      return this.problem.potCapacity[from - this.firstPot]! - this.potUsed[from - this.firstPot]!;
    }
    if (to < this.firstAgent) return this.gateUsed[to - this.firstGate]!;
    return this.problem.gateCapacity[from - this.firstGate]! - this.gateUsed[from - this.firstGate]!;
  }

  /** What a seat takes, or gives, at one price. */
  private roomInSeat(seat: number): number {
    return this.isStaying(seat) ? this.stay[seat]! - this.filled[seat]! : Infinity;
  }

  private spareInSeat(seat: number): number {
    const above = this.filled[seat]! - this.stay[seat]!;
    return above > 0 ? above : this.filled[seat]!;
  }

  private move(from: number, to: number, amount: number): void {
    if (from === this.pool) this.pooled[to]! -= amount;
    else if (from < this.firstSeat) this.filled[to - this.firstSeat]! += amount;
    else if (to < this.firstSeat) this.filled[from - this.firstSeat]! -= amount;
    else if (this.isSeat(from)) this.addFlow(from - this.firstSeat, to - this.firstPot, amount);
    else if (this.isSeat(to)) this.addFlow(to - this.firstSeat, from - this.firstPot, -amount);
    else if (to < this.firstGate) this.potUsed[to - this.firstPot]! -= amount;
    else if (from < this.firstGate) this.potUsed[from - this.firstPot]! += amount;
    else if (to < this.firstAgent) this.gateUsed[to - this.firstGate]! -= amount;
    else this.gateUsed[from - this.firstGate]! += amount;
  }

  private addFlow(seat: number, pot: number, amount: number): void {
    const flows = (this.flows[pot] ??= new Map<number, number>());
    const left = (flows.get(seat) ?? 0) + amount;
    if (left === 0) flows.delete(seat);
    else flows.set(seat, left);
  }
}
