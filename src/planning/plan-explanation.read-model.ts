import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';

/** A planned visit of a customer: who, when, and why. */
export interface ExplainedVisit {
  readonly visitId: number;
  readonly occasion: string;
  readonly state: string;
  readonly agentNo: string | null;
  readonly ladder: readonly string[];
  readonly dueAt: Date;
  readonly rolledDueAt: Date;
  readonly weekDueAt: Date | null;
  readonly zones: readonly string[];
  readonly planVersion: number;
  readonly reasons: readonly Reason[];
  readonly attempts: readonly {
    readonly attemptId: number;
    readonly channel: string;
    readonly state: string;
    readonly scheduledAt: string | null;
    readonly reasons: readonly Reason[];
  }[];
}

/** Why a customer is left out: the decisive reason, and what else would have kept them out. */
export interface ExplainedExclusion {
  readonly occasion: string;
  readonly reason: Reason;
  readonly also: readonly Reason[];
  readonly planVersion: number;
}

/** What a campaign's plan says of one customer. Both lists empty: not in the audience. */
export interface CustomerExplanation {
  readonly customerNo: string;
  readonly visits: readonly ExplainedVisit[];
  readonly exclusions: readonly ExplainedExclusion[];
}

const VISITS_SQL = `SELECT v.id AS "visitId", v.occasion, v.state, g.agent_no AS "agentNo", v.ladder, v.due_at AS "dueAt",
    v.rolled_due_at AS "rolledDueAt", v.week_due_at AS "weekDueAt", v.zones, v.plan_version AS "planVersion", v.reasons,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('attemptId', a.id, 'channel', a.channel, 'state', a.state,
        'scheduledAt', to_char(a.scheduled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reasons', a.reasons)
      ORDER BY a.rung, a.try), '[]') FROM attempts a WHERE a.visit_id = v.id) AS attempts
  FROM visits v LEFT JOIN agents g ON g.id = v.agent_id
  WHERE v.campaign_id = $1 AND v.customer_id = $2 ORDER BY v.occasion`;

const EXCLUSIONS_SQL = `SELECT e.occasion, jsonb_build_object('code', e.code, 'params', e.params) AS reason, e.also,
    e.plan_version AS "planVersion"
  FROM exclusions e WHERE e.campaign_id = $1 AND e.customer_id = $2 ORDER BY e.occasion`;

/** Looks up what a plan decided for one customer, and why. */
@Injectable()
export class PlanExplanationReadModel {
  constructor(private readonly database: Database) {}

  /** Throws NotFoundError for a customer number that nobody has. */
  async explainCustomer(campaignId: number, customerNo: string): Promise<CustomerExplanation> {
    const customer = await this.database.maybe<{ id: number }>('SELECT id FROM customers WHERE customer_no = $1', [
      customerNo,
    ]);
    if (customer === null) throw new NotFoundError('customer', customerNo);
    const params = [campaignId, customer.id];
    return {
      customerNo,
      visits: await this.database.query<ExplainedVisit>(VISITS_SQL, params),
      exclusions: await this.database.query<ExplainedExclusion>(EXCLUSIONS_SQL, params),
    };
  }
}
