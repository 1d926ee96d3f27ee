import { findBucket, type Stretches } from './time-buckets.js';

/** How evenly messages go out in one open window; instants in milliseconds. */
export interface MessageWindow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Messages in its fullest minute. */
  readonly maxPerMinute: number;
  /** Messages a minute if each minute of the window took the same. */
  readonly evenPerMinute: number;
}

const MINUTE_MS = 60_000;

/** Counts messages by window: a window is a stretch of time that is open to somebody without a gap. */
export function measureWindows(instants: Iterable<number>, open: readonly Stretches[]): MessageWindow[] {
  const windows = unite(open);
  const counts = new Array<number>(windows.length / 2).fill(0);
  const fullest = new Array<number>(windows.length / 2).fill(0);
  const minutes = new Map<number, number>();
  const buckets = { edges: windows };
  for (const at of instants) {
    const window = findBucket(buckets, at) / 2;
    if (!Number.isInteger(window) || window < 0) continue;
    const minute = Math.floor(at / MINUTE_MS);
    const inMinute = (minutes.get(minute) ?? 0) + 1;
    minutes.set(minute, inMinute);
    counts[window]! += 1;
    fullest[window] = Math.max(fullest[window]!, inMinute);
  }
  return counts.map((count, i) => {
    const [from, to] = [windows[2 * i]!, windows[2 * i + 1]!];
    return { from, to, count, maxPerMinute: fullest[i]!, evenPerMinute: (count * MINUTE_MS) / (to - from) };
  });
}

/** All time that is open to anybody, once. */
export function unite(open: readonly Stretches[]): Float64Array {
  const spans = open.flatMap((list) => Array.from({ length: list.length / 2 }, (_, i) => list.slice(2 * i, 2 * i + 2)));
  spans.sort((a, b) => a[0]! - b[0]!);
  const edges: number[] = [];
  for (const [start, end] of spans) {
    if (edges.length > 0 && start! <= edges.at(-1)!) edges[edges.length - 1] = Math.max(edges.at(-1)!, end!);
    else edges.push(start!, end!);
  }
  return Float64Array.from(edges);
}
