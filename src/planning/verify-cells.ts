import type { VerifiedAgent } from './verified-plan.js';

const MINUTE_MS = 60_000;

/** A cell with nothing in it, and one with a call that cannot be moved. Others hold the number of a group. */
export const FREE = -1;
export const TAKEN = -2;

/** An agent's places for one call each, in the order of time, with what each holds. */
export interface CheckedCells {
  readonly at: Float64Array;
  readonly day: Int32Array;
  readonly holds: Int32Array;
}

/** A call of this plan: its moment, and the number of what it can be exchanged within, or TAKEN. */
export interface PlacedCall {
  readonly at: number;
  readonly group: number;
}

/** What cells depend on besides the agent. */
export interface CellRules {
  readonly minutesPerCall: number;
  readonly from: number;
  /** No call can start here or later. */
  readonly until: number;
  readonly dayOf: (at: number) => number;
}

/** Cuts an agent's shifts into cells from each shift's start, and puts the calls into them. */
export function layCells(agent: VerifiedAgent, calls: readonly PlacedCall[], rules: CellRules): CheckedCells {
  const length = rules.minutesPerCall * MINUTE_MS;
  const groups = new Map(calls.map(({ at, group }) => [at, group]));
  const others = Float64Array.from(agent.otherCalls).sort();
  const starts: number[] = [];
  const holds: number[] = [];
  let next = 0;
  for (let i = 0; i < agent.shifts.length; i += 2) {
    const end = Math.min(agent.shifts[i + 1]!, rules.until + length);
    for (let at = agent.shifts[i]!; at + length <= end; at += length) {
      if (at < rules.from) continue;
      while (next < others.length && others[next]! + length <= at) next += 1;
      const isTaken = next < others.length && others[next]! < at + length;
      starts.push(at);
      holds.push(groups.get(at) ?? (isTaken ? TAKEN : FREE));
    }
  }
  return { at: Float64Array.from(starts), day: Int32Array.from(starts, rules.dayOf), holds: Int32Array.from(holds) };
}

/** The index of the first cell that does not start before an instant. */
export function firstCell({ at }: CheckedCells, instant: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! >= instant) high = middle;
    else low = middle + 1;
  }
  return low;
}
