import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { AgentCall, StretchNumbers, TodayCampaign, WaitingWork } from './today-rows.js';

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

/** The rows behind the Today page. */
@Injectable()
export class TodayReadModel {
  constructor(private readonly database: Database) {}

  /** Campaigns that are planned, running or paused, or ended within the last two days; what runs first. */
  campaigns(now: Date): Promise<TodayCampaign[]> {
    return this.database.query<TodayCampaign>(
      `${CAMPAIGN_SQL}
        WHERE c.state IN ('planned', 'running', 'paused')
           OR (c.state IN ('completed', 'cancelled') AND c.ended_at > $1::timestamptz - interval '2 days')
        ORDER BY array_position(ARRAY['running', 'paused', 'planned', 'completed', 'cancelled'], c.state), c.deadline_at, c.id
        LIMIT 30`,
      [now],
    );
  }

  /** Every campaign, newest first, those before id `before` (cursor). */
  allCampaigns(before: number | null, limit: number): Promise<TodayCampaign[]> {
    return this.database.query<TodayCampaign>(
      `${CAMPAIGN_SQL} WHERE $1::bigint IS NULL OR c.id < $1 ORDER BY c.id DESC LIMIT $2`,
      [before, limit],
    );
  }

  /** One campaign; null when there is none. */
  campaign(id: number): Promise<TodayCampaign | null> {
    return this.database.maybe<TodayCampaign>(`${CAMPAIGN_SQL} WHERE c.id = $1`, [id]);
  }

  /** What waits for somebody; a promise is at risk when it is due within a day and nobody was reached. */
  waiting(now: Date): Promise<WaitingWork> {
    return this.database.one<WaitingWork>(
      `SELECT (SELECT count(*)::int FROM visits v JOIN campaigns c ON c.id = v.campaign_id
                WHERE v.state IN ('planned', 'open') AND v.reached_at IS NULL AND c.state IN ('running', 'paused')
                  AND v.due_at < $1::timestamptz + interval '1 day') AS "promisesAtRisk",
              (SELECT count(*)::int FROM attempts a WHERE a.state = 'in_doubt') AS "inDoubt",
              (SELECT count(*)::int FROM attempts a JOIN campaigns c ON c.id = a.campaign_id
                WHERE a.state = 'held' AND c.state IN ('running', 'paused')) AS held,
              (SELECT count(*)::int FROM follow_ups f WHERE f.state = 'open') AS "followUps",
              (SELECT count(*)::int FROM inbound_messages m
                WHERE m.outcome = 'queued' AND m.decided_at IS NULL) AS "repliesToSort",
              (SELECT count(*)::int FROM field_conflicts x WHERE x.resolved_at IS NULL) AS conflicts`,
      [now],
    );
  }

  /** This week until now, and last week until the same weekday and time; a week begins on Monday in `zone`. */
  async weeks(now: Date, zone: string): Promise<{ now: StretchNumbers; before: StretchNumbers }> {
    const rows = await this.database.query<StretchNumbers>(
      `WITH week AS (
         SELECT date_trunc('week', $1::timestamptz AT TIME ZONE $2) AT TIME ZONE $2 AS from_at, $1::timestamptz AS to_at, 0 AS ago
          UNION ALL
         SELECT (date_trunc('week', $1::timestamptz AT TIME ZONE $2) - interval '7 days') AT TIME ZONE $2,
                (($1::timestamptz AT TIME ZONE $2) - interval '7 days') AT TIME ZONE $2, 1)
       SELECT (SELECT count(*)::int FROM visits v WHERE v.reached_at >= w.from_at AND v.reached_at < w.to_at) AS reached,
              r.answered, r.rated, r.satisfied
         FROM week w
         CROSS JOIN LATERAL (
           SELECT count(*)::int AS answered, count(x.service_score)::int AS rated,
                  count(*) FILTER (WHERE x.service_score >= 4)::int AS satisfied
             FROM responses x WHERE x.answered_at >= w.from_at AND x.answered_at < w.to_at) r
        ORDER BY w.ago`,
      [now, zone],
    );
    const none = { reached: 0, answered: 0, rated: 0, satisfied: 0 };
    return { now: rows[0] ?? none, before: rows[1] ?? none };
  }

  /** The calls of one agent that are still to be made, the one in hand first, then by time. */
  calls(agentId: number): Promise<AgentCall[]> {
    return this.database.query<AgentCall>(
      `SELECT a.id AS "attemptId", v.id AS "visitId", k.customer_no AS "customerNo", k.name AS "customerName",
              k.member_level AS "memberLevel", c.name AS "campaignName", a.scheduled_at AS "scheduledAt", v.due_at AS "dueAt",
              a.fixed_time AS "isAppointment", a.state, a.reasons
         FROM attempts a
         JOIN visits v ON v.id = a.visit_id
         JOIN campaigns c ON c.id = a.campaign_id
         JOIN customers k ON k.id = a.customer_id
        WHERE v.agent_id = $1 AND v.state IN ('planned', 'open') AND a.channel = 'call' AND c.state = 'running'
          AND a.state IN ('scheduled', 'claimed', 'handed_over')
        ORDER BY (a.state = 'scheduled'), a.scheduled_at NULLS LAST, v.due_at, a.id
        LIMIT 50`,
      [agentId],
    );
  }
}
