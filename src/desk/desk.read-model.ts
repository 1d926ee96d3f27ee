import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CallMarks } from './call-marks.js';
import type { AttemptState, CampaignKind, Purpose, VisitState } from '../kernel/words.js';

/** One call of an agent's list. */
export interface ListedCall {
  readonly visitId: number;
  readonly attemptId: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly name: string;
  readonly phone: string | null;
  readonly campaignId: number;
  readonly campaign: string;
  readonly kind: CampaignKind;
  readonly visitState: VisitState;
  readonly state: AttemptState;
  readonly scheduledAt: Date | null;
  readonly isAppointment: boolean;
  readonly dueAt: Date;
  readonly weekDueAt: Date | null;
  readonly openedAt: Date | null;
  readonly lastReason: { readonly code: string; readonly params: Record<string, unknown> } | null;
}

/** Who holds a call, and in which visit. */
export interface HeldCall {
  readonly attemptId: number;
  readonly visitId: number;
  readonly channel: string;
  readonly state: AttemptState;
  readonly isAppointment: boolean;
  readonly scheduledAt: Date | null;
  readonly agentId: number | null;
  readonly claimedBy: number | null;
  readonly holderNo: string | null;
  readonly holderName: string | null;
}

/** What the screen of a call needs besides the customer. */
export interface CallFacts extends HeldCall, CallMarks {
  readonly address: string | null;
  readonly attemptKey: string;
  readonly campaignId: number;
  readonly campaignName: string;
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  readonly scriptId: string;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly customerId: number;
  readonly dueAt: Date;
  readonly weekDueAt: Date | null;
  readonly openedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly appointmentAt: Date | null;
  readonly zones: readonly string[];
  readonly reachedBefore: number;
  readonly draft: unknown;
  readonly draftVersion: number | null;
}

const LISTED = `v.id AS "visitId", a.id AS "attemptId", k.id AS "customerId", k.customer_no AS "customerNo", k.name,
  a.address AS phone, g.id AS "campaignId", g.name AS campaign, g.kind, v.state AS "visitState", a.state,
  a.scheduled_at AS "scheduledAt", a.fixed_time AS "isAppointment", v.due_at AS "dueAt", v.week_due_at AS "weekDueAt",
  v.opened_at AS "openedAt", a.reasons -> -1 AS "lastReason"`;
const PROMISE = 'least(v.due_at, CASE WHEN v.opened_at IS NULL THEN v.week_due_at END)';
const listedFrom = (agent: string) => `JOIN customers k ON k.id = v.customer_id JOIN campaigns g ON g.id = v.campaign_id
  WHERE v.agent_id = ${agent} AND v.state IN ('planned', 'open') AND a.channel = 'call' AND g.state IN ('running', 'paused')`;

/** Two short walks along indexes: what the agent has in hand, and what waits in the order of its promise; at most `limit`. */
export const listSql = (
  agent: string,
  limit: string,
) => `(SELECT ${LISTED} FROM attempts a JOIN visits v ON v.id = a.visit_id ${listedFrom(agent)}
  AND a.claimed_by = ${agent} AND a.state IN ('claimed', 'handed_over') ORDER BY (a.state = 'handed_over') DESC, ${PROMISE}, v.id)
UNION ALL
(SELECT ${LISTED} FROM visits v JOIN attempts a ON a.visit_id = v.id AND a.state IN ('scheduled', 'held') ${listedFrom(agent)}
  ORDER BY ${PROMISE}, v.id LIMIT ${limit})
LIMIT ${limit}`;

const HELD = `a.id AS "attemptId", a.visit_id AS "visitId", a.channel, a.state, a.fixed_time AS "isAppointment",
  a.scheduled_at AS "scheduledAt", v.agent_id AS "agentId", a.claimed_by AS "claimedBy", h.agent_no AS "holderNo",
  h.name AS "holderName"`;
const HELD_FROM = `FROM attempts a JOIN visits v ON v.id = a.visit_id LEFT JOIN agents h ON a.channel = 'call'
  AND h.id = CASE WHEN a.state IN ('claimed', 'handed_over') THEN a.claimed_by ELSE v.agent_id END`;

const FACTS_SQL = `SELECT ${HELD}, a.address, a.attempt_key AS "attemptKey", g.id AS "campaignId", g.name AS "campaignName",
  g.kind, g.purpose, coalesce(g.templates ->> 'call', 'visit-script') AS "scriptId", g.survey_id AS "surveyId",
  g.survey_version AS "surveyVersion", v.customer_id AS "customerId", v.due_at AS "dueAt", v.week_due_at AS "weekDueAt",
  v.opened_at AS "openedAt", a.handed_over_at AS "handedOverAt", v.appointment_at AS "appointmentAt", v.zones,
  (SELECT count(*)::int FROM contact_log l WHERE l.customer_id = v.customer_id AND l.reached) AS "reachedBefore",
  r.fields AS draft, r.version AS "draftVersion", r.dialled_at AS "dialledAt", r.answered_at AS "answeredAt",
  r.hung_up_at AS "hungUpAt"
${HELD_FROM} JOIN campaigns g ON g.id = a.campaign_id
  LEFT JOIN visit_records r ON r.attempt_id = a.id AND r.state = 'draft'
WHERE a.id = $1`;

const HELD_SQL = `SELECT ${HELD} ${HELD_FROM} WHERE a.id = $1`;

const OTHER_OPEN_SQL = `SELECT visit_id AS "visitId" FROM attempts
WHERE claimed_by = $1 AND channel = 'call' AND state = 'handed_over' AND id <> $2 LIMIT 1`;

/** Reads what an agent's desk shows. */
@Injectable()
export class DeskReadModel {
  /** The agent's calls: what is in hand first, then by the earlier of both promises. */
  list(db: Queryable, agentId: number, limit: number): Promise<ListedCall[]> {
    return db.prepared<ListedCall>('agent-calls', listSql('$1', '$2'), [agentId, limit]);
  }

  /** Who holds a call; null when there is no such attempt. */
  async held(db: Queryable, attemptId: number): Promise<HeldCall | null> {
    const [held = null] = await db.prepared<HeldCall>('call-held', HELD_SQL, [attemptId]);
    return held;
  }

  /** Another call that the agent has open; null when the hand is free. */
  async otherOpen(db: Queryable, agentId: number, attemptId: number): Promise<{ visitId: number } | null> {
    const [other = null] = await db.prepared<{ visitId: number }>('other-open-call', OTHER_OPEN_SQL, [
      agentId,
      attemptId,
    ]);
    return other;
  }

  /** Read at every step of a call, so planned once. */
  async facts(db: Queryable, attemptId: number): Promise<CallFacts | null> {
    const [facts = null] = await db.prepared<CallFacts>('call-facts', FACTS_SQL, [attemptId]);
    return facts;
  }
}
