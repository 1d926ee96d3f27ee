import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CrowdedMessage, NarrowRate } from './narrow-rate.js';

/** The row is locked before it is read, so that two workers never promise the same room. */
const BOOK_SQL = `WITH asked AS (SELECT * FROM unnest($1::text[], $2::float8[], $3::float8[]) AS a (key, "perSecond", cost)),
full_ones AS MATERIALIZED (
  SELECT rate_limits.key, asked."perSecond", asked.cost, greatest(booked_until, clock_timestamp()) AS base
  FROM rate_limits JOIN asked ON asked.key = rate_limits.key
  WHERE tokens + extract(epoch FROM clock_timestamp() - refilled_at) * asked."perSecond" < 1
  ORDER BY rate_limits.key FOR UPDATE OF rate_limits
), booked AS (
  UPDATE rate_limits SET booked_until = full_ones.base + full_ones.cost / full_ones."perSecond" * interval '1 second'
  FROM full_ones WHERE rate_limits.key = full_ones.key
)
SELECT key, extract(epoch FROM base - clock_timestamp())::float8 * 1000 AS "afterMs" FROM full_ones`;

/** The limits within the providers' rates: what they hold, and how much of it is promised. */
@Injectable()
export class RateLimitRepository {
  private readonly known = new Set<string>();

  /** Makes the buckets that are missing; those that this process has seen are not asked for again. */
  async ensure(db: Queryable, limits: readonly NarrowRate[]): Promise<void> {
    const fresh = [...new Map(limits.map((limit) => [limit.key, limit])).values()].filter(
      ({ key }) => !this.known.has(key),
    );
    if (fresh.length === 0) return;
    await db.execute(
      `INSERT INTO rate_limits (key, tokens, refilled_at) SELECT key, greatest(rate, 1), clock_timestamp()
       FROM unnest($1::text[], $2::float8[]) AS given (key, rate) ON CONFLICT DO NOTHING`,
      [fresh.map(({ key }) => key), fresh.map(({ perSecond }) => perSecond)],
    );
    for (const { key } of fresh) this.known.add(key);
  }

  /**
   * Promises room to these messages in each limit that is full; answers in how many milliseconds the first of them has it,
   * by limit. Limits with room are not among the answers.
   */
  async book(db: Queryable, messages: readonly CrowdedMessage[]): Promise<ReadonlyMap<string, number>> {
    const wanted = new Map<string, { perSecond: number; cost: number }>();
    for (const { cost, limits } of messages) {
      for (const { key, perSecond } of limits) {
        wanted.set(key, { perSecond, cost: (wanted.get(key)?.cost ?? 0) + cost });
      }
    }
    if (wanted.size === 0) return new Map();
    const asked = [...wanted.values()];
    const params = [[...wanted.keys()], asked.map(({ perSecond }) => perSecond), asked.map(({ cost }) => cost)];
    const full = await db.query<{ key: string; afterMs: number }>(BOOK_SQL, params);
    return new Map(full.map(({ key, afterMs }) => [key, Math.max(0, afterMs)]));
  }
}
