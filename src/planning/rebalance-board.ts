import { listCallCells, type CallCells } from './call-cells.js';
import { Interned, PlanColumns } from './plan-columns.js';
import type { PlanAgent, TimeProfile } from './plan-input.js';
import type { RebalanceClass } from './rebalance-network.js';
import type { RebalanceProblem } from './rebalance.js';
import { bucketTime } from './time-buckets.js';
import { groupByTime, type TimeClasses } from './time-classes.js';

/** A visit that may change hands. Instants in milliseconds. */
export interface FreeVisit {
  readonly id: number;
  /** Index of the agent who holds it, −1 where that one takes nothing (any more). */
  readonly holder: number;
  /** Index of the agents who may take it. */
  readonly set: number;
  /** A call that needs minutes of an agent, with its windows; null for whatever takes none. */
  readonly call: { readonly at: number; readonly profile: number; readonly due: number } | null;
}

/** Agents without what may move: `held` and `heldAt` are everything else. */
export interface BoardInput {
  readonly visits: readonly FreeVisit[];
  readonly agents: readonly PlanAgent[];
  readonly agentSets: readonly Int32Array[];
  readonly profiles: readonly TimeProfile[];
  readonly from: number;
  readonly minutesPerCall: number;
  readonly dayOf: (at: number) => number;
  readonly weights: Float64Array;
}

/** Visits in classes, ready to be solved; `pinned` cannot be taken out of an agent's day without harm, and stay. */
export interface RebalanceBoard {
  readonly problem: RebalanceProblem;
  /** By class: the visits that stand in it, as indices. */
  readonly members: readonly (readonly number[])[];
  readonly pinned: readonly number[];
  readonly cells: readonly CallCells[];
  /** Of a call: the cell that it stands in, −1 where it needs a new one. */
  readonly cellOf: Int32Array;
  kindsOf(visit: number): Int32Array;
}

/** Groups what may move by agents, times and whether it stands well, and cuts the agents' shifts into cells. */
export function layBoard(input: BoardInput): RebalanceBoard {
  return new Builder(input).build();
}

const DAY_MS = 86_400_000;

class Builder {
  private readonly time: TimeClasses;
  private readonly buckets: ReturnType<typeof bucketTime>;
  private readonly cellOf: Int32Array;
  private readonly pinned: number[] = [];
  private cells: CallCells[];

  constructor(private readonly input: BoardInput) {
    const columns = toColumns(input);
    const calls = [...input.visits.keys()].filter((index) => input.visits[index]!.call !== null);
    this.time = groupByTime(calls, columns, input.profiles);
    this.buckets = bucketTime(this.time.classes.map((entry) => entry.stretches));
    this.cellOf = new Int32Array(input.visits.length).fill(-1);
    this.cells = this.cut(input.agents);
    this.seatCalls(calls);
  }

  build(): RebalanceBoard {
    const { input, cells, cellOf } = this;
    const pots = layPots(cells, this.buckets.kindCount);
    const isPinned = new Set(this.pinned);
    const held = Float64Array.from(input.agents, (agent) => agent.held);
    for (const index of this.pinned) held[input.visits[index]!.holder]! += 1;
    const groups = new Interned<{ set: number; kinds: Int32Array; members: number[] }>();
    input.visits.forEach((visit, index) => {
      if (isPinned.has(index)) return;
      const key = `${visit.set} ${this.time.classOf[index]!} ${this.standsWell(index)}`;
      const kinds = visit.call === null ? Int32Array.of(pots.free) : pots.expand(this.kindsOf(index));
      groups.items[groups.of(key, () => ({ set: visit.set, kinds, members: [] }))]!.members.push(index);
    });
    const classes = groups.items.map(({ set, kinds, members }): RebalanceClass => {
      const standing = members.filter((index) => this.standsWell(index));
      return {
        agents: input.agentSets[set]!,
        kinds,
        placed: standing.map((index) => {
          const { holder } = input.visits[index]!;
          const cell = cellOf[index]!;
          return { agent: holder, kind: cell < 0 ? pots.free : pots.kindOf(cells[holder]!, cell), amount: 1 };
        }),
        displaced: members.flatMap((index) =>
          this.standsWell(index) ? [] : [{ agent: input.visits[index]!.holder, amount: 1 }],
        ),
      };
    });
    return {
      problem: { ...pots.network, classes, held, weight: input.weights },
      members: groups.items.map(({ members }) => members),
      pinned: this.pinned,
      cells,
      cellOf,
      kindsOf: (index) => this.kindsOf(index),
    };
  }

  private kindsOf(index: number): Int32Array {
    return this.buckets.kindsOf[this.time.classOf[index]!]!;
  }

  private standsWell(index: number): boolean {
    const { call, holder, set } = this.input.visits[index]!;
    return call === null ? this.input.agentSets[set]!.includes(holder) : this.cellOf[index]! >= 0;
  }

  private cut(agents: readonly PlanAgent[]): CallCells[] {
    const { minutesPerCall, from, dayOf } = this.input;
    return agents.map((agent) => listCallCells(agent, this.buckets, { cellMs: minutesPerCall * 60_000, from, dayOf }));
  }

