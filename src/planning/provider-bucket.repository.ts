import { Injectable } from '@nestjs/common';
import type { RateLimit } from '../config/rate-limits.js';
import type { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { businessNowSql } from '../kernel/business-time.js';
import { tokensSql } from './bucket-sql.js';
import type { Breaker } from './circuit-breaker.js';
import { IS_HELD_SQL } from './sending-hold.js';

/** The rate of a provider, over all workers. */
export interface ProviderRate {
  readonly provider: string;
  readonly perSecond: number;
  /** Most units on one local day in `dayZone`; null or left out where only the rate limits. */
  readonly perDay?: number | null;
  readonly dayZone?: string;
  /** Limits within it. */
  readonly within?: readonly RateLimit[];
}

/** What a look at a provider shows; `now` is the database's own clock, by which breakers go. */
export interface SeenProvider {
  readonly breaker: Breaker;
  readonly now: Date;
  /** Nothing can go now: all sending is held, it asked for a pause, its day is full, it is down, or its probe is under way. */
  readonly isClosed: boolean;
  /** It asked for a pause that is not over. */
  readonly isBlocked: boolean;
}

const BREAKER = `jsonb_build_object('phase', phase, 'trips', trips, 'failedInRow', failed_in_row, 'counted', counted,
  'countedFailed', counted_failed, 'cause', cause) AS breaker, phase_since AS since, phase_until AS until, counted_from AS "countedFrom"`;
const BLOCKED = `coalesce(blocked_until > clock_timestamp(), FALSE)`;

interface SeenRow {
  readonly breaker: Omit<Breaker, 'since' | 'until' | 'countedFrom'>;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly countedFrom: Date | null;
  readonly now: Date;
  readonly isClosed: boolean;
  readonly isBlocked: boolean;
}

const SEE_SQL = `SELECT ${BREAKER}, clock_timestamp() AS now, ${BLOCKED} AS "isBlocked", ${IS_HELD_SQL} OR ${BLOCKED} OR phase = 'open'
    OR (phase = 'probing' AND tokens <= 0) OR coalesce(day_units >= $2::float8
      AND day = (${businessNowSql(3)} AT TIME ZONE $4)::date, FALSE) AS "isClosed"
  FROM provider_buckets WHERE provider = $1`;

/** A probe is one message: its token is there from the start, and none comes after it. */
const KEEP_SQL = `UPDATE provider_buckets SET phase = $2, phase_since = $3, phase_until = $4, trips = $5, failed_in_row = $6,
    counted_from = $7, counted = $8, counted_failed = $9, cause = $10,
    tokens = CASE WHEN $2 = 'probing' THEN 1 WHEN phase <> $2 THEN least(tokens, 0) ELSE tokens END,
    refilled_at = CASE WHEN phase <> $2 THEN clock_timestamp() ELSE refilled_at END
  WHERE provider = $1`;

/** The rates of the providers and whether they are up: one row each, shared by all workers. */
@Injectable()
export class ProviderBucketRepository {
  /** Makes the provider's bucket where it is missing, filled for one second. */
  async ensure(db: Queryable, { provider, perSecond }: ProviderRate, channel: 'sms' | 'email'): Promise<void> {
    await db.execute(
      `INSERT INTO provider_buckets (provider, tokens, refilled_at, channel) VALUES ($1, $2, clock_timestamp(), $3)
       ON CONFLICT (provider) DO UPDATE SET channel = excluded.channel WHERE provider_buckets.channel IS NULL`,
      [provider, perSecond, channel],
    );
  }

  /** Takes one token, on credit where there is none; false while the provider lets nothing go. */
  async spend(db: Queryable, { provider, perSecond }: ProviderRate): Promise<boolean> {
    const spent = await db.execute(
      `UPDATE provider_buckets SET refilled_at = clock_timestamp(), tokens = ${tokensSql(2)} - 1
       WHERE provider = $1 AND NOT ${BLOCKED} AND phase IN ('closed', 'recovering')`,
      [provider, perSecond],
    );
    return spent === 1;
  }

  /** Lets nothing go to the provider for a while: it asked for that. */
  async block(db: Queryable, provider: string, forMs: number): Promise<void> {
    await db.execute(
      `UPDATE provider_buckets SET blocked_until = greatest(blocked_until, clock_timestamp() + $2::float8 * interval '1 millisecond')
       WHERE provider = $1`,
      [provider, forMs],
    );
  }

  /** How the provider is; null where it has no bucket yet. */
  async see(db: Queryable, rate: ProviderRate, offsetMs: number): Promise<SeenProvider | null> {
    const { provider, perDay = null, dayZone = 'UTC' } = rate;
    const row = await db.maybe<SeenRow>(SEE_SQL, [provider, perDay, offsetMs, dayZone]);
    return row === null ? null : toSeen(row);
  }

  /** Changes the provider's breaker as the decision says (null: not at all), one worker at a time; answers with how it is then. */
  async change(
    database: Database,
    provider: string,
    decide: (seen: SeenProvider) => Breaker | null,
  ): Promise<SeenProvider | null> {
    return database.transaction(async (tx) => {
      const row = await tx.maybe<SeenRow>(`${SEE_SQL} FOR UPDATE`, [provider, null, 0, 'UTC']);
      if (row === null) return null;
      const seen = toSeen(row);
      const breaker = decide(seen);
      if (breaker === null || breaker === seen.breaker) return seen;
      const { phase, since, until, trips, failedInRow, countedFrom, counted, countedFailed, cause } = breaker;
      const of = [phase, since, until, trips, failedInRow, countedFrom, counted, countedFailed, cause];
      await tx.execute(KEEP_SQL, [provider, ...of]);
      return { ...seen, breaker };
    });
  }
}

function toSeen({ breaker, since, until, countedFrom, now, isClosed, isBlocked }: SeenRow): SeenProvider {
  return { breaker: { ...breaker, since, until, countedFrom }, now, isClosed, isBlocked };
}
