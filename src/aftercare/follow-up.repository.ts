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

/** Which outcome is taken back, and why. */
export interface Withdrawal {
  readonly visitId: number;
  /** What it may have opened a follow-up for. */
  readonly codes: readonly string[];
  /** When the outcome was recorded, and opened it. */
  readonly openedAt: Date;
  readonly why: Reason;
  readonly actor: string;
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
  /** Why it was taken back; null while it is open, and where it was closed with a note. */
  readonly withdrawn: Reason | null;
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
  f.closed_by AS "closedBy", f.closing_note AS "closingNote", f.withdrawn
FROM follow_ups f JOIN campaigns g ON g.id = f.campaign_id JOIN customers k ON k.id = f.customer_id
  LEFT JOIN agents a ON a.id = f.assigned_to`;

@Injectable()
export class FollowUpRepository {
  /**
   * Opens a follow-up of the visit for its agent, or one that was withdrawn anew. Null when the visit has another already: an
   * open one then also names this reason, a closed one stays as it is.
   */
  async open(tx: Queryable, given: NewFollowUp): Promise<number | null> {
    return (await this.openAgain(tx, given)) ?? (await this.insert(tx, given));
  }

  private async openAgain(tx: Queryable, given: NewFollowUp): Promise<number | null> {
    const row = await tx.maybe<{ id: number }>(
      `UPDATE follow_ups SET state = 'open', withdrawn = NULL, closed_at = NULL, closed_by = NULL, reason = $2, response_id = $3,
         opened_at = $4, assigned_to = (SELECT v.agent_id FROM visits v WHERE v.id = $1)
       WHERE visit_id = $1 AND withdrawn IS NOT NULL RETURNING id`,
      [given.visitId, JSON.stringify(given.reason), given.responseId, given.at],
    );
    return row?.id ?? null;
  }

  private async insert(tx: Queryable, given: NewFollowUp): Promise<number | null> {
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

  /** Closes what that outcome opened, with the reason; null where it opened none, or somebody has closed it. */
  withdraw(tx: Queryable, given: Withdrawal): Promise<{ id: number; customerId: number } | null> {
    return tx.maybe(
      `UPDATE follow_ups SET state = 'closed', closed_at = $4, closed_by = $5, withdrawn = $6
       WHERE visit_id = $1 AND state = 'open' AND response_id IS NULL AND opened_at = $2 AND reason ->> 'code' = ANY ($3)
       RETURNING id, customer_id AS "customerId"`,
      [given.visitId, given.openedAt, given.codes, given.at, given.actor, JSON.stringify(given.why)],
    );
  }

  /** Takes the reasons that the outcome had added from an open follow-up. */
  async dropReasons(tx: Queryable, { visitId, codes }: Withdrawal): Promise<void> {
    await tx.execute(
      `UPDATE follow_ups SET reason = jsonb_set(reason, '{params,also}', (reason -> 'params' -> 'also') - $2::text[])
       WHERE visit_id = $1 AND state = 'open' AND reason -> 'params' -> 'also' ?| $2::text[]`,
      [visitId, codes],
    );
  }
}
