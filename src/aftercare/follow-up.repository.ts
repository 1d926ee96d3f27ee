import { Injectable } from '@nestjs/common';
import { scopeAgents, type RowScope } from '../access/permissions.js';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';

/** What a follow-up is opened for. */
export interface NewFollowUp {
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly responseId: number | null;
  readonly reason: Reason;
  readonly at: Date;
}

/** A follow-up as a supervisor sees it. */
export interface FollowUp {
  readonly id: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly campaign: string;
  readonly customerId: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly reason: Reason;
  readonly state: 'open' | 'closed';
  readonly agentId: number | null;
  readonly agentNo: string | null;
  readonly agentName: string | null;
  readonly team: string | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly closingNote: string | null;
}

/** Which follow-ups to list. */
export interface FollowUpFilter {
  readonly state?: 'open' | 'closed' | undefined;
  /** Whose; absent: all. */
  readonly scope?: RowScope | undefined;
  /** Entries older than this one (cursor). */
  readonly before?: number | undefined;
  readonly limit: number;
}

const SELECT = `SELECT f.id, f.visit_id AS "visitId", f.campaign_id AS "campaignId", g.name AS campaign,
  f.customer_id AS "customerId", k.customer_no AS "customerNo", k.name AS "customerName", f.reason, f.state,
  f.assigned_to AS "agentId", a.agent_no AS "agentNo", a.name AS "agentName", a.team, f.opened_at AS "openedAt", f.closed_at AS "closedAt",
  f.closed_by AS "closedBy", f.closing_note AS "closingNote"
FROM follow_ups f JOIN campaigns g ON g.id = f.campaign_id JOIN customers k ON k.id = f.customer_id
  LEFT JOIN agents a ON a.id = f.assigned_to`;

@Injectable()
export class FollowUpRepository {
  /**
   * Opens a follow-up of the visit for its agent. Null when the visit has one already: an open one then also names this
   * reason, a closed one stays as it is.
   */
  async open(tx: Queryable, given: NewFollowUp): Promise<number | null> {
    const row = await tx.maybe<{ id: number | null }>(
      `INSERT INTO follow_ups (visit_id, campaign_id, customer_id, response_id, reason, assigned_to, opened_at)
       VALUES ($1, $2, $3, $4, $5, (SELECT v.agent_id FROM visits v WHERE v.id = $1), $6)
       ON CONFLICT (visit_id) DO UPDATE SET response_id = coalesce(follow_ups.response_id, excluded.response_id),
         reason = CASE WHEN follow_ups.reason ->> 'code' = excluded.reason ->> 'code'
             OR coalesce(follow_ups.reason -> 'params' -> 'also', '[]') ? (excluded.reason ->> 'code') THEN follow_ups.reason
           ELSE jsonb_set(follow_ups.reason, '{params,also}', coalesce(follow_ups.reason -> 'params' -> 'also', '[]')
             || jsonb_build_array(excluded.reason ->> 'code')) END
         WHERE follow_ups.state = 'open'
       RETURNING CASE WHEN xmax = 0 THEN id END AS id`,
      [given.visitId, given.campaignId, given.customerId, given.responseId, JSON.stringify(given.reason), given.at],
    );
    return row?.id ?? null;
  }

  /** Newest first. */
  list(db: Queryable, filter: FollowUpFilter): Promise<FollowUp[]> {
    const { agentIds, orNobody } = scopeAgents(filter.scope ?? { kind: 'all' });
    return db.query<FollowUp>(
      `${SELECT} WHERE ($1::text IS NULL OR f.state = $1)
         AND ($2::bigint[] IS NULL OR f.assigned_to = ANY ($2) OR ($3 AND f.assigned_to IS NULL))
         AND ($4::bigint IS NULL OR f.id < $4)
       ORDER BY f.id DESC LIMIT $5`,
      [filter.state ?? null, agentIds, orNobody, filter.before ?? null, filter.limit],
    );
  }

  get(db: Queryable, id: number): Promise<FollowUp | null> {
    return db.maybe<FollowUp>(`${SELECT} WHERE f.id = $1`, [id]);
  }

  /** Closes an open one; false when it was not open. */
  async close(tx: Queryable, id: number, by: { note: string; actor: string; at: Date }): Promise<boolean> {
    const sql = `UPDATE follow_ups SET state = 'closed', closed_at = $2, closed_by = $3, closing_note = $4
      WHERE id = $1 AND state = 'open'`;
    return (await tx.execute(sql, [id, by.at, by.actor, by.note])) > 0;
  }
}
