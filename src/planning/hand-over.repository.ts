import { Injectable } from '@nestjs/common';
import { appendContactsSql } from '../archive/contact-log-sql.js';
import type { Queryable } from '../database/queryable.js';
import { businessNowSql } from '../kernel/business-time.js';
import { tokensSql } from './bucket-sql.js';
import type { Moved } from './move.js';
import type { NarrowRate } from './narrow-rate.js';
import type { ProviderRate } from './provider-bucket.repository.js';
import { IS_HELD_SQL } from './sending-hold.js';
import { moveColumns, transitionSql } from './transition-sql.js';

/** One attempt that was decided to be sent, with the versions of the facts that the decision rests on. */
export interface HandOverRow {
  readonly attemptId: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly address: string;
  readonly token: string;
  readonly visitVersion: number;
  readonly customerVersion: number;
  readonly addressVersion: number;
  readonly contactMark: number;
  readonly validUntil: Date;
  /** What it costs of the provider's rate: segments of an SMS, one for an e-mail, nothing for a call. */
  readonly cost: number;
  readonly provider: string;
  readonly bodyHash: string | null;
  readonly segments: number | null;
  readonly templateVersion: unknown;
  readonly reason: unknown;
  /** Limits within the provider's rate that it falls under. */
  readonly limits: readonly NarrowRate[];
}

const COLUMNS = `"attemptId" bigint, "visitId" bigint, "campaignId" bigint, "customerId" bigint, address text, token uuid,
  "visitVersion" integer, "customerVersion" integer, "addressVersion" integer, "contactMark" bigint,
  "validUntil" timestamptz, cost float8, provider text, "bodyHash" text, segments smallint, "templateVersion" jsonb,
  reason jsonb, ord integer`;

/**
 * The rows are locked in one order: campaign, visits, customers, addresses, each by key, then the provider's bucket
 * and the limits within it.
 * Pause, cancel, answer, consent and opt-out change exactly those rows, so either this statement sees them or they wait
 * for it. NO KEY UPDATE is the lock that such changes take; a foreign key's check does not wait for it.
 */
const LOCKS_SQL = `given AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS g (${COLUMNS})),
running AS MATERIALIZED (
  SELECT campaigns.id FROM campaigns WHERE campaigns.id IN (SELECT "campaignId" FROM given) AND campaigns.state = 'running'
    AND ($2 = 'call' OR NOT ${IS_HELD_SQL})
  ORDER BY campaigns.id FOR SHARE
), locked_visits AS MATERIALIZED (
  SELECT given.* FROM given JOIN running ON running.id = given."campaignId" JOIN visits ON visits.id = given."visitId"
  WHERE visits.version = given."visitVersion" AND visits.state IN ('planned', 'open')
  ORDER BY visits.id FOR NO KEY UPDATE OF visits
), locked_customers AS MATERIALIZED (
  SELECT rows.* FROM locked_visits AS rows JOIN customers ON customers.id = rows."customerId"
  WHERE customers.version = rows."customerVersion"
  ORDER BY customers.id FOR NO KEY UPDATE OF customers
), locked_addresses AS MATERIALIZED (
  SELECT rows.* FROM locked_customers AS rows JOIN addresses ON addresses.address = rows.address
  WHERE addresses.version = rows."addressVersion"
  ORDER BY addresses.address FOR NO KEY UPDATE OF addresses
), bucket AS MATERIALIZED (
  SELECT provider, ${tokensSql(3)} AS tokens, today.day, CASE WHEN provider_buckets.day = today.day THEN day_units ELSE 0 END AS day_units
  FROM provider_buckets, (SELECT (${businessNowSql(4)} AT TIME ZONE $7)::date AS day) AS today
  WHERE provider_buckets.provider = $2 AND (SELECT count(*) FROM locked_addresses) > 0 FOR UPDATE OF provider_buckets
), locked AS MATERIALIZED (
  SELECT * FROM locked_addresses WHERE (SELECT count(*) FROM bucket) >= 0
), narrow AS MATERIALIZED (
  SELECT locked.ord, locked.cost, limits.key, limits."perSecond" FROM locked
    JOIN jsonb_to_recordset($9::jsonb) AS limits (ord integer, key text, "perSecond" float8) ON limits.ord = locked.ord
), rooms AS MATERIALIZED (
  SELECT rate_limits.key, least(greatest(asked."perSecond", 1),
    tokens + extract(epoch FROM clock_timestamp() - refilled_at) * asked."perSecond") AS tokens
  FROM (SELECT DISTINCT key, "perSecond" FROM narrow) AS asked JOIN rate_limits ON rate_limits.key = asked.key
  ORDER BY rate_limits.key FOR UPDATE OF rate_limits
), too_many AS MATERIALIZED (
  SELECT before.ord FROM (SELECT ord, key, sum(cost) OVER (PARTITION BY key ORDER BY ord) - cost AS cost_before FROM narrow) AS before
    JOIN rooms ON rooms.key = before.key WHERE before.cost_before >= rooms.tokens
), marks AS MATERIALIZED (
  SELECT of_customer, mark FROM contact_marks((SELECT array_agg(DISTINCT "customerId") FROM locked))
), ready AS MATERIALIZED (
  SELECT locked.*, sum(locked.cost) OVER (ORDER BY locked.ord) - locked.cost AS cost_before
  FROM locked JOIN marks ON marks.of_customer = locked."customerId" AND marks.mark = locked."contactMark"
  WHERE ${businessNowSql(4)} < locked."validUntil" AND locked.ord NOT IN (SELECT ord FROM too_many)
)`;

