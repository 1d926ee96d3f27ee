import type { PlanColumns } from './plan-columns.js';
import { Interned } from './plan-columns.js';
import type { TimeProfile } from './plan-input.js';
import { chooseDueGridMs, clipStretches, lengthOf, roundDown, type Stretches } from './time-buckets.js';

/** Candidates who may be contacted at the same moments. */
export interface TimeClass {
  readonly profile: number;
  /** When a contact may start: windows from the earliest to the last moment. */
  readonly stretches: Stretches;
  /** The same, ending early enough that later rungs can wait for answers. */
  readonly early: Stretches;
  readonly until: number;
}

/** Classes of time, and the class of each candidate. */
export interface TimeClasses {
  readonly classes: readonly TimeClass[];
  /** By candidate; −1 for those who are not in any. */
  readonly classOf: Int32Array;
  /** The grids to which earliest and last moments were rounded; 0 = not at all. */
  readonly grids: { readonly fromMs: number; readonly untilMs: number };
}

/** Different limits that are kept apart; calls may have more, because theirs are few once they are set on the cells. */
const MOST_LIMITS = 96;
const MOST_CALL_LIMITS = 256;

/**
 * Groups candidates by profile, earliest and last moment, and what later rungs wait. Where there are too many different
 * moments they are rounded to the safe side: begin later, end earlier; but never so that no window is left. Calls start
 * at the `starts` of the agents' cells only: moving their limits to the next start loses nothing.
 */
export function groupByTime(
  members: readonly number[],
  columns: PlanColumns,
  profiles: readonly TimeProfile[],
  starts: Float64Array | null = null,
): TimeClasses {
  const most = starts === null ? MOST_LIMITS : MOST_CALL_LIMITS;
  const limits = limitReader(columns, starts);
  const dueGrid = chooseDueGridMs(
    valuesOf(members, (member) => limits.until(member)),
    most,
  );
  const fromGrid = chooseDueGridMs(
    valuesOf(members, (member) => limits.from(member)),
    most,
  );
  const interned = new Interned<TimeClass>();
  const exact = new Map<string, number>();
  // The next candidate of a profile mostly has the same limits as the last one.
  const lastOf: ({ from: number; until: number; wait: number; found: number } | undefined)[] = [];
  const classOf = new Int32Array(columns.length).fill(-1);
  for (const member of members) {
    const profile = columns.get('profile', member);
    const [from, until] = [limits.from(member), limits.until(member)];
    const wait = starts === null ? columns.get('laterWaitMs', member) : 0;
    const last = lastOf[profile];
    if (last !== undefined && last.from === from && last.until === until && last.wait === wait) {
      classOf[member] = last.found;
      continue;
    }
    const key = `${profile} ${from} ${until} ${wait}`;
    let found = exact.get(key);
    if (found === undefined) {
      const windows = profiles[profile]!.windows;
      const rounded = { from: -roundDown(-from, fromGrid), until: roundDown(until, dueGrid) };
      const isUsable = lengthOf(clipStretches(windows, rounded.from, rounded.until)) > 0;
      const span = isUsable ? rounded : { from, until };
      found = interned.of(`${profile} ${span.from} ${span.until} ${wait}`, () =>
        makeClass(profile, windows, span, wait),
      );
      exact.set(key, found);
    }
    classOf[member] = found;
    lastOf[profile] = { from, until, wait, found };
  }
  return { classes: interned.items, classOf, grids: { fromMs: fromGrid, untilMs: dueGrid } };
}

function* valuesOf(members: readonly number[], of: (member: number) => number): Iterable<number> {
  for (const member of members) yield of(member);
}

function limitReader(columns: PlanColumns, starts: Float64Array | null) {
  const moved = new Map<number, number>();
  const move = (at: number): number => {
    if (starts === null) return at;
    const known = moved.get(at) ?? nextStart(starts, at);
    moved.set(at, known);
    return known;
  };
  return {
    from: (member: number) => move(columns.get('from', member)),
    until: (member: number) => move(columns.get('rolledDue', member)),
  };
}

/** The first start that is not before `at`; behind the last one, one moment that all share. */
function nextStart(starts: Float64Array, at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return starts[low] ?? Math.max((starts.at(-1) ?? at - 1) + 1, 0);
}

function makeClass(
  profile: number,
  windows: Stretches,
  { from, until }: { from: number; until: number },
  laterWaitMs: number,
): TimeClass {
  const stretches = clipStretches(windows, from, until);
  return { profile, stretches, early: endEarly(stretches, until, laterWaitMs), until };
}

/**
 * The part of the stretches that leaves later rungs their waiting time; at least a third of it, and at least the first
 * stretch, where the last moment is too near for that.
 */
function endEarly(stretches: Stretches, until: number, laterWaitMs: number): Stretches {
  if (laterWaitMs === 0 || stretches.length === 0) return stretches;
  const begin = stretches[0]!;
  const third = begin + (until - begin) / 3;
  const early = clipStretches(stretches, begin, Math.max(until - laterWaitMs, third, Math.min(stretches[1]!, until)));
  return early;
}
