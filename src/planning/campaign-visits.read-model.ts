import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';

/** Where a page of a campaign's visits ended; the next begins behind it. */
export interface VisitCursor {
  readonly customerId: number;
  readonly occasion: string;
}

export interface VisitPlace extends VisitCursor {
  readonly visitId: number;
}

/** A visit whose time is over, and whether anything of it may have arrived. */
export interface OverdueVisit extends VisitPlace {
  readonly dueAt: Date;
  readonly arrived: boolean;
  /** Without a survey, what arrived is done. */
  readonly onlyNotifies: boolean;
}

export const FIRST_PAGE: VisitCursor = { customerId: 0, occasion: '' };

const PLACE = 'v.id AS "visitId", v.customer_id AS "customerId", v.occasion';

/** An appointment may lie behind the deadline; the call then has until the same time of the next day. */
const OVERDUE = `v.state IN ('planned', 'open')
  AND greatest(v.rolled_due_at, v.appointment_at + interval '1 day') <= $2
  AND coalesce(a.state, 'scheduled') NOT IN ('claimed', 'handed_over', 'in_doubt')`;
const OVERDUE_COLUMNS = `${PLACE}, v.due_at AS "dueAt", v.reached_at IS NOT NULL OR EXISTS (SELECT FROM attempts o
  WHERE o.visit_id = v.id AND o.state IN ('accepted', 'delivered', 'assumed_sent')) AS arrived,
  (SELECT c.survey_id IS NULL FROM campaigns c WHERE c.id = v.campaign_id) AS "onlyNotifies"`;
const CURRENT = 'LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try';

/** The visits of one campaign in pages, for what happens to all of them. */
@Injectable()
export class CampaignVisitsReadModel {
  /** Attempts that are reserved by a worker or an agent, and not handed over. */
  claimed(db: Queryable, campaignId: number): Promise<{ visitId: number; attemptId: number }[]> {
    return db.query(
      `SELECT a.visit_id AS "visitId", a.id AS "attemptId" FROM attempts a
        WHERE a.campaign_id = $1 AND a.state = 'claimed' ORDER BY a.visit_id`,
      [campaignId],
    );
  }

  /** Visits that are not over. */
  live(db: Queryable, campaignId: number, after: VisitCursor, limit: number): Promise<VisitPlace[]> {
    return db.query<VisitPlace>(
      `SELECT ${PLACE} FROM visits v
        WHERE v.campaign_id = $1 AND (v.customer_id, v.occasion) > ($2, $3) AND v.state IN ('planned', 'open')
        ORDER BY v.customer_id, v.occasion LIMIT $4`,
      [campaignId, after.customerId, after.occasion, limit],
    );
  }

  async hasLive(db: Queryable, campaignId: number): Promise<boolean> {
    const { exists } = await db.one<{ exists: boolean }>(
      `SELECT EXISTS (SELECT FROM visits v WHERE v.campaign_id = $1 AND v.state IN ('planned', 'open'))`,
      [campaignId],
    );
    return exists;
  }

  /** Visits whose deadline, or whose later appointment, is over, and that nobody has in hand. */
  overdue(db: Queryable, campaignId: number, now: Date, after: VisitCursor, limit: number): Promise<OverdueVisit[]> {
    return db.query<OverdueVisit>(
      `SELECT ${OVERDUE_COLUMNS} FROM visits v ${CURRENT}
        WHERE v.campaign_id = $1 AND ${OVERDUE} AND (v.customer_id, v.occasion) > ($3, $4)
        ORDER BY v.customer_id, v.occasion LIMIT $5`,
      [campaignId, now, after.customerId, after.occasion, limit],
    );
  }

  /** Whether somebody was left out because there was no room, and may find some later. */
  async hasUnplaced(db: Queryable, campaignId: number): Promise<boolean> {
    const { exists } = await db.one<{ exists: boolean }>(
      `SELECT EXISTS (SELECT FROM exclusions e WHERE e.campaign_id = $1 AND e.code LIKE 'unplaced-%')`,
      [campaignId],
    );
    return exists;
  }

  /** Those of these visits that are still overdue, now that they are locked. */
  stillOverdue(db: Queryable, visitIds: readonly number[], now: Date): Promise<OverdueVisit[]> {
    return db.query<OverdueVisit>(
      `SELECT ${OVERDUE_COLUMNS} FROM visits v ${CURRENT} WHERE v.id = ANY ($1::bigint[]) AND ${OVERDUE}`,
      [visitIds, now],
    );
  }
}
