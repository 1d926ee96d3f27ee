import { findBucket, type TimeBuckets } from './time-buckets.js';

/** When an agent can take calls, and what already stands in the calendar. Instants in milliseconds. */
export interface CallingTime {
  /** Shifts, leave taken out: start, end, start, end … Cells are counted from each shift's start. */
  readonly shifts: Float64Array;
  /** Starts of calls that other campaigns have planned. */
  readonly heldAt: readonly number[];
  /** Most calls a day, or null where only the shift limits. */
  readonly callsPerDay: number | null;
}

/** The cells of one agent in which a call may start, in the order of time. */
export interface CallCells {
  readonly at: Float64Array;
  readonly kind: Int32Array;
  /** The number of each cell's local day. */
  readonly day: Int32Array;
  /** How many calls a day may still take, for the days on which that is less than its cells. */
  readonly dayRoom: ReadonlyMap<number, number>;
}

/**
 * Cuts an agent's shifts into cells of one call. A cell counts when a call may start at its first moment, ends within
 * the shift, and does not touch a call that is planned already.
 */
export function listCallCells(
  time: CallingTime,
  buckets: TimeBuckets,
  options: { readonly cellMs: number; readonly from: number; readonly dayOf: (at: number) => number },
): CallCells {
  const at: number[] = [];
  const kind: number[] = [];
  if (buckets.kindCount === 0) return { at: NONE, kind: new Int32Array(), day: new Int32Array(), dayRoom: new Map() };
  const held = Float64Array.from(time.heldAt).sort();
  let next = 0;
  for (let i = 0; i < time.shifts.length; i += 2) {
    const lastStart = time.shifts[i + 1]! - options.cellMs;
    for (let start = time.shifts[i]!; start <= lastStart; start += options.cellMs) {
      if (start < options.from) continue;
      const bucket = findBucket(buckets, start);
      const kindHere = bucket < 0 ? -1 : buckets.kindOf[bucket]!;
      if (kindHere < 0) continue;
      while (next < held.length && held[next]! + options.cellMs <= start) next += 1;
      if (next < held.length && held[next]! < start + options.cellMs) continue;
      at.push(start);
      kind.push(kindHere);
    }
  }
  return { at: Float64Array.from(at), kind: Int32Array.from(kind), ...countDays(at, time, options.dayOf) };
}

const NONE = new Float64Array();

function countDays(
  at: readonly number[],
  time: CallingTime,
  dayOf: (at: number) => number,
): Pick<CallCells, 'day' | 'dayRoom'> {
  const day = Int32Array.from(at, dayOf);
  const dayRoom = new Map<number, number>();
  if (time.callsPerDay === null) return { day, dayRoom };
  const cells = new Map<number, number>();
  for (const number of day) cells.set(number, (cells.get(number) ?? 0) + 1);
  const held = new Map<number, number>();
  for (const heldAt of time.heldAt) held.set(dayOf(heldAt), (held.get(dayOf(heldAt)) ?? 0) + 1);
  for (const [number, count] of cells) {
    const room = Math.max(0, time.callsPerDay - (held.get(number) ?? 0));
    if (room < count) dayRoom.set(number, room);
  }
  return { day, dayRoom };
}

/** Every moment at which any agent's cell starts, ascending; shifts that many agents share are cut once. */
export function listCellStarts(
  agents: readonly CallingTime[],
  options: { cellMs: number; from: number },
): Float64Array {
  const seen = new Map<number, Set<number>>();
  const starts = new Set<number>();
  for (const { shifts } of agents) {
    for (let i = 0; i < shifts.length; i += 2) {
      const [start, end] = [shifts[i]!, shifts[i + 1]!];
      const ends = seen.get(start) ?? new Set();
      if (ends.has(end)) continue;
      seen.set(start, ends.add(end));
      for (let at = start; at + options.cellMs <= end; at += options.cellMs) if (at >= options.from) starts.add(at);
    }
  }
  return Float64Array.from(starts).sort();
}
