import { Clock } from '../../src/kernel/clock.js';

/** A clock that stands still until it is told otherwise; SQL business time agrees with it to a few milliseconds. */
export class FixedClock extends Clock {
  private instant: Date;

  constructor(iso: string) {
    super();
    this.instant = new Date(iso);
  }

  override now(): Date {
    return new Date(this.instant);
  }

  override offsetMs(): number {
    return this.instant.getTime() - Date.now();
  }

  set(iso: string): void {
    this.instant = new Date(iso);
  }

  advanceMs(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
