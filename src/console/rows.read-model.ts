import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Reason } from '../kernel/reason.js';

/** A customer in a part of the ledger, with the reason why. */
export interface LedgerRow {
  /** The cursor. */
  readonly id: number;
  readonly visitId: number | null;
  readonly customerNo: string;
  readonly customerName: string;
  readonly agentNo: string | null;
  readonly channel: string | null;
  readonly at: Date | null;
  readonly dueAt: Date | null;
  readonly reason: Reason | null;
}

/** The rows behind a segment of the ledger bar. */
@Injectable()
export class RowsReadModel {
  constructor(private readonly database: Database) {}

  /** Rows of a part, after row `after`; `part` is one of the eleven. */
  list(campaignId: number, part: string, after: number, limit: number): Promise<LedgerRow[]> {
    return part === 'excluded' ? this.excluded(campaignId, after, limit) : this.visits(campaignId, part, after, limit);
  }

  private visits(campaignId: number, part: string, after: number, limit: number): Promise<LedgerRow[]> {
    return this.database.query<LedgerRow>(
      `SELECT v.id, v.id AS "visitId", k.customer_no AS "customerNo", k.name AS "customerName", g.agent_no AS "agentNo",
              a.channel, coalesce(v.ended_at, a.handed_over_at, a.scheduled_at) AS at, v.due_at AS "dueAt",
              coalesce(v.end_reason, a.reasons -> -1, v.reasons -> -1) AS reason
         FROM visits v
         JOIN customers k ON k.id = v.customer_id
         LEFT JOIN agents g ON g.id = v.agent_id
         LEFT JOIN LATERAL (
           SELECT t.channel, t.handed_over_at, t.scheduled_at, t.reasons
             FROM attempts t WHERE t.visit_id = v.id ORDER BY t.rung DESC, t.try DESC LIMIT 1) a ON true
        WHERE v.campaign_id = $1 AND v.ledger_part = $2 AND v.id > $3
        ORDER BY v.id LIMIT $4`,
      [campaignId, part, after, limit],
    );
  }

  private excluded(campaignId: number, after: number, limit: number): Promise<LedgerRow[]> {
    return this.database.query<LedgerRow>(
      `SELECT x.customer_id AS id, NULL AS "visitId", k.customer_no AS "customerNo", k.name AS "customerName",
              NULL AS "agentNo", NULL AS channel, NULL::timestamptz AS at, NULL::timestamptz AS "dueAt",
              jsonb_build_object('code', x.code, 'params', x.params) AS reason
         FROM exclusions x JOIN customers k ON k.id = x.customer_id
        WHERE x.campaign_id = $1 AND x.customer_id > $2
        ORDER BY x.customer_id, x.occasion LIMIT $3`,
      [campaignId, after, limit],
    );
  }
}
