import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { Author } from './transition.repository.js';

/** An attempt to be made. It becomes the visit's current one, so (rung, try) must be above what the visit had. */
export interface NewAttempt {
  readonly visitId: number;
  readonly rung: number;
  readonly try: number;
  readonly channel: Channel | 'onsite' | 'other';
  readonly scheduledAt: Date;
  readonly fixedTime?: boolean;
  readonly reasons: readonly Reason[];
  /** `delivered` for a contact that was made outside: it is recorded, never carried out. */
  readonly state?: 'scheduled' | 'delivered';
}

export interface CreatedAttempt {
  readonly id: number;
  readonly visitId: number;
}

const COLUMNS = `visit_id bigint, rung smallint, try smallint, channel text, scheduled_at timestamptz, fixed_time boolean,
  reasons jsonb, state text, attempt_key text`;

/** The first address of the customer that this channel may use; null makes the decision go to the next rung. */
const ADDRESS_SQL = `(SELECT points.address FROM contact_points points JOIN addresses ON addresses.address = points.address
  WHERE points.customer_id = v.customer_id AND points.kind = CASE v.channel WHEN 'email' THEN 'email' ELSE 'phone' END
    AND (v.channel <> 'sms' OR points.phone_type = 'mobile') AND v.channel IN ('sms', 'email', 'call')
    AND addresses.status = 'active' AND NOT addresses.opted_out && ARRAY['all', v.channel]
  ORDER BY points.position LIMIT 1)`;

const createSql = (most = '') => `WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS g (${COLUMNS}) ${most}),
v AS MATERIALIZED (
  SELECT given.*, visits.campaign_id, visits.customer_id, visits.state AS visit_state, visits.ledger_part AS old_part,
    visits.plan_version, CASE WHEN given.channel = 'call' THEN visits.agent_id END AS agent_id
  FROM given JOIN visits ON visits.id = given.visit_id
  WHERE visits.state IN ('planned', 'open') AND (visits.rung, visits.try) < (given.rung, given.try)
  ORDER BY visits.id FOR UPDATE OF visits
), made AS (
  INSERT INTO attempts (visit_id, campaign_id, customer_id, rung, try, channel, address, state, scheduled_at, fixed_time,
    reasons, attempt_key, agent_id, handed_over_at, ended_at)
  SELECT v.visit_id, v.campaign_id, v.customer_id, v.rung, v.try, v.channel, ${ADDRESS_SQL}, v.state, v.scheduled_at,
    v.fixed_time, v.reasons, v.attempt_key, v.agent_id, CASE WHEN v.state = 'delivered' THEN $3::timestamptz END,
    CASE WHEN v.state = 'delivered' THEN $3::timestamptz END
  FROM v RETURNING id, visit_id
), changed AS (
  UPDATE visits SET rung = v.rung, try = v.try, next_rung_at = NULL, version = visits.version + 1,
    ledger_part = ledger_part_of(v.visit_state, v.state),
    reached_at = CASE WHEN v.state = 'delivered' THEN coalesce(visits.reached_at, $3::timestamptz) ELSE visits.reached_at END
  FROM v WHERE visits.id = v.visit_id RETURNING visits.id
), events AS (
  INSERT INTO visit_events (at, actor, campaign_id, visit_id, attempt_id, kind, to_state, reason, plan_version)
  SELECT $3, $2, v.campaign_id, v.visit_id, made.id, 'attempt', v.state, v.reasons -> -1, v.plan_version
  FROM v JOIN made ON made.visit_id = v.visit_id
), deltas AS (
  INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
  SELECT d.campaign_id, d.kind, d.key, sum(d.delta) FROM (
    SELECT campaign_id, 'attempt' AS kind, state AS key, 1 AS delta FROM v
    UNION ALL SELECT campaign_id, 'part', old_part, -1 FROM v
    UNION ALL SELECT campaign_id, 'part', ledger_part_of(visit_state, state), 1 FROM v
  ) d GROUP BY d.campaign_id, d.kind, d.key HAVING sum(d.delta) <> 0
)
SELECT id, visit_id AS "visitId" FROM made`;
const CREATE_SQL = createSql();
/** An agent makes one: said to the database, or it walks through all visits as for a hundred. */
const CREATE_ONE_SQL = createSql('LIMIT 1');

/** Makes the attempts that come after the plan's first ones: the next rung, the next try, an appointment. */
@Injectable()
export class NewAttemptRepository {
  /** Creates them with event and deltas; a visit that has ended, or has such an attempt already, is left out. */
  async create(db: Queryable, attempts: readonly NewAttempt[], author: Author): Promise<CreatedAttempt[]> {
    if (attempts.length === 0) return [];
    const rows = attempts.map((attempt) => ({
      visit_id: attempt.visitId,
      rung: attempt.rung,
      try: attempt.try,
      channel: attempt.channel,
      scheduled_at: attempt.scheduledAt,
      fixed_time: attempt.fixedTime ?? false,
      reasons: attempt.reasons,
      state: attempt.state ?? 'scheduled',
      attempt_key: newAttemptKey(attempt),
    }));
    const [name, sql] = rows.length === 1 ? ['create-attempt', CREATE_ONE_SQL] : ['create-attempts', CREATE_SQL];
    return db.prepared<CreatedAttempt>(name, sql, [JSON.stringify(rows), author.actor, author.at]);
  }
}

/** A key that travels with the message and cannot be guessed: 96 random bits. */
export function newAttemptKey(attempt: Pick<NewAttempt, 'visitId' | 'rung' | 'try'>): string {
  return `v${attempt.visitId}-r${attempt.rung}-t${attempt.try}-${randomBytes(12).toString('hex')}`;
}
