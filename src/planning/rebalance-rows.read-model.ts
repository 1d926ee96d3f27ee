import { Injectable } from '@nestjs/common';
import { LEVEL_DEMAND, type LevelDemand } from '../archive/level-rule.js';
import type { Queryable } from '../database/queryable.js';
import type { AttemptState, VisitState } from '../kernel/words.js';

/** A live visit with its current attempt and what of its customer decides who may take it and when. */
export interface HeldVisit {
  readonly id: number;
  readonly version: number;
  readonly campaignId: number;
  readonly state: VisitState;
  readonly agentId: number | null;
  readonly agentNo: string | null;
  readonly rolledDueAt: Date;
  readonly appointmentAt: Date | null;
  readonly zones: string[];
  readonly customerNo: string;
  readonly customerName: string;
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  readonly lastServedBy: string | null;
  readonly level: LevelDemand | null;
  readonly preferredTime: [string, string][] | null;
  readonly explicitTimeConsent: boolean;
  /** The agent is the customer's owner, and the campaign keeps owners. */
  readonly isOwners: boolean;
  readonly attemptId: number | null;
  readonly channel: string | null;
  readonly attemptState: AttemptState | null;
  readonly scheduledAt: Date | null;
  readonly fixedTime: boolean;
}

/** An agent as the preview names them, those who have left among them. */
export interface HoldingAgent {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly weight: number;
  readonly held: number;
}

/** Which visits: of these campaigns, or these alone; `agentIds` null: everybody's, and nobody's. */
export interface RebalanceScope {
  readonly campaignIds: readonly number[] | null;
  readonly visitIds: readonly number[] | null;
  readonly agentIds: readonly number[] | null;
}

const VISITS_SQL = `SELECT v.id, v.version, v.campaign_id AS "campaignId", v.state, v.agent_id AS "agentId", g.agent_no AS "agentNo",
    v.rolled_due_at AS "rolledDueAt", v.appointment_at AS "appointmentAt", v.zones, k.customer_no AS "customerNo",
    k.name AS "customerName", k.required_skill AS skill, k.language, k.province AS region,
    k.last_served_by AS "lastServedBy", ${LEVEL_DEMAND} AS level, k.preferred_time AS "preferredTime",
    k.explicit_time_consent AS "explicitTimeConsent",
    coalesce(c.assignment = 'owner' AND k.owner_agent_no = g.agent_no, false) AS "isOwners",
    t.id AS "attemptId", t.channel, t.state AS "attemptState", t.scheduled_at AS "scheduledAt",
    coalesce(t.fixed_time, false) AS "fixedTime"
  FROM visits v JOIN campaigns c ON c.id = v.campaign_id JOIN customers k ON k.id = v.customer_id
  LEFT JOIN level_rules lr ON lr.member_level = k.member_level
  LEFT JOIN agents g ON g.id = v.agent_id
  LEFT JOIN attempts t ON t.visit_id = v.id AND t.rung = v.rung AND t.try = v.try
  WHERE v.state IN ('planned', 'open') AND c.state IN ('planned', 'running', 'paused')
    AND ($1::bigint[] IS NULL OR v.campaign_id = ANY ($1)) AND ($2::bigint[] IS NULL OR v.id = ANY ($2))
    AND ($3::bigint[] IS NULL OR v.agent_id IS NULL OR v.agent_id = ANY ($3))
  ORDER BY v.id`;

const AGENTS_SQL = `SELECT a.id, a.agent_no AS "agentNo", a.name, a.weight, count(v.id)::int AS held
  FROM agents a LEFT JOIN visits v ON v.agent_id = a.id AND v.state IN ('planned', 'open')
  WHERE $1::bigint[] IS NULL OR a.id = ANY ($1)
  GROUP BY a.id HAVING a.active OR count(v.id) > 0 ORDER BY a.agent_no COLLATE "C"`;

/** Reads what may change hands. */
@Injectable()
export class RebalanceRows {
  /** Live visits of live campaigns by id. */
  visits(db: Queryable, { campaignIds, visitIds, agentIds }: RebalanceScope): Promise<HeldVisit[]> {
    return db.query<HeldVisit>(VISITS_SQL, [campaignIds, visitIds, agentIds]);
  }

  /** The live campaigns, those alone in which an agent has visits where one is named. */
  async campaignIds(db: Queryable, agentNo: string | null): Promise<number[]> {
    const rows = await db.query<{ id: number }>(
      `SELECT c.id FROM campaigns c WHERE c.state IN ('planned', 'running', 'paused') AND ($1::text IS NULL OR EXISTS (
         SELECT FROM visits v JOIN agents a ON a.id = v.agent_id
         WHERE v.campaign_id = c.id AND v.state IN ('planned', 'open') AND a.agent_no = $1)) ORDER BY c.id`,
      [agentNo],
    );
    return rows.map(({ id }) => id);
  }

  /** An agent by number, null where there is none. */
  agentByNo(db: Queryable, agentNo: string): Promise<{ active: boolean; weight: number } | null> {
    return db.maybe('SELECT a.active, a.weight FROM agents a WHERE a.agent_no = $1', [agentNo]);
  }

  /** Agents who work or still hold something, by number. */
  agents(db: Queryable, agentIds: readonly number[] | null): Promise<HoldingAgent[]> {
    return db.query<HoldingAgent>(AGENTS_SQL, [agentIds]);
  }

  /** Locks visits in the order of their ids; answers with those whose version is still the one that was read. */
  async lockUnchanged(db: Queryable, read: readonly { visitId: number; version: number }[]): Promise<number> {
    const rows = await db.query<{ id: number }>(
      `SELECT v.id FROM visits v JOIN unnest($1::bigint[], $2::int[]) AS given (id, version) ON given.id = v.id
       WHERE v.version = given.version ORDER BY v.id FOR UPDATE OF v`,
      [read.map(({ visitId }) => visitId), read.map(({ version }) => version)],
    );
    return rows.length;
  }
}