  /**
   * A call on a free cell of its agent stands well. One that lies in a shift otherwise (its time has come, or it was set
   * apart from the grid) is pinned. One that lies in no shift needs a new time.
   */
  private seatCalls(calls: readonly number[]): void {
    const wanted: number[] = [];
    const extra = this.input.agents.map((): number[] => []);
    for (const index of calls) {
      const { holder, call, set } = this.input.visits[index]!;
      if (!this.input.agentSets[set]!.includes(holder)) continue;
      if (this.isOnCell(index)) wanted.push(index);
      else if (isInShift(this.input.agents[holder]!.shifts, call!.at, this.input.from)) {
        this.pinned.push(index);
        extra[holder]!.push(call!.at);
      }
    }
    if (this.pinned.length > 0) {
      this.cells = this.cut(
        this.input.agents.map((agent, i) => ({ ...agent, heldAt: [...agent.heldAt, ...extra[i]!] })),
      );
    }
    wanted.sort((a, b) => this.input.visits[a]!.call!.at - this.input.visits[b]!.call!.at || a - b);
    const [taken, onDay] = [new Set<string>(), new Map<string, number>()];
    for (const index of wanted) this.seatCall(index, taken, onDay);
  }

  private seatCall(index: number, taken: Set<string>, onDay: Map<string, number>): void {
    const { holder, call } = this.input.visits[index]!;
    const cells = this.cells[holder]!;
    const cell = findCell(cells, call!.at);
    if (cell < 0) {
      this.pinned.push(index);
      return;
    }
    const [spot, day] = [`${holder} ${cell}`, `${holder} ${cells.day[cell]!}`];
    const room = cells.dayRoom.get(cells.day[cell]!) ?? Infinity;
    if (taken.has(spot) || (onDay.get(day) ?? 0) >= room) return;
    taken.add(spot);
    onDay.set(day, (onDay.get(day) ?? 0) + 1);
    this.cellOf[index] = cell;
  }

  private isOnCell(index: number): boolean {
    const { holder, call } = this.input.visits[index]!;
    const cells = this.cells[holder]!;
    const cell = findCell(cells, call!.at);
    return cell >= 0 && this.kindsOf(index).includes(cells.kind[cell]!);
  }
}

function toColumns({ visits, from }: BoardInput): PlanColumns {
  const columns = new PlanColumns();
  const nothing = { occasion: '', demand: 0, owner: -1, due: 0, weekDue: 0, laterWaitMs: 0, address: '' };
  for (const { id, set, call } of visits) {
    const when = { from, rolledDue: call?.due ?? 0, profile: call?.profile ?? 0 };
    columns.push({ ...nothing, ...when, customerId: id, agentSet: set, ladder: 0, zones: 0, reasons: 0 });
  }
  return columns;
}

/** Pots by kind of time and day, the last kind for what takes no time; a gate for each day with a limit of its own. */
function layPots(cells: readonly CallCells[], timeKinds: number) {
  const isByDay = cells.some(({ dayRoom }) => dayRoom.size > 0);
  const days = isByDay ? [...new Set(cells.flatMap(({ day }) => [...new Set(day)]))].sort((a, b) => a - b) : [0];
  const numberOf = new Map(days.map((day, number) => [day, number]));
  const kindCount = timeKinds * days.length + 1;
  const kindOf = ({ kind, day }: CallCells, cell: number): number =>
    kind[cell]! * days.length + (isByDay ? numberOf.get(day[cell]!)! : 0);
  const potCapacity = new Float64Array(cells.length * kindCount);
  const gateOf = new Int32Array(potCapacity.length).fill(-1);
  const gates: number[] = [];
  cells.forEach((entry, agent) => {
    const gateOfDay = new Map([...entry.dayRoom].map(([day, room]) => [day, gates.push(room) - 1]));
    for (let cell = 0; cell < entry.at.length; cell++) {
      const pot = agent * kindCount + kindOf(entry, cell);
      potCapacity[pot]! += 1;
      gateOf[pot] = gateOfDay.get(entry.day[cell]!) ?? -1;
    }
    potCapacity[agent * kindCount + kindCount - 1] = Infinity;
  });
  return {
    network: { agentCount: cells.length, kindCount, potCapacity, gateOf, gateCapacity: Float64Array.from(gates) },
    free: kindCount - 1,
    kindOf,
    expand: (kinds: Int32Array) =>
      Int32Array.from([...kinds].flatMap((kind) => days.map((_, number) => kind * days.length + number))),
  };
}

function findCell({ at }: CallCells, moment: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return at[low] === moment ? low : -1;
}

/** Shifts are known from a day before `from` on; what is older is in the hands of whoever was at work since then. */
function isInShift(shifts: Float64Array, at: number, from: number): boolean {
  if (at < from - DAY_MS) return shifts.length > 0 && shifts[0]! < from;
  for (let i = 0; i < shifts.length; i += 2) if (shifts[i]! <= at && at < shifts[i + 1]!) return true;
  return false;
}
