import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { NotFoundError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';

/** A visit that explains itself: why this agent, why this minute, why waiting, and everything that happened. */
export interface VisitDetail {
  readonly id: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly occasion: string;
  readonly state: string;
  readonly ledgerPart: string;
  readonly agentId: number | null;
  readonly agentNo: string | null;
  readonly dueAt: Date;
  readonly rolledDueAt: Date;
  readonly appointmentAt: Date | null;
  readonly ladder: readonly string[];
  readonly rung: number;
  readonly zones: readonly string[];
  readonly reasons: readonly Reason[];
  readonly endReason: Reason | null;
  readonly attempts: readonly object[];
  readonly events: readonly object[];
}

@Injectable()
export class VisitDetailReadModel {
  constructor(private readonly database: Database) {}

  /** Throws NotFoundError. */
  async get(id: number): Promise<VisitDetail> {
    const visit = await this.database.maybe<Omit<VisitDetail, 'attempts' | 'events'>>(
      `SELECT v.id, v.campaign_id AS "campaignId", v.customer_id AS "customerId", k.customer_no AS "customerNo", v.occasion,
              v.state, v.ledger_part AS "ledgerPart", v.agent_id AS "agentId", g.agent_no AS "agentNo", v.due_at AS "dueAt",
              v.rolled_due_at AS "rolledDueAt", v.appointment_at AS "appointmentAt", v.ladder, v.rung, v.zones, v.reasons,
              v.end_reason AS "endReason"
         FROM visits v JOIN customers k ON k.id = v.customer_id LEFT JOIN agents g ON g.id = v.agent_id
        WHERE v.id = $1`,
      [id],
    );
    if (!visit) throw new NotFoundError('visit', id);
    const [attempts, events] = await Promise.all([this.attempts(id), this.events(id)]);
    return { ...visit, attempts, events };
  }

  private attempts(visitId: number): Promise<object[]> {
    return this.database.query(
      `SELECT a.id, a.rung, a.try, a.channel, a.state, a.scheduled_at AS "scheduledAt", a.fixed_time AS "fixedTime", a.reasons,
              a.handed_over_at AS "handedOverAt", a.provider, a.error_class AS "errorClass", a.error_code AS "errorCode",
              a.segments, a.ended_at AS "endedAt"
         FROM attempts a WHERE a.visit_id = $1 ORDER BY a.rung, a.try`,
      [visitId],
    );
  }

  private events(visitId: number): Promise<object[]> {
    return this.database.query(
      `SELECT e.at, e.actor, e.kind, e.attempt_id AS "attemptId", e.from_state AS "from", e.to_state AS "to", e.reason,
              e.plan_version AS "planVersion"
         FROM visit_events e WHERE e.visit_id = $1 ORDER BY e.id`,
      [visitId],
    );
  }
}
