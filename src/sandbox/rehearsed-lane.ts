import type { ChannelRate } from '../planning/plan-input.js';

const MINUTE_MS = 60_000;

/**
 * The way out of one channel: messages go in the order in which they fall due, never faster than the channel's rate;
 * what other campaigns have planned on it takes its share.
 */
export class RehearsedLane {
  /** The message that was taken last: its visit, and what the visit's counter showed when it fell due. */
  visit = 0;
  token = 0;
  private readonly visits: number[] = [];
  private readonly tokens: number[] = [];
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
  add(visit: number, token: number): boolean {
    this.visits.push(visit);
    this.tokens.push(token);
    return this.visits.length - this.head === 1;
  }

  /** Takes the next message out of the queue; false where it is empty. */
  take(): boolean {
    if (this.isEmpty) return false;
    this.visit = this.visits[this.head]!;
    this.token = this.tokens[this.head]!;
    this.head += 1;
    if (this.isEmpty) this.visits.length = this.tokens.length = this.head = 0;
    return true;
  }

  get isEmpty(): boolean {
    return this.head === this.visits.length;
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
