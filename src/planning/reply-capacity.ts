import type { Stretches } from './time-buckets.js';

/** How much work answers bring: which part of the messages, and how long each keeps an agent. */
export interface ReplyWork {
  readonly share: number;
  readonly minutes: number;
}

/** What is usual where nothing is known: one message in ten brings an answer that somebody must read, for three minutes. */
export const USUAL_REPLIES: ReplyWork = { share: 0.1, minutes: 3 };

const MINUTE_MS = 60_000;
/** Parts of the even rate that are told apart. */
const STEPS = 8;

/**
 * How much of the even rate the agents on shift can answer for. It weighs time and bounds nothing: where nobody works a
 * message may still go if it has no other time.
 */
export class ReplyCapacity {
  private readonly edges: Float64Array;
  private readonly steps: Int8Array;

  /** `shifts` as in CallingTime, one list an agent; `evenPerMinute` is the rate if every open minute took the same. */
  constructor(shifts: readonly Stretches[], work: ReplyWork, evenPerMinute: number) {
    const needed = evenPerMinute * work.share * work.minutes;
    const changes = new Map<number, number>();
    for (const list of shifts) {
      list.forEach((at, i) => changes.set(at, (changes.get(at) ?? 0) + (i % 2 === 0 ? 1 : -1)));
    }
    const sorted = [...changes].sort(([a], [b]) => a - b);
    this.edges = Float64Array.from(sorted, ([at]) => at);
    let onShift = 0;
    this.steps = Int8Array.from(sorted, ([, change]) => {
      onShift += change;
      return onShift >= needed ? STEPS : Math.floor((onShift / needed) * STEPS);
    });
  }

  /** Stretches in which agents can answer for about the same part; those that can for all, and the rest, left out. */
  listLevels(): Stretches[] {
    const levels = Array.from({ length: STEPS + 1 }, (): number[] => []);
    for (let i = 0; i + 1 < this.edges.length; i++) {
      const level = levels[this.steps[i]!]!;
      if (level.at(-1) === this.edges[i]) level.pop();
      else level.push(this.edges[i]!);
      level.push(this.edges[i + 1]!);
    }
    return levels.slice(1).flatMap((edges) => (edges.length === 0 ? [] : [Float64Array.from(edges)]));
  }

  /** Which part of the even rate can be answered for at an instant, 0 to 1. */
  partAt(at: number): number {
    let [low, high] = [0, this.edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.steps[low - 1]! / STEPS;
  }
}

/** Messages a minute if all open time, taken once, took the same. */
export function evenRate(count: number, open: Stretches): number {
  let length = 0;
  for (let i = 0; i < open.length; i += 2) length += open[i + 1]! - open[i]!;
  return length === 0 ? 0 : (count * MINUTE_MS) / length;
}
