import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';

/** How many rows a list has: exact up to a bound, beyond it what the planner of the database estimates. */
export interface RowCount {
  readonly number: number;
  readonly isEstimate: boolean;
}

const EXACT_UP_TO = 10_000;

/** Counts for the heads of lists, cheap at any size. */
@Injectable()
export class RowCounts {
  constructor(private readonly database: Database) {}

  /** Counts `SELECT … FROM <from>` (tables, joins and WHERE, without ORDER BY). */
  async count(from: string, params: readonly unknown[]): Promise<RowCount> {
    const { n } = await this.database.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${from} LIMIT ${EXACT_UP_TO + 1}) bounded`,
      params,
    );
    if (n <= EXACT_UP_TO) return { number: n, isEstimate: false };
    const [plan] = await this.database.query<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
      `EXPLAIN (FORMAT JSON) SELECT 1 FROM ${from}`,
      params,
    );
    const estimate = plan?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? n;
    return { number: roundToTwoDigits(Math.max(estimate, n)), isEstimate: true };
  }
}

/** An estimate that shows five digits would claim to be a count. */
function roundToTwoDigits(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}
