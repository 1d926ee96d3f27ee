import type { ChannelRate } from '../planning/plan-input.js';

/** A message that is due. */
interface Waiting {
  readonly visit: number;
  readonly token: number;
}

const MINUTE_MS = 60_000;

/**
 * The way out of one channel: messages go in the order in which they fall due, never faster than the channel's rate;
 * what other campaigns have planned on it takes its share.
 */
export class RehearsedLane {
  private readonly queue: Waiting[] = [];
  private head = 0;
  private freeAt = -Infinity;
  private heldSeen = 0;
  private readonly unitMs: number;
  private readonly held: ChannelRate['held'];

  constructor(private readonly rate: ChannelRate) {
    this.unitMs = MINUTE_MS / rate.perMinute;
    this.held = [...rate.held].sort((a, b) => a.at - b.at);
  }

  /** Answers with true where nobody was waiting before. */
  add(message: Waiting): boolean {
    this.queue.push(message);
    return this.queue.length - this.head === 1;
  }

  /** Takes the next message out of the queue; null where it is empty. */
  take(): Waiting | null {
    const next = this.queue[this.head] ?? null;
    if (next !== null) this.head += 1;
    if (this.head === this.queue.length) this.queue.length = this.head = 0;
    return next;
  }

  get isEmpty(): boolean {
    return this.head === this.queue.length;
  }

  /** The first instant from `at` on at which a message may go. */
  room(at: number): number {
    for (let next = this.held[this.heldSeen]; next && next.at <= at; next = this.held[this.heldSeen]) {
      this.freeAt = Math.max(this.freeAt, next.at) + next.count * this.unitMs;
      this.heldSeen += 1;
    }
    return Math.max(at, this.freeAt);
  }

  /** A message goes now. */
  pass(at: number): void {
    this.freeAt = Math.max(this.freeAt, at) + (this.rate.unitsPerMessage ?? 1) * this.unitMs;
  }
}
