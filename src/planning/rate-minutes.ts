import type { ChannelRate } from './plan-input.js';
import type { Stretches } from './time-buckets.js';

/** The part of one minute in which messages may go, and what it holds. */
export interface RatePiece {
  readonly start: number;
  readonly end: number;
  /** How many messages more it carries. */
  readonly room: number;
  /** What other campaigns have planned in it, as so many messages like ours; in a part of a minute the same part of it. */
  readonly held: number;
  readonly length: number;
}

const MINUTE_MS = 60_000;
/** Minutes that hold about the same number are treated alike; so many kinds of them at most. */
const MOST_LEVELS = 8;

/**
 * A channel's rate as a clock: it ticks once for each message it carries, and what other campaigns have planned in a
 * minute takes the first ticks of that minute. So no minute takes more than the rate, wherever windows begin and end.
 */
export class RateMinutes {
  private readonly heldAt = new Map<number, number>();
  private readonly perMinute: number;

  constructor(private readonly rate: ChannelRate) {
    this.perMinute = rate.perMinute / unitsOf(rate);
    for (const { at, count } of rate.held) {
      const minute = minuteOf(at);
      this.heldAt.set(minute, (this.heldAt.get(minute) ?? 0) + count);
    }
  }

  /** Cuts stretches at every minute. */
  cut(stretches: Stretches): RatePiece[] {
    const pieces: RatePiece[] = [];
    for (let i = 0; i < stretches.length; i += 2) {
      for (let at = stretches[i]!; at < stretches[i + 1]!;) {
        const end = Math.min((minuteOf(at) + 1) * MINUTE_MS, stretches[i + 1]!);
        pieces.push(this.pieceOf(at, end));
        at = end;
      }
    }
    return pieces;
  }

  /** The minutes that hold something, as stretches, those that hold about the same together. */
  listLevels(): Stretches[] {
    const most = Math.max(0, ...[...this.heldAt.values()].filter((held) => !this.isFull(held)));
    const width = Math.max(1, Math.ceil(most / MOST_LEVELS));
    const levels = new Map<number, number[]>();
    for (const [minute, held] of [...this.heldAt].sort(([a], [b]) => a - b)) {
      if (held <= 0) continue;
      const level = this.isFull(held) ? Infinity : Math.ceil(held / width);
      const edges = levels.get(level) ?? [];
      if (edges.at(-1) === minute * MINUTE_MS) edges.pop();
      else edges.push(minute * MINUTE_MS);
      edges.push((minute + 1) * MINUTE_MS);
      levels.set(level, edges);
    }
    return [...levels.values()].map((edges) => Float64Array.from(edges));
  }

  private isFull(held: number): boolean {
    return held >= this.rate.perMinute;
  }

  private pieceOf(start: number, end: number): RatePiece {
    const minute = minuteOf(start);
    const held = this.heldAt.get(minute) ?? 0;
    const free = (minute + Math.min(1, held / this.rate.perMinute)) * MINUTE_MS;
    const first = Math.min(Math.max(start, free), end);
    const length = end - start;
    const room = Math.max(0, this.ticksBefore(end) - this.ticksBefore(first));
    return { start: first, end, room, held: (held * length) / MINUTE_MS / unitsOf(this.rate), length };
  }

  private ticksBefore(at: number): number {
    const minute = minuteOf(at);
    const part = ((at - minute * MINUTE_MS) / MINUTE_MS) * this.perMinute;
    return Math.ceil(minute * this.perMinute + part - 1e-6);
  }
}

/** What one message takes of a rate. */
export function unitsOf({ unitsPerMessage = 1 }: ChannelRate): number {
  return Math.max(1, unitsPerMessage);
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

/**
 * How many of `count` messages go into each piece so that, with what is held, the fullest is as empty as it can be.
 * Fractions; they add up to `count` where there is room for it.
 */
export function fillPieces(pieces: readonly RatePiece[], count: number): Float64Array {
  const even = (count * MINUTE_MS) / pieces.reduce((sum, { length }) => sum + length, 0);
  const isFree = pieces.every((piece) => piece.held === 0 && fillOf(piece, even) < piece.room);
  const level = isFree ? even : findLevel(pieces, count);
  return Float64Array.from(pieces, (piece) => fillOf(piece, level));
}

/** What goes into a piece where a minute shall hold `level` in all. */
function fillOf({ length, held, room }: RatePiece, level: number): number {
  return Math.max(0, Math.min(room, (level * length) / MINUTE_MS - held));
}

function findLevel(pieces: readonly RatePiece[], count: number): number {
  const carries = (level: number): boolean => {
    let total = 0;
    for (const piece of pieces) total += fillOf(piece, level);
    return total >= count;
  };
  let low = 0;
  let high = 1;
  while (high < 1e12 && !carries(high)) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (carries(middle)) high = middle;
    else low = middle;
  }
  return high;
}
