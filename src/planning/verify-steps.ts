import { firstCell, FREE, type CheckedCells } from './verify-cells.js';
import { Covered } from './verify-covered.js';

/** When calls may start: windows by number, from one instant to another. */
export interface CheckedTime {
  readonly timeKey: number;
  readonly from: number;
  readonly until: number;
}

/** Visits that could be exchanged for one another; without a time for messages. */
export interface CheckedGroup {
  /** Of an owner's own visits the owner alone. */
  readonly agents: readonly number[];
  readonly time: CheckedTime | null;
  /** How many stand at each agent, movable ones only. */
  readonly at: ReadonlyMap<number, number>;
  /** Of an owner's own visits: the group of those like them who have none, whom anybody may take; −1 for others. */
  readonly free: number;
  /** Groups of owners' visits of which some stand in this group. */
  readonly released: ReadonlySet<number>;
}

/** What is asked about: who could go where. */
export interface CheckedField {
  readonly agents: readonly { readonly agentNo: string; readonly cells: CheckedCells }[];
  readonly groups: readonly CheckedGroup[];
  readonly isOpen: (timeKey: number, at: number) => boolean;
  /** Room left on a day of an agent, where a day has a limit. */
  readonly dayRoom: (agent: number, day: number) => number;
}

/** What a visit that needs a place comes upon; `loss` is how many owners have been left on the way, less those returned to. */
export interface Found {
  /** A visit of this group would have to make way, and then needs a place itself. */
  readonly group: (group: number, loss: number) => void;
  /** A free place with this agent. */
  readonly place: (agent: number, loss: number) => void;
}

/** What one of a group gives up that leaves its place, or brings that finds one with its owner. */
export function worthOf({ free }: CheckedGroup): number {
  return free < 0 ? 0 : 1;
}

/**
 * The steps from one visit to the next. Each cell is looked into once for the same windows and the same loss; again only
 * for a smaller one, since a greater loss finds nothing there that the smaller did not.
 */
export class Steps {
  private readonly covered = new Map<number, [loss: number, part: Covered][]>();
  private readonly fullDays = new Map<string, number>();

  constructor(private readonly field: CheckedField) {}

  /** Reports what one of a group that needs a place could do, at the loss so far. */
  from(group: number, loss: number, found: Found): void {
    const checked = this.field.groups[group]!;
    if (checked.free >= 0) found.group(checked.free, loss);
    for (const owned of checked.released) found.group(owned, loss);
    const after = loss - worthOf(checked);
    for (const agent of checked.agents) {
      if (checked.time === null) found.place(agent, after);
      else this.lookAt(agent, checked.time, after, found);
    }
  }

  private lookAt(agent: number, time: CheckedTime, loss: number, found: Found): void {
    const { cells } = this.field.agents[agent]!;
    for (const [start, end] of this.freshParts(agent, time, loss)) {
      for (let cell = firstCell(cells, start); cell < cells.at.length && cells.at[cell]! < end; cell++) {
        if (!this.field.isOpen(time.timeKey, cells.at[cell]!)) continue;
        const holds = cells.holds[cell]!;
        if (holds >= 0) this.pushOut(holds, loss, found);
        else if (holds === FREE) this.tryDay(agent, cells.day[cell]!, loss, found);
      }
    }
  }

  private freshParts(agent: number, { timeKey, from, until }: CheckedTime, loss: number): [number, number][] {
    const key = timeKey * this.field.agents.length + agent;
    const known = this.covered.get(key) ?? [];
    this.covered.set(key, known);
    let own = known.find(([at]) => at === loss)?.[1];
    if (own === undefined) known.push([loss, (own = new Covered())]);
    return known.reduce(
      (parts, [at, part]) => (at < loss ? parts.flatMap(([start, end]) => part.missing(start, end)) : parts),
      own.add(from, until),
    );
  }

  /** A free cell is a place where its day has room; else each call of that day could make way. */
  private tryDay(agent: number, day: number, loss: number, found: Found): void {
    if (this.field.dayRoom(agent, day) > 0) {
      found.place(agent, loss);
      return;
    }
    const key = `${agent} ${day}`;
    if ((this.fullDays.get(key) ?? Infinity) <= loss) return;
    this.fullDays.set(key, loss);
    const { cells } = this.field.agents[agent]!;
    cells.day.forEach((each, cell) => {
      if (each === day && cells.holds[cell]! >= 0) this.pushOut(cells.holds[cell]!, loss, found);
    });
  }

  private pushOut(group: number, loss: number, found: Found): void {
    found.group(group, loss + worthOf(this.field.groups[group]!));
  }
}
