import type { SegmentScalar } from './segment-value.js';

export type SqlParameter = SegmentScalar | readonly SegmentScalar[];

/** Collects the parameters of a statement and hands out their places. */
export class SqlParameters {
  readonly values: SqlParameter[] = [];

  constructor(private readonly before = 0) {}

  /** Keeps the value and gives its place, `$n`. */
  add(value: SqlParameter): string {
    this.values.push(value);
    return `$${this.before + this.values.length}`;
  }
}
