/** A stretch of time: `start` belongs to it, `end` does not. */
export interface Interval {
  readonly start: Date;
  readonly end: Date;
}
