import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import type { DoubtfulAttempt } from './settle-doubt.js';
import type { Author } from './transition.repository.js';
import type { CurrentVisit } from './visit-ending.js';

interface VisitRow extends Omit<CurrentVisit, 'attempt'> {
  readonly attemptId: number | null;
  readonly attemptState: AttemptState | null;
  readonly attemptChannel: string | null;
}

const READ_SQL = `SELECT v.id, v.campaign_id AS "campaignId", v.customer_id AS "customerId", v.agent_id AS "agentId", v.state,
  v.rung, v.try, v.ladder, a.id AS "attemptId", a.state AS "attemptState", a.channel AS "attemptChannel"
FROM visits v LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
WHERE v.id = ANY ($1::bigint[]) ORDER BY v.id`;

const REASSIGN_SQL = `WITH v AS MATERIALIZED (
  SELECT visits.id, visits.agent_id FROM visits
  WHERE visits.id = ANY ($1::bigint[]) AND visits.agent_id IS DISTINCT FROM $2 AND visits.state IN ('planned', 'open')
  ORDER BY visits.id FOR UPDATE
), changed AS (
  UPDATE visits SET agent_id = $2, version = visits.version + 1, reasons = visits.reasons || jsonb_build_array($3::jsonb)
  FROM v WHERE visits.id = v.id RETURNING visits.id, visits.campaign_id, visits.plan_version
), events AS (
  INSERT INTO visit_events (at, actor, campaign_id, visit_id, kind, from_state, to_state, reason, plan_version)
  SELECT $5, $4, changed.campaign_id, changed.id, 'handed-over-to-agent', v.agent_id::text, $2::text, $3, changed.plan_version
  FROM changed JOIN v ON v.id = changed.id
)
SELECT id FROM changed ORDER BY id`;

/** Reads visits under their locks and changes what is not a state: their agent. */
@Injectable()
export class VisitRepository {
  /** Locks the visits in the order of their ids and reads them with their current attempts; unknown ids are left out. */
  async lock(tx: Queryable, visitIds: readonly number[]): Promise<CurrentVisit[]> {
    await tx.query('SELECT id FROM visits WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE', [visitIds]);
    const rows = await tx.query<VisitRow>(READ_SQL, [visitIds]);
    return rows.map(({ attemptId, attemptState, attemptChannel, ...visit }) => ({
      ...visit,
      attempt:
        attemptId === null || attemptState === null || attemptChannel === null
          ? null
          : { id: attemptId, state: attemptState, channel: attemptChannel },
    }));
  }

  /** Gives live visits to another agent; answers with those that changed. */
  async reassign(
    tx: Queryable,
    visitIds: readonly number[],
    agentId: number,
    why: Reason,
    author: Author,
  ): Promise<number[]> {
    const rows = await tx.query<{ id: number }>(REASSIGN_SQL, [
      visitIds,
      agentId,
      JSON.stringify(why),
      author.actor,
      author.at,
    ]);
    return rows.map((row) => row.id);
  }

  /** When the customer was reached, as it would be without this attempt: its outcome was taken back. */
  async forgetReached(tx: Queryable, visitId: number, attemptId: number): Promise<void> {
    await tx.execute(
      `UPDATE visits SET reached_at =
         (SELECT min(o.ended_at) FROM attempts o WHERE o.visit_id = $1 AND o.id <> $2 AND o.state = 'delivered')
       WHERE id = $1 AND reached_at =
         (SELECT a.ended_at FROM attempts a WHERE a.id = $2 AND a.state = 'delivered')`,
      [visitId, attemptId],
    );
  }

  /** What settling a doubt needs; null for an attempt that was never handed over. */
  readDoubt(tx: Queryable, attemptId: number): Promise<DoubtfulAttempt | null> {
    return tx.maybe<DoubtfulAttempt>(
      `SELECT a.id, a.visit_id AS "visitId", a.state, a.rung, v.ladder, c.ladder AS rungs, v.rolled_due_at AS "dueAt",
         a.handed_over_at AS "handedOverAt"
       FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
       WHERE a.id = $1 AND a.handed_over_at IS NOT NULL`,
      [attemptId],
    );
  }

  /** The visit that an attempt belongs to; null when there is no such attempt. */
  async visitOf(db: Queryable, attemptId: number): Promise<number | null> {
    const row = await db.maybe<{ visitId: number }>('SELECT visit_id AS "visitId" FROM attempts WHERE id = $1', [
      attemptId,
    ]);
    return row?.visitId ?? null;
  }
}
