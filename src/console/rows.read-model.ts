import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../access/permissions.js';
import type { RowScope } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import { maskAddress } from '../kernel/masking.js';
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

/** Which visits to list; what is left out does not narrow. */
export interface VisitFilter {
  readonly campaignId?: number | undefined;
  /** One of the eleven parts. */
  readonly part?: string | undefined;
  readonly agentNo?: string | undefined;
  readonly after: number;
  readonly limit: number;
}

/** A visit in a list, without a usable number. */
export interface VisitRow extends LedgerRow {
  readonly campaignId: number;
  readonly state: string;
  readonly ledgerPart: string;
  readonly to: string | null;
}

/** The rows behind a segment of the ledger bar, and visits as somebody may see them. */
@Injectable()
export class RowsReadModel {
  constructor(private readonly database: Database) {}

  /** Rows of a part, after row `after`; `part` is one of the eleven. */
  list(
    filter: VisitFilter & { readonly campaignId: number; readonly part: string },
    scope: RowScope,
  ): Promise<LedgerRow[]> {
    return filter.part === 'excluded' ? this.excluded(filter) : this.visits(filter, scope);
  }

  /** Visits of a scope, by id. */
  async visits(filter: VisitFilter, scope: RowScope): Promise<VisitRow[]> {
    const { agentIds, orNobody } = scopeAgents(scope);
    const rows = await this.database.query<VisitRow>(
      `SELECT v.id, v.id AS "visitId", v.campaign_id AS "campaignId", v.state, v.ledger_part AS "ledgerPart",
              k.customer_no AS "customerNo", k.name AS "customerName", g.agent_no AS "agentNo", a.channel, a.address AS "to",
              coalesce(v.ended_at, a.handed_over_at, a.scheduled_at) AS at, v.due_at AS "dueAt",
              coalesce(v.end_reason, a.reasons -> -1, v.reasons -> -1) AS reason
         FROM visits v
         JOIN customers k ON k.id = v.customer_id
         LEFT JOIN agents g ON g.id = v.agent_id
         LEFT JOIN LATERAL (
           SELECT t.channel, t.address, t.handed_over_at, t.scheduled_at, t.reasons
             FROM attempts t WHERE t.visit_id = v.id ORDER BY t.rung DESC, t.try DESC LIMIT 1) a ON true
        WHERE ($1::bigint IS NULL OR v.campaign_id = $1) AND ($2::text IS NULL OR v.ledger_part = $2)
          AND ($3::text IS NULL OR g.agent_no = $3) AND v.id > $4
          AND ($6::bigint[] IS NULL OR v.agent_id = ANY ($6) OR ($7 AND v.agent_id IS NULL))
        ORDER BY v.id LIMIT $5`,
      [
        filter.campaignId ?? null,
        filter.part ?? null,
        filter.agentNo ?? null,
        filter.after,
        filter.limit,
        agentIds,
        orNobody,
      ],
    );
    return rows.map((row) => ({ ...row, to: row.to && maskAddress(row.to) }));
  }

  /** Of these visits, those that a scope does not hold. */
  async outside(visitIds: readonly number[], scope: RowScope): Promise<number[]> {
    const { agentIds, orNobody } = scopeAgents(scope);
    if (agentIds === null) return [];
    const rows = await this.database.query<{ id: number }>(
      `SELECT v.id FROM visits v
        WHERE v.id = ANY ($1::bigint[]) AND NOT coalesce(v.agent_id = ANY ($2::bigint[]), $3) ORDER BY v.id`,
      [visitIds, agentIds, orNobody],
    );
    return rows.map((row) => row.id);
  }

  private excluded({ campaignId, after, limit }: VisitFilter): Promise<LedgerRow[]> {
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
