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

const MOST_LIMITS = 96;

/**
 * Groups candidates by profile, earliest and last moment, and what later rungs wait. Where there are too many different
 * moments they are rounded to the safe side: begin later, end earlier; but never so that no window is left.
 */
export function groupByTime(
  members: readonly number[],
  columns: PlanColumns,
  profiles: readonly TimeProfile[],
): TimeClasses {
  const dueGrid = chooseDueGridMs(valuesOf(members, columns, 'rolledDue'), MOST_LIMITS);
  const fromGrid = chooseDueGridMs(valuesOf(members, columns, 'from'), MOST_LIMITS);
  const interned = new Interned<TimeClass>();
  const exact = new Map<string, number>();
  const classOf = new Int32Array(columns.length).fill(-1);
  for (const member of members) {
    const [profile, from, until] = (['profile', 'from', 'rolledDue'] as const).map((name) => columns.get(name, member));
    const wait = columns.get('laterWaitMs', member);
    const key = `${profile} ${from} ${until} ${wait}`;
    let found = exact.get(key);
    if (found === undefined) {
      const windows = profiles[profile!]!.windows;
      const rounded = { from: -roundDown(-from!, fromGrid), until: roundDown(until!, dueGrid) };
      const isUsable = lengthOf(clipStretches(windows, rounded.from, rounded.until)) > 0;
      const span = isUsable ? rounded : { from: from!, until: until! };
      found = interned.of(`${profile} ${span.from} ${span.until} ${wait}`, () =>
        makeClass(profile!, windows, span, wait),
      );
      exact.set(key, found);
    }
    classOf[member] = found;
  }
  return { classes: interned.items, classOf, grids: { fromMs: fromGrid, untilMs: dueGrid } };
}

function* valuesOf(members: readonly number[], columns: PlanColumns, name: 'rolledDue' | 'from'): Iterable<number> {
  for (const member of members) yield columns.get(name, member);
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
