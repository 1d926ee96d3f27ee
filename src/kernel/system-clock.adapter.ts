import { Clock } from './clock.js';

/**
 * The real clock plus two differences: how far this machine is from the database server (measured), and the shift of a
 * demonstration or rehearsal (intended).
 */
export class SystemClock extends Clock {
  private skewMs = 0;
  private shiftMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.skewMs + this.shiftMs);
  }

  override offsetMs(): number {
    return this.shiftMs;
  }

  /** Database server's time minus this machine's, in milliseconds, as last measured. */
  measuredSkewMs(): number {
    return this.skewMs;
  }

  /** Takes the server's time as read just now; the question took `tripMs` there and back. */
  learnServerTime(serverNow: Date, tripMs = 0): void {
    this.skewMs = serverNow.getTime() + tripMs / 2 - Date.now();
  }

  /** Shifts business time by `ms` against the server's. */
  shiftBy(ms: number): void {
    this.shiftMs = ms;
  }

  /** Shifts business time so that it is `instant` now. */
  startAt(instant: Date): void {
    this.shiftMs = instant.getTime() - Date.now() - this.skewMs;
  }

  /** Whether business time differs from real time by intention. */
  isShifted(): boolean {
    return this.shiftMs !== 0;
  }
}
