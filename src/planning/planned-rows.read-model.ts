import { Injectable } from '@nestjs/common';
import type { Leave, Shift } from '../archive/shift.js';
import type { Queryable, Tx } from '../database/database.service.js';
import type { Reason } from '../kernel/reason.js';

/** A visit with its current attempt and its customer, as stored. */
export interface PlannedRow {
  readonly visitId: number;
  readonly state: string;
  readonly agentNo: string | null;
  readonly planVersion: number;
  readonly rolledDueAt: Date;
  readonly zones: string[];
  readonly visitReasons: Reason[];
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  readonly team: string | null;
  readonly levelSkill: string | null;
  readonly lastServedBy: string | null;
  readonly owner: string | null;
  readonly customerUpdatedAt: Date;
  readonly preferredTime: [string, string][] | null;
  readonly explicitTimeConsent: boolean;
  readonly liveAttempts: number;
  readonly channel: 'sms' | 'email' | 'call' | 'onsite' | 'other' | null;
  readonly scheduledAt: Date | null;
  readonly attemptState: string | null;
  readonly rung: number;
  readonly attemptReasons: Reason[] | null;
}

/** Somebody for whom no agent had time. */
export interface UnplacedRow {
  readonly params: Readonly<Record<string, unknown>>;
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  readonly team: string | null;
  readonly levelSkill: string | null;
  readonly lastServedBy: string | null;
  readonly preferredTime: [string, string][] | null;
  readonly explicitTimeConsent: boolean;
}

/** A version of a campaign's plan. */
export interface PlanKey {
  readonly campaignId: number;
  readonly planVersion: number;
}

/** An agent's facts and the calls of other campaigns. */
export interface PlannedAgentRow {
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: string[];
  readonly languages: string[];
  readonly regions: string[];
  readonly weight: number;
  readonly dailyMinutes: number | null;
  readonly shifts: Shift[];
  readonly leave: Leave[];
  readonly otherCalls: Date[] | null;
  /** Live visits that this version of the plan did not make. */
  readonly held: number;
}

/** A level's rule counts as a fact of the customer: `lr` is its row. */
const CUSTOMER = `lr.team, lr.skill AS "levelSkill", c.required_skill AS skill, c.language, c.province AS region, c.last_served_by AS "lastServedBy",
  c.preferred_time AS "preferredTime", c.explicit_time_consent AS "explicitTimeConsent"`;

const VISITS_SQL = `SELECT v.id AS "visitId", v.state, g.agent_no AS "agentNo", v.plan_version AS "planVersion",
    v.rolled_due_at AS "rolledDueAt", v.zones, v.reasons AS "visitReasons", ${CUSTOMER}, v.rung,
    c.owner_agent_no AS owner, greatest(c.updated_at, lr.updated_at) AS "customerUpdatedAt",
    (SELECT count(*) FROM attempts l WHERE l.visit_id = v.id
      AND l.state IN ('scheduled', 'held', 'claimed', 'handed_over', 'in_doubt')) AS "liveAttempts",
    a.channel, a.scheduled_at AS "scheduledAt", a.state AS "attemptState", a.reasons AS "attemptReasons"
  FROM visits v
  JOIN customers c ON c.id = v.customer_id
  LEFT JOIN level_rules lr ON lr.member_level = c.member_level
  LEFT JOIN agents g ON g.id = v.agent_id
  LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
  WHERE v.campaign_id = $1 ORDER BY v.id`;

const UNPLACED_SQL = `SELECT e.params, ${CUSTOMER} FROM exclusions e JOIN customers c ON c.id = e.customer_id
  LEFT JOIN level_rules lr ON lr.member_level = c.member_level
  WHERE e.campaign_id = $1 AND e.code = 'unplaced-capacity'`;

const AGENTS_SQL = `SELECT g.agent_no AS "agentNo", g.name, g.team, g.skills, g.languages, g.regions, g.weight,
    g.daily_minutes AS "dailyMinutes", g.shifts, g.leave,
    (SELECT array_agg(a.scheduled_at) FROM visits v JOIN attempts a ON a.visit_id = v.id
      WHERE v.agent_id = g.id AND v.campaign_id <> $1 AND a.channel = 'call' AND a.scheduled_at >= $2
        AND a.state IN ('scheduled', 'held', 'claimed', 'handed_over')) AS "otherCalls",
    (SELECT count(*) FROM visits v WHERE v.agent_id = g.id AND v.state IN ('planned', 'open')
      AND NOT (v.campaign_id = $1 AND v.plan_version = $4)) AS held
  FROM agents g WHERE g.agent_no = ANY ($3::text[]) ORDER BY g.agent_no`;

const ROWS_SQL = `SELECT 'visit ' || state AS key, count(*) AS n FROM visits WHERE campaign_id = $1 GROUP BY state
  UNION ALL SELECT 'part ' || ledger_part, count(*) FROM visits WHERE campaign_id = $1 GROUP BY ledger_part
  UNION ALL SELECT 'attempt ' || state, count(*) FROM attempts WHERE campaign_id = $1 GROUP BY state
  UNION ALL SELECT 'excluded ' || code, count(*) FROM exclusions WHERE campaign_id = $1 GROUP BY code`;

const COUNTERS_SQL = `SELECT kind || ' ' || key AS key, sum(delta) AS n FROM ledger_deltas
  WHERE campaign_id = $1 GROUP BY kind, key HAVING sum(delta) <> 0`;

const SINCE_SQL = `SELECT
    (SELECT count(*) FROM visit_events e WHERE e.id > (SELECT max(p.id) FROM visit_events p
      WHERE p.campaign_id = $1 AND p.plan_version = $2 AND p.visit_id IS NULL)) AS events,
    (SELECT count(*) FROM exclusions x WHERE x.campaign_id = $1 AND x.plan_version = $2
      AND x.code LIKE 'unplaced-%' AND x.code <> 'unplaced-unknown-zone') AS unplaced`;

const BATCH = 5_000;

/** Reads a stored plan back, for checking and for explaining. */
@Injectable()
export class PlannedRowsReadModel {
  async *visits(tx: Tx, campaignId: number): AsyncIterable<PlannedRow> {
    for await (const batch of tx.stream<PlannedRow>(VISITS_SQL, [campaignId], BATCH)) yield* batch;
  }

  unplaced(db: Queryable, campaignId: number): Promise<UnplacedRow[]> {
    return db.query<UnplacedRow>(UNPLACED_SQL, [campaignId]);
  }

  /** How many events came after a version of a plan was stored, and whom that version could not place. */
  since(db: Queryable, plan: PlanKey): Promise<{ events: number; unplaced: number }> {
    return db.one<{ events: number; unplaced: number }>(SINCE_SQL, [plan.campaignId, plan.planVersion]);
  }

  /** Agents by number, with what other campaigns have in their calendars from `from` on. */
  agents(db: Queryable, plan: PlanKey, from: Date, agentNos: readonly string[]): Promise<PlannedAgentRow[]> {
    return db.query<PlannedAgentRow>(AGENTS_SQL, [plan.campaignId, from, agentNos, plan.planVersion]);
  }

  /** The books of a campaign, counted by rows and by counters, by kind and key. */
  async books(
    db: Queryable,
    campaignId: number,
  ): Promise<{ rows: Map<string, number>; counters: Map<string, number> }> {
    const read = async (sql: string): Promise<Map<string, number>> => {
      const found = await db.query<{ key: string; n: number }>(sql, [campaignId]);
      return new Map(found.map(({ key, n }) => [key, n]));
    };
    return { rows: await read(ROWS_SQL), counters: await read(COUNTERS_SQL) };
  }
}
