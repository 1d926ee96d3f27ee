import type { CallCells } from './call-cells.js';

/** A call of one agent: the kinds of time open to it, and the cell it stands in already, or −1. */
export interface SlotWish {
  readonly kinds: Int32Array;
  readonly cell: number;
}

/**
 * A cell for every call of an agent, −1 where there is none. Who stands somewhere stays, unless only by moving there is
 * room for another; who comes anew gets the earliest cell, in the order given. As many calls as can have a cell get one.
 */
export function fitCalls(cells: CallCells, wishes: readonly SlotWish[]): Int32Array {
  const table = new Table(cells, wishes);
  wishes.forEach(({ cell }, call) => cell >= 0 && table.seat(call, cell));
  wishes.forEach(({ cell }, call) => cell < 0 && table.find(call));
  return table.cellOf;
}

/** A call that could take `cell` when `before`, found earlier, has made way for it. */
interface Step {
  readonly call: number;
  readonly before: Step | null;
  /** The cell that this call leaves to `before`, or that becomes usable by its leaving the day. */
  readonly leavesFor: number;
}

class Table {
  readonly cellOf: Int32Array;
  private readonly callIn: Int32Array;
  private readonly onDay = new Map<number, number>();

  constructor(
    private readonly cells: CallCells,
    private readonly wishes: readonly SlotWish[],
  ) {
    this.cellOf = new Int32Array(wishes.length).fill(-1);
    this.callIn = new Int32Array(cells.at.length).fill(-1);
  }

  seat(call: number, cell: number): void {
    this.cellOf[call] = cell;
    this.callIn[cell] = call;
    this.count(cell, 1);
  }

  /** Looks for a free cell, or a chain of calls that make way, the shortest first. */
  find(call: number): void {
    const seen = new Set([call]);
    const queue: Step[] = [{ call, before: null, leavesFor: -1 }];
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      for (let cell = 0; cell < this.callIn.length; cell++) {
        if (!this.wishes[step.call]!.kinds.includes(this.cells.kind[cell]!)) continue;
        const holders = this.inTheWay(cell);
        if (holders === null) return this.carryOut(step, cell);
        for (const holder of holders) {
          if (seen.has(holder)) continue;
          seen.add(holder);
          queue.push({ call: holder, before: step, leavesFor: cell });
        }
      }
    }
  }

  /** Whose going makes a cell usable: its call, or any one of a day that is full. Null where it can be taken as it is. */
  private inTheWay(cell: number): number[] | null {
    if (this.callIn[cell]! >= 0) return [this.callIn[cell]!];
    const day = this.cells.day[cell]!;
    const room = this.cells.dayRoom.get(day);
    if (room === undefined || (this.onDay.get(day) ?? 0) < room) return null;
    return [...this.cellOf.keys()].filter(
      (call) => this.cellOf[call]! >= 0 && this.cells.day[this.cellOf[call]!] === day,
    );
  }

  private carryOut(last: Step, cell: number): void {
    let free = cell;
    for (let step: Step | null = last; step !== null; step = step.before) {
      const left = this.cellOf[step.call]!;
      if (left >= 0) {
        this.callIn[left] = -1;
        this.count(left, -1);
      }
      this.seat(step.call, free);
      free = step.leavesFor;
    }
  }

  private count(cell: number, by: number): void {
    const day = this.cells.day[cell]!;
    this.onDay.set(day, (this.onDay.get(day) ?? 0) + by);
  }
}
