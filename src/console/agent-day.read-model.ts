import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../access/permissions.js';
import type { RowScope } from '../access/permissions.js';
import { Database } from '../database/database.service.js';
import type { AgentDay } from './agent-day.js';

// $1 agents (null: all), $2 now, $3 zone. A day of the organisation: from its midnight to the next.
const DAY_SQL = `
  WITH day AS MATERIALIZED (
    SELECT date_trunc('day', $2::timestamptz AT TIME ZONE $3) AT TIME ZONE $3 AS from_at,
           (date_trunc('day', $2::timestamptz AT TIME ZONE $3) + interval '1 day') AT TIME ZONE $3 AS to_at
  ), waiting AS (
    SELECT v.agent_id, count(*)::int AS n
      FROM visits v JOIN campaigns c ON c.id = v.campaign_id AND c.state = 'running'
      JOIN attempts t ON t.visit_id = v.id AND t.channel = 'call' AND t.state IN ('scheduled', 'claimed', 'handed_over')
     WHERE v.state IN ('planned', 'open') AND v.agent_id IS NOT NULL AND ($1::bigint[] IS NULL OR v.agent_id = ANY ($1))
       AND (t.scheduled_at IS NULL OR t.scheduled_at < (SELECT to_at FROM day))
     GROUP BY v.agent_id
  ), made AS (
    SELECT w.agent_id, count(*)::int AS called,
           count(DISTINCT w.visit_id) FILTER (WHERE w.line_result = 'answered')::int AS reached,
           count(DISTINCT w.visit_id) FILTER (WHERE v.state NOT IN ('planned', 'open'))::int AS done
      FROM visit_records w JOIN visits v ON v.id = w.visit_id
     WHERE w.state = 'complete' AND w.channel = 'call' AND ($1::bigint[] IS NULL OR w.agent_id = ANY ($1))
       AND w.completed_at >= (SELECT from_at FROM day) AND w.completed_at < (SELECT to_at FROM day)
     GROUP BY w.agent_id
  )
  SELECT a.id AS "agentId", a.agent_no AS "agentNo", a.name AS "agentName", a.team, coalesce(w.n, 0) AS "toCall",
         coalesce(m.called, 0) AS called, coalesce(m.reached, 0) AS reached, coalesce(m.done, 0) AS done
    FROM agents a LEFT JOIN waiting w ON w.agent_id = a.id LEFT JOIN made m ON m.agent_id = a.id
   WHERE ($1::bigint[] IS NULL OR a.id = ANY ($1)) AND (a.active OR w.n > 0)
   ORDER BY a.agent_no COLLATE "C"`;

/** What each agent has to call today, and has called. */
@Injectable()
export class AgentDays {
  constructor(private readonly database: Database) {}

  /** The agents of a scope at `now`, by number; those who have left only while they still hold calls. */
  read(scope: RowScope, now: Date, zone: string): Promise<AgentDay[]> {
    return this.database.query<AgentDay>(DAY_SQL, [scopeAgents(scope).agentIds, now, zone]);
  }

  /** One agent's own day; null for an unknown agent. */
  async of(agentId: number, now: Date, zone: string): Promise<AgentDay | null> {
    return (await this.read({ kind: 'agent', agentId }, now, zone))[0] ?? null;
  }
}
