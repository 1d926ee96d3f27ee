const MINUTE_MS = 60_000;

/** A message that was due too long ago, as far as its new place needs it. All instants in milliseconds. */
export interface LateMessage {
  /** What it takes of the provider's rate. */
  readonly cost: number;
  /** It must start before this. */
  readonly before: number;
  /** The first instant at or after this one at which it may be sent; null where there is none any more. */
  readonly nextAllowed: (at: number) => number | null;
}

/**
 * Gives messages that pile up after an outage one place after another, minute by minute, at half of the provider's rate: the
 * other half is for what was planned for those minutes. Who comes first gets the earlier place.
 */
export class LateSlots {
  private readonly used = new Map<number, number>();
  /** A full minute points to one that may have room. */
  private readonly onward = new Map<number, number>();
  private readonly capacity: number;

  constructor(
    perMinute: number,
    /** Nothing goes before this. */
    private readonly from: number,
  ) {
    this.capacity = Math.max(1, perMinute / 2);
  }

  /** The instant for this one; null where nothing is left before its limit. */
  place({ cost, before, nextAllowed }: LateMessage): number | null {
    let at = nextAllowed(this.from);
    while (at !== null && at < before) {
      const minute = this.roomFrom(Math.floor(at / MINUTE_MS));
      const earliest = Math.max(at, minute * MINUTE_MS + this.offsetIn(minute));
      const allowed = nextAllowed(earliest);
      if (allowed === null || allowed >= before) return null;
      if (Math.floor(allowed / MINUTE_MS) === minute) {
        this.take(minute, cost);
        return allowed;
      }
      at = allowed;
    }
    return null;
  }

  /** So that what goes in one minute is spread over it. */
  private offsetIn(minute: number): number {
    return Math.floor((Math.min(this.used.get(minute) ?? 0, this.capacity - 1e-9) / this.capacity) * MINUTE_MS);
  }

  private take(minute: number, cost: number): void {
    const used = (this.used.get(minute) ?? 0) + cost;
    this.used.set(minute, used);
    if (used >= this.capacity) this.onward.set(minute, minute + 1);
  }

  /** The first minute at or after this one with room; the way there is shortened for the next. */
  private roomFrom(minute: number): number {
    let room = minute;
    for (let next = this.onward.get(room); next !== undefined; next = this.onward.get(room)) room = next;
    for (let step = minute; step !== room;) {
      const next = this.onward.get(step) ?? room;
      this.onward.set(step, room);
      step = next;
    }
    return room;
  }
}