/** Units of about the last minute: they fade with the time since the tokens were last looked at. */
export const FADED_UNITS = `CASE WHEN recent_units < 1e-6 OR clock_timestamp() - refilled_at > interval '10 minutes' THEN 0
  ELSE recent_units * exp(-greatest(extract(epoch FROM clock_timestamp() - refilled_at), 0)::float8 / 60) END`;

/** What is left of a day and is too little for the next message counts as used: the day is over. */
const HAND_OVER_SQL = transitionSql({
  items: `${LOCKS_SQL}, m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'ready."visitId"',
    attempt_id: 'ready."attemptId"',
    from_states: `'{claimed}'`,
    to_state: `'handed_over'`,
    token: 'ready.token',
    reason: 'ready.reason',
    note: 'false',
    valid_until: 'ready."validUntil"',
    provider: 'ready.provider',
    address: 'ready.address',
    body_hash: 'ready."bodyHash"',
    segments: 'ready.segments',
    template_version: 'ready."templateVersion"',
  })} FROM ready WHERE ready.cost_before < coalesce((SELECT tokens FROM bucket), 'Infinity'::float8)
    AND ready.cost_before + ready.cost <= coalesce($6::float8 - (SELECT day_units FROM bucket), 'Infinity'::float8))`,
  actor: '$5::text',
  at: businessNowSql(4),
  also: `spent AS (
  UPDATE provider_buckets SET units_total = units_total + gone.cost, recent_units = ${FADED_UNITS} + gone.cost,
    tokens = bucket.tokens - gone.cost, refilled_at = clock_timestamp(),
    day = bucket.day, day_units = CASE WHEN EXISTS (SELECT FROM ready WHERE ready.cost_before < bucket.tokens
      AND ready.cost_before + ready.cost > $6::float8 - bucket.day_units) THEN $6::float8 ELSE bucket.day_units + gone.cost END
  FROM bucket, (SELECT coalesce(sum(ready.cost), 0) AS cost FROM ready JOIN x ON x.attempt_id = ready."attemptId") AS gone
  WHERE provider_buckets.provider = bucket.provider RETURNING 1
), spent_narrow AS (
  UPDATE rate_limits SET tokens = rooms.tokens - gone.cost, refilled_at = clock_timestamp()
  FROM rooms, (SELECT narrow.key, sum(narrow.cost) AS cost FROM narrow JOIN ready ON ready.ord = narrow.ord
    JOIN x ON x.attempt_id = ready."attemptId" GROUP BY narrow.key) AS gone
  WHERE rate_limits.key = rooms.key AND gone.key = rooms.key RETURNING 1
), noted AS (
  ${appendContactsSql(`SELECT ready."customerId", ready.address, attempts.channel, x.campaign_id, campaigns.kind, campaigns.survey_id,
    x.attempt_id, $8::timestamptz FROM x JOIN ready ON ready."attemptId" = x.attempt_id
    JOIN attempts ON attempts.id = x.attempt_id JOIN campaigns ON campaigns.id = x.campaign_id`)}
)`,
});

/** The moment of the promise: from here on a message may be gone, and before it nothing has left. */
@Injectable()
export class HandOverRepository {
  /**
   * Hands over what still may go, in one statement: locks campaign, visits, customers and addresses, compares states,
   * tokens and versions, business time with `validUntil` and the contacts that the caps counted, and takes the
   * provider's tokens; notes the contacts, which the caps count from now on, at `by.at`. Answers with the rows that may go; the others
   * are still claimed.
   */
  async handOver(
    db: Queryable,
    rows: readonly HandOverRow[],
    rate: ProviderRate,
    by: { readonly actor: string; readonly offsetMs: number; readonly at: Date },
  ): Promise<Moved[]> {
    if (rows.length === 0) return [];
    const given = JSON.stringify(rows.map(({ limits: _, ...row }, ord) => ({ ...row, ord })));
    const limits = rows.flatMap((row, ord) => row.limits.map(({ key, perSecond }) => ({ ord, key, perSecond })));
    return db.prepared<Moved>('hand-over', HAND_OVER_SQL, [
      given,
      rate.provider,
      rate.perSecond,
      by.offsetMs,
      by.actor,
      rate.perDay ?? null,
      rate.dayZone ?? 'UTC',
      by.at,
      JSON.stringify(limits),
    ]);
  }

  /** What the provider calls messages; a name that is known stays. */
  async nameMessages(
    db: Queryable,
    named: readonly { readonly attemptId: number; readonly providerMessageId: string }[],
  ): Promise<void> {
    await db.execute(
      `UPDATE attempts SET provider_message_id = given.name FROM unnest($1::bigint[], $2::text[]) AS given (id, name)
       WHERE attempts.id = given.id AND attempts.provider_message_id IS NULL`,
      [named.map(({ attemptId }) => attemptId), named.map(({ providerMessageId }) => providerMessageId)],
    );
  }
}
