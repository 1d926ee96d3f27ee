import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { lookUpEach } from '../database/look-up-each.js';
import type { CampaignCounts } from './campaign-card.js';

// The counters are deltas: their sum is the count. One statement for all campaigns of a page.
const CAMPAIGN_SQL = `
  SELECT c.id, c.name, c.kind, c.state, c.standing IS NOT NULL AS standing, c.audience,
         c.start_at AS "startAt", c.deadline_at AS "deadlineAt", coalesce(l.parts, '{}') AS parts
    FROM campaigns c
    LEFT JOIN LATERAL (
      SELECT jsonb_object_agg(p.part, p.number) AS parts
        FROM (SELECT CASE d.kind WHEN 'excluded' THEN 'excluded' ELSE d.key END AS part, sum(d.delta)::int AS number
                FROM ledger_deltas d
               WHERE d.campaign_id = c.id AND d.kind IN ('part', 'excluded')
               GROUP BY 1) p) l ON true`;
const SOME_SQL = lookUpEach(`${CAMPAIGN_SQL} WHERE c.id = asked.key::bigint`);

/** Campaigns with the numbers of their ledger, from the counters: never a recount. */
@Injectable()
export class CampaignCards {
  constructor(private readonly database: Database) {}

  /** Campaigns that are planned, running or paused, or ended within the last two days; what runs first. */
  current(now: Date): Promise<CampaignCounts[]> {
    return this.database.prepared<CampaignCounts>(
      'campaign-cards-current',
      `${CAMPAIGN_SQL}
        WHERE c.state IN ('planned', 'running', 'paused')
           OR (c.state IN ('completed', 'cancelled') AND c.ended_at > $1::timestamptz - interval '2 days')
        ORDER BY array_position(ARRAY['running', 'paused', 'planned', 'completed', 'cancelled'], c.state), c.deadline_at, c.id
        LIMIT 30`,
      [now],
    );
  }

  /** Every campaign, newest first, those before id `before` (cursor). */
  all(before: number | null, limit: number): Promise<CampaignCounts[]> {
    return this.database.prepared<CampaignCounts>(
      'campaign-cards-all',
      `${CAMPAIGN_SQL} WHERE $1::bigint IS NULL OR c.id < $1 ORDER BY c.id DESC LIMIT $2`,
      [before, limit],
    );
  }

  /** One campaign; null when there is none. */
  async one(id: number): Promise<CampaignCounts | null> {
    return (await this.some([id]))[0] ?? null;
  }

  /** These campaigns, in one statement, in no order. */
  some(ids: readonly number[]): Promise<CampaignCounts[]> {
    return this.database.prepared<CampaignCounts>('campaign-cards', SOME_SQL, [JSON.stringify(ids)]);
  }
}
