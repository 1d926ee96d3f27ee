import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import { FIRST_PAGE } from './campaign-visits.read-model.js';
import type { VisitCursor } from './campaign-visits.read-model.js';

/** An attempt that has a time; `agentNo` is the visit's agent on every channel, and `reasons` is never empty. */
export interface ContactLine {
  readonly attemptId: number;
  readonly visitId: number;
  readonly customerNo: string;
  readonly channel: string;
  readonly scheduledAt: Date;
  readonly zones: readonly string[];
  readonly agentNo: string | null;
  readonly state: AttemptState;
  readonly reasons: readonly Reason[];
}

interface VisitRow extends VisitCursor {
  readonly lines: readonly (Omit<ContactLine, 'scheduledAt'> & { readonly scheduledAt: string })[];
}

const VISITS_PER_PAGE = 1_000;

/** The page is of visits, along their unique key, so that a campaign of any size is read in short statements. */
const PAGE_SQL = `SELECT v.customer_id AS "customerId", v.occasion, coalesce((
    SELECT jsonb_agg(jsonb_build_object('attemptId', a.id, 'visitId', v.id, 'customerNo', c.customer_no,
        'channel', a.channel, 'scheduledAt', a.scheduled_at, 'zones', v.zones, 'agentNo', g.agent_no, 'state', a.state,
        'reasons', v.reasons || a.reasons) ORDER BY a.rung, a.try)
      FROM attempts a WHERE a.visit_id = v.id AND a.scheduled_at IS NOT NULL), '[]') AS lines
  FROM visits v JOIN customers c ON c.id = v.customer_id LEFT JOIN agents g ON g.id = v.agent_id
  WHERE v.campaign_id = $1 AND (v.customer_id, v.occasion) > ($2, $3)
  ORDER BY v.customer_id, v.occasion LIMIT ${VISITS_PER_PAGE}`;

const PLANNED: Reason = { code: 'planned', params: {} };

/** Who is contacted when, by whom and why: one line for each attempt of a campaign that has a time. */
@Injectable()
export class CampaignContactsReadModel {
  constructor(private readonly database: Database) {}

  async *contacts(campaignId: number): AsyncIterable<ContactLine> {
    let cursor: VisitCursor | undefined = FIRST_PAGE;
    while (cursor !== undefined) {
      const page: VisitRow[] = await this.database.query<VisitRow>(PAGE_SQL, [
        campaignId,
        cursor.customerId,
        cursor.occasion,
      ]);
      for (const line of page.flatMap(({ lines }) => lines)) yield toLine(line);
      cursor = page.at(-1);
    }
  }
}

function toLine(line: VisitRow['lines'][number]): ContactLine {
  const reasons = line.reasons.length > 0 ? line.reasons : [PLANNED];
  return { ...line, scheduledAt: new Date(line.scheduledAt), reasons };
}
