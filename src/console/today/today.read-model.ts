import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { Database } from '../../database/database.service.js';
import type { AgentCall, StretchNumbers, WaitingWork } from './today-rows.js';

// $1 now, $2 agents (null: all), $3 whether what nobody has counts too. A reply counts when all its candidates do.
const OF = (agent: string) => `($2::bigint[] IS NULL OR ${agent} = ANY ($2) OR ($3 AND ${agent} IS NULL))`;
const WAITING_SQL = `
  SELECT (SELECT count(*)::int FROM visits v JOIN campaigns c ON c.id = v.campaign_id
           WHERE v.state IN ('planned', 'open') AND v.reached_at IS NULL AND c.state IN ('running', 'paused')
             AND v.due_at < $1::timestamptz + interval '1 day' AND ${OF('v.agent_id')}) AS "promisesAtRisk",
         (SELECT count(*)::int FROM attempts a JOIN visits v ON v.id = a.visit_id
           WHERE a.state = 'in_doubt' AND ${OF('v.agent_id')}) AS "inDoubt",
         (SELECT count(*)::int FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
           WHERE a.state = 'held' AND c.state IN ('running', 'paused') AND ${OF('v.agent_id')}) AS held,
         (SELECT count(*)::int FROM follow_ups f WHERE f.state = 'open' AND ${OF('f.assigned_to')}) AS "followUps",
         (SELECT count(*)::int FROM inbound_messages m WHERE m.outcome = 'queued' AND m.decided_at IS NULL
             AND ($3 OR jsonb_array_length(m.candidates) > 0)
             AND ($2::bigint[] IS NULL OR NOT EXISTS (
               SELECT FROM jsonb_array_elements(m.candidates) AS one(value)
                 LEFT JOIN visits v ON v.id = (one.value ->> 'visitId')::bigint
                WHERE NOT coalesce(v.agent_id = ANY ($2), $3)))) AS "repliesToSort",
         (SELECT count(*)::int FROM field_conflicts x JOIN customers k ON k.id = x.customer_id
            LEFT JOIN agents o ON o.agent_no = k.owner_agent_no
           WHERE x.resolved_at IS NULL AND ${OF('o.id')}) AS conflicts`;

/** The rows behind the Today page. */
@Injectable()
export class TodayReadModel {
  constructor(private readonly database: Database) {}

  /** What of a scope waits for somebody; a promise is at risk when it is due within a day and nobody was reached. */
  waiting(now: Date, scope: RowScope): Promise<WaitingWork> {
    const { agentIds, orNobody } = scopeAgents(scope);
    return this.database.one<WaitingWork>(WAITING_SQL, [now, agentIds, orNobody]);
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
    return this.database.prepared<AgentCall>(
      'today-calls',
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
