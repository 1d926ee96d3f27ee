/** Sorted, disjoint stretches of time as milliseconds: start, end, start, end … */
export type Stretches = Float64Array;

/** A stretch of time in which nothing changes: the same classes may be contacted at any moment of it. */
export interface TimeBuckets {
  /** Edges between buckets, ascending; bucket i lies between edge i and edge i + 1. */
  readonly edges: Float64Array;
  /** The kind of each bucket: buckets that are open to the same classes are merged into one kind; −1 = open to none. */
  readonly kindOf: Int32Array;
  readonly kindCount: number;
  /** For each class the kinds that are open to it, in the order of time. */
  readonly kindsOf: readonly Int32Array[];
  /** For each kind its stretches. */
  readonly stretchesOf: readonly Stretches[];
}

/** Cuts time at every edge of every class's stretches and merges what is open to the same classes. */
export function bucketTime(classes: readonly Stretches[]): TimeBuckets {
  const edges = Float64Array.from(new Set(classes.flatMap((stretches) => [...stretches]))).sort();
  const kindOf = new Int32Array(Math.max(0, edges.length - 1)).fill(-1);
  const kinds = new Map<string, number>();
  const openTo: number[][] = [];
  const stretches: number[][] = [];
  const isOpen = new Uint8Array(classes.length);
  const turns = listTurns(classes, edges);
  for (let bucket = 0; bucket < kindOf.length; bucket++) {
    for (const index of turns[bucket]!) isOpen[index] = isOpen[index] ? 0 : 1;
    const open = listSet(isOpen);
    if (open.length === 0) continue;
    const key = open.join();
    const kind = kinds.get(key) ?? kinds.size;
    kinds.set(key, kind);
    openTo[kind] = open;
    kindOf[bucket] = kind;
    addStretch((stretches[kind] ??= []), edges[bucket]!, edges[bucket + 1]!);
  }
  return {
    edges,
    kindOf,
    kindCount: kinds.size,
    kindsOf: classes.map((_, index) =>
      Int32Array.from(openTo.flatMap((open, kind) => (open.includes(index) ? [kind] : []))),
    ),
    stretchesOf: stretches.map((list) => Float64Array.from(list)),
  };
}

/** The bucket that an instant lies in, or −1. */
export function findBucket({ edges }: Pick<TimeBuckets, 'edges'>, at: number): number {
  let low = 0;
  let high = edges.length - 1;
  if (high < 1 || at < edges[0]! || at >= edges[high]!) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** The part of stretches that lies in [from, until). */
export function clipStretches(stretches: Stretches, from: number, until: number): Stretches {
  const clipped: number[] = [];
  for (let i = 0; i < stretches.length; i += 2) {
    const start = Math.max(stretches[i]!, from);
    const end = Math.min(stretches[i + 1]!, until);
    if (start < end) clipped.push(start, end);
  }
  return Float64Array.from(clipped);
}

/** How long stretches are together, in milliseconds. */
export function lengthOf(stretches: Stretches): number {
  let length = 0;
  for (let i = 0; i < stretches.length; i += 2) length += stretches[i + 1]! - stretches[i]!;
  return length;
}

/** The instant at `offset` milliseconds of stretches put end to end. */
export function instantAt(stretches: Stretches, offset: number): number {
  let left = offset;
  for (let i = 0; i < stretches.length; i += 2) {
    const length = stretches[i + 1]! - stretches[i]!;
    if (left < length) return stretches[i]! + left;
    left -= length;
  }
  return (stretches.at(-1) ?? 0) - 1;
}

/**
 * Last instants of many customers made few: rounded down to the finest grid that leaves at most `limit` of them.
 * Rounding is to the safe side, and never below `floor(exact)`, the end of the first stretch that must stay usable.
 */
export function chooseDueGridMs(dues: Iterable<number>, limit: number): number {
  const distinct = new Set(dues);
  for (const grid of DUE_GRIDS_MS) {
    const rounded = new Set<number>();
    for (const due of distinct) rounded.add(roundDown(due, grid));
    if (rounded.size <= limit) return grid;
  }
  return DUE_GRIDS_MS.at(-1)!;
}

/** An instant on the grid, not later than `at`; a grid of 0 leaves it as it is. */
export function roundDown(at: number, gridMs: number): number {
  return gridMs === 0 ? at : Math.floor(at / gridMs) * gridMs;
}

const MINUTE_MS = 60_000;
const DUE_GRIDS_MS = [0, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 240 * MINUTE_MS];

function listTurns(classes: readonly Stretches[], edges: Float64Array): number[][] {
  const place = new Map<number, number>();
  edges.forEach((edge, i) => place.set(edge, i));
  const turns = Array.from(edges, (): number[] => []);
  classes.forEach((stretches, index) => stretches.forEach((edge) => turns[place.get(edge)!]!.push(index)));
  return turns;
}

function listSet(flags: Uint8Array): number[] {
  const set: number[] = [];
  for (let i = 0; i < flags.length; i++) if (flags[i]) set.push(i);
  return set;
}

function addStretch(list: number[], start: number, end: number): void {
  if (list.at(-1) === start) list[list.length - 1] = end;
  else list.push(start, end);
}
