import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { Database } from '../../database/database.service.js';
import { MOST_VISITS } from './hand-over-limits.js';
import type { HandOverAgent } from './hand-over-targets.js';

/** Which live visits are to change hands; empty texts do not narrow. */
export interface HandOverFilter {
  readonly from: string;
  readonly campaign: number | null;
  readonly part: string;
  /** Due until the end of this local day. */
  readonly due: string;
}

/** A hand-over that was made, as far as it can be taken back. */
export interface HandOverBatch {
  readonly at: Date;
  readonly moved: number;
  readonly back: number;
}

const BATCH_SQL = `FROM visit_events e LEFT JOIN visits v ON v.id = e.visit_id AND v.agent_id::text = e.to_state
    AND v.state IN ('planned', 'open') LEFT JOIN agents f ON f.id::text = e.from_state AND f.active
  WHERE e.kind = 'handed-over-to-agent' AND e.actor = $1`;

/** What a hand-over is made from. */
@Injectable()
export class HandOverRows {
  constructor(private readonly database: Database) {}

  /** Agents of a scope who can be given visits, by number; away: on leave on the local day `date`. */
  agents(scope: RowScope, date: string): Promise<HandOverAgent[]> {
    return this.database.query<HandOverAgent>(
      `SELECT a.id, a.agent_no AS "agentNo", a.name, a.team, a.weight,
              (SELECT count(*)::int FROM visits v WHERE v.agent_id = a.id AND v.state IN ('planned', 'open')) AS held,
              NOT a.active OR EXISTS (SELECT FROM jsonb_to_recordset(a.leave) AS l ("from" date, "to" date)
                WHERE $2::date BETWEEN l."from" AND l."to") AS "isAway"
         FROM agents a WHERE ($1::bigint[] IS NULL OR a.id = ANY ($1))
          AND (a.active OR EXISTS (SELECT FROM visits v WHERE v.agent_id = a.id AND v.state IN ('planned', 'open')))
        ORDER BY a.agent_no COLLATE "C"`,
      [scopeAgents(scope).agentIds, date],
    );
  }

  /** The campaigns that have live visits. */
  campaigns(): Promise<{ id: number; name: string }[]> {
    return this.database.query(
      "SELECT c.id, c.name FROM campaigns c WHERE c.state IN ('planned', 'running', 'paused') ORDER BY c.id DESC LIMIT 100",
    );
  }

  /** Live visits of a scope, the first due first; one more than can be moved at once says that there are more. */
  async visitIds(filter: HandOverFilter, scope: RowScope, zone: string): Promise<number[]> {
    const { agentIds, orNobody } = scopeAgents(scope);
    const rows = await this.database.query<{ id: number }>(
      `SELECT v.id FROM visits v LEFT JOIN agents a ON a.id = v.agent_id
        WHERE v.state IN ('planned', 'open') AND ($1 = '' OR a.agent_no = $1) AND ($2::bigint IS NULL OR v.campaign_id = $2)
          AND ($3 = '' OR v.ledger_part = $3)
          AND ($4 = '' OR v.due_at < (nullif($4, '')::date + 1)::timestamp AT TIME ZONE $5)
          AND ($6::bigint[] IS NULL OR v.agent_id = ANY ($6) OR ($7 AND v.agent_id IS NULL))
        ORDER BY v.due_at, v.id LIMIT ${MOST_VISITS + 1}`,
      [filter.from, filter.campaign, filter.part, filter.due, zone, agentIds, orNobody],
    );
    return rows.map(({ id }) => id);
  }

  /** What somebody handed over since `since`, newest first. */
  batches(actor: string, since: Date): Promise<HandOverBatch[]> {
    return this.database.query<HandOverBatch>(
      `SELECT e.at, count(*)::int AS moved, count(*) FILTER (WHERE v.id IS NOT NULL AND f.id IS NOT NULL)::int AS back
         ${BATCH_SQL} AND e.at >= $2 GROUP BY e.at ORDER BY e.at DESC LIMIT 10`,
      [actor, since],
    );
  }

  /** What of a hand-over can go back: the visits that are still where it put them, by the agent who had them. */
  async wayBack(actor: string, at: Date): Promise<{ toAgentNo: string; visitIds: number[] }[]> {
    return this.database.query(
      `SELECT f.agent_no AS "toAgentNo", array_agg(v.id ORDER BY v.id) AS "visitIds"
         ${BATCH_SQL} AND e.at = $2 AND v.id IS NOT NULL AND f.id IS NOT NULL GROUP BY f.agent_no ORDER BY f.agent_no`,
      [actor, at],
    );
  }
}
