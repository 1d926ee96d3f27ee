/**
 * Business time. Everything that asks "is it due, is it allowed" takes `now` from here, never from the machine.
 * Injected by this class as its token; the adapter is the only place that reads the real clock.
 */
export abstract class Clock {
  /** The present business instant. */
  abstract now(): Date;
  /** Business time minus the database server's time, in milliseconds; the parameter of `businessNowSql`. */
  abstract offsetMs(): number;
}
