import { Injectable } from '@nestjs/common';
import type { Leave, Shift } from '../archive/shift.js';
import type { Queryable, Tx } from '../database/database.service.js';

/** What of a customer decides who may take them and when. */
interface CustomerRow {
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  readonly team: string | null;
  readonly levelSkill: string | null;
  readonly lastServedBy: string | null;
  readonly owner: string | null;
  readonly customerUpdatedAt: number;
  readonly preferredTime: string | null;
  readonly explicitTimeConsent: boolean;
}

/** A visit with its current attempt and its customer, as stored. Instants in milliseconds, JSON as text. */
export interface PlannedRow extends CustomerRow {
  readonly visitId: number;
  readonly state: string;
  readonly agentNo: string | null;
  readonly planVersion: number;
  readonly rolledDueAt: number;
  readonly zones: string;
  readonly isOwners: boolean;
  readonly plannedAgentNo: string | null;
  readonly hasReasons: boolean;
  readonly isAppointed: boolean;
  readonly channel: string | null;
  readonly scheduledAt: number | null;
  readonly attemptState: string | null;
  readonly rung: number;
  /** ISO, where a cap defers the first contact. */
  readonly notBefore: string | null;
}

/** The same for a standing campaign, with what made the customer due. */
export interface OccasionRow extends PlannedRow {
  readonly occasion: string;
  readonly triggerAt: Date | null;
  readonly birthday: string | null;
  readonly intervalDays: number | null;
}

/** Somebody who has no place, and why. */
export interface UnplacedRow extends CustomerRow {
  readonly code: string;
  readonly customerNo: string;
  readonly channel: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly zones: string;
}

/** A version of a campaign's plan, and when it was stored. */
export interface PlanKey {
  readonly campaignId: number;
  readonly planVersion: number;
  readonly plannedAt: Date;
}

/** An agent's facts, and the calls that this version of the plan did not make. */
export interface PlannedAgentRow {
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: string[];
  readonly languages: string[];
  readonly regions: string[];
  readonly weight: number;
  readonly active: boolean;
  readonly updatedAt: number;
  readonly dailyMinutes: number | null;
  readonly shifts: Shift[];
  readonly leave: Leave[];
  readonly otherCalls: Date[] | null;
  /** Live visits that this version of the plan did not make. */
  readonly held: number;
}

/** Messages of other campaigns in one minute. */
export interface MessageMinute {
  readonly channel: string;
  readonly minute: number;
  readonly count: number;
}

/** A level's rule counts as a fact of the customer: `lr` is its row. */
const CUSTOMER = `lr.team, lr.skill AS "levelSkill", c.required_skill AS skill, c.language, c.province AS region, c.last_served_by AS "lastServedBy",
  c.owner_agent_no AS owner,
  ${millis('greatest(c.updated_at, lr.updated_at)')} AS "customerUpdatedAt", c.preferred_time::text AS "preferredTime",
  c.explicit_time_consent AS "explicitTimeConsent"`;

const VISIT = `v.id AS "visitId", v.state, g.agent_no AS "agentNo", v.plan_version AS "planVersion",
  ${millis('v.rolled_due_at')} AS "rolledDueAt", array_to_json(v.zones)::text AS zones, ${CUSTOMER}, v.rung,
  v.reasons @> '[{"code":"agent-owner"}]' AS "isOwners",
  v.reasons -> 0 -> 'params' ->> 'agentNo' AS "plannedAgentNo",
  v.reasons <> '[]' AND coalesce(a.reasons <> '[]', true) AS "hasReasons",
  v.appointment_at IS NOT NULL OR coalesce(a.fixed_time, false) AS "isAppointed",
  a.channel, ${millis('a.scheduled_at')} AS "scheduledAt", a.state AS "attemptState",
  jsonb_path_query_first(a.reasons, '$[*] ? (@.code == "slot-after-cap").params.notBefore') #>> '{}' AS "notBefore"`;

/** What the key of an occasion names. */
const OCCASION = `v.occasion, c.birthday::text AS birthday, c.visit_interval_days AS "intervalDays",
  CASE split_part(v.occasion, ':', 1)
    WHEN 'service' THEN (SELECT s.served_at FROM services s
      WHERE s.customer_id = v.customer_id AND s.id::text = substr(v.occasion, 9))
    WHEN 'complaint' THEN (SELECT min(i.closed_at) FROM closed_issues i
      WHERE i.customer_id = v.customer_id AND i.ref = substr(v.occasion, 11))
    WHEN 'assigned' THEN substr(v.occasion, 10)::timestamptz
    WHEN 'last-visit' THEN substr(v.occasion, 12)::timestamptz
  END AS "triggerAt"`;

const VISITS = `FROM visits v
  JOIN customers c ON c.id = v.customer_id
  LEFT JOIN level_rules lr ON lr.member_level = c.member_level
  LEFT JOIN agents g ON g.id = v.agent_id
  LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
  WHERE v.campaign_id = $1`;

const UNPLACED_SQL = `SELECT e.code, c.customer_no AS "customerNo", ${CUSTOMER}, e.params ->> 'channel' AS channel,
    e.params ->> 'from' AS "from", e.params ->> 'until' AS until, coalesce(e.params ->> 'zones', '[]') AS zones
  FROM exclusions e JOIN customers c ON c.id = e.customer_id
  LEFT JOIN level_rules lr ON lr.member_level = c.member_level
  WHERE e.campaign_id = $1 AND e.plan_version = $2 AND e.code = ANY ($3) ORDER BY e.customer_id`;

const UNPLACED_CODES = ['unplaced-no-agent', 'unplaced-no-window', 'unplaced-rate', 'unplaced-capacity'];

const AGENTS_SQL = `WITH held AS (
    SELECT v.agent_id, count(*) AS n FROM visits v WHERE v.state IN ('planned', 'open')
      AND NOT (v.campaign_id = $1 AND v.plan_version = $2) GROUP BY v.agent_id),
  calls AS (
    SELECT v.agent_id, array_agg(a.scheduled_at) AS at FROM attempts a JOIN visits v ON v.id = a.visit_id
    WHERE a.channel = 'call' AND a.state IN ('scheduled', 'held', 'claimed', 'handed_over') AND a.scheduled_at >= $3
      AND NOT (v.campaign_id = $1 AND v.plan_version = $2) GROUP BY v.agent_id)
  SELECT g.agent_no AS "agentNo", g.name, g.team, g.skills, g.languages, g.regions, g.weight, g.active,
    ${millis('g.updated_at')} AS "updatedAt", g.daily_minutes AS "dailyMinutes", g.shifts, g.leave,
    calls.at AS "otherCalls", coalesce(held.n, 0) AS held
  FROM agents g LEFT JOIN held ON held.agent_id = g.id LEFT JOIN calls ON calls.agent_id = g.id
  ORDER BY g.agent_no COLLATE "C"`;

/** Units: an SMS counts its segments, as its campaign reckons them; what has left on the day of `$2` in zone `$4` as one sum. */
const MESSAGES_SQL = `SELECT a.channel, floor(extract(epoch FROM a.scheduled_at) / 60)::float8 AS minute,
    sum(CASE a.channel WHEN 'sms' THEN c.sms_units ELSE 1 END)::float8 AS count
  FROM attempts a JOIN campaigns c ON c.id = a.campaign_id
  WHERE a.channel IN ('sms', 'email') AND a.state IN ('scheduled', 'claimed') AND a.campaign_id <> $1
    AND a.scheduled_at >= $2 AND a.created_at <= $3 GROUP BY 1, 2
  UNION ALL
  SELECT a.channel, floor(extract(epoch FROM min(a.handed_over_at)) / 60)::float8,
    sum(CASE a.channel WHEN 'sms' THEN coalesce(a.segments, 1) ELSE 1 END)::float8
  FROM attempts a WHERE a.channel IN ('sms', 'email') AND a.handed_over_at < least($2, $3)
    AND a.handed_over_at >= (date_trunc('day', $2::timestamptz AT TIME ZONE $4) AT TIME ZONE $4) GROUP BY 1`;

const DOUBLED_SQL = `SELECT visit_id AS id FROM attempts
  WHERE campaign_id = $1 AND state IN ('scheduled', 'held', 'claimed', 'handed_over', 'in_doubt')
  GROUP BY visit_id HAVING count(*) > 1 ORDER BY visit_id`;

const ROWS_SQL = `SELECT 'visit ' || state AS key, count(*) AS n FROM visits WHERE campaign_id = $1 GROUP BY state
  UNION ALL SELECT 'part ' || ledger_part, count(*) FROM visits WHERE campaign_id = $1 GROUP BY ledger_part
  UNION ALL SELECT 'attempt ' || state, count(*) FROM attempts WHERE campaign_id = $1 GROUP BY state
  UNION ALL SELECT 'excluded ' || code, count(*) FROM exclusions WHERE campaign_id = $1 GROUP BY code`;

const COUNTERS_SQL = `SELECT kind || ' ' || key AS key, sum(delta) AS n FROM ledger_deltas
  WHERE campaign_id = $1 GROUP BY kind, key HAVING sum(delta) <> 0`;

/** What came while the plan was made may have drawn its number before the plan's own events, unseen by it. */
const SINCE_SQL = `WITH plan AS (SELECT max(p.id) AS last FROM visit_events p
    WHERE p.campaign_id = $1 AND p.plan_version = $2 AND p.visit_id IS NULL)
  SELECT
    (SELECT count(*) FROM visit_events e, plan WHERE e.id > plan.last - 100000 AND (e.id > plan.last OR e.at > $3)) AS events,
    (SELECT count(*) FROM exclusions x WHERE x.campaign_id = $1 AND x.plan_version = $2
      AND x.code LIKE 'unplaced-%' AND x.code <> 'unplaced-unknown-zone') AS unplaced`;

const CUSTOMERS_SQL = `SELECT v.id, c.customer_no AS "customerNo" FROM visits v JOIN customers c ON c.id = v.customer_id
  WHERE v.id = ANY ($1)`;

const BATCH = 1_000;

function millis(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000)::float8`;
}

/** Reads a stored plan back, for checking. */
@Injectable()
export class PlannedRowsReadModel {
  /** The visits of a campaign, in no order: they are folded while they come. */
  async *visits(tx: Tx, campaignId: number): AsyncIterable<PlannedRow> {
    yield* this.stream<PlannedRow>(tx, `SELECT ${VISIT} ${VISITS}`, [campaignId]);
  }

  /** The same with their occasions. */
  async *occasions(tx: Tx, campaignId: number): AsyncIterable<OccasionRow> {
    yield* this.stream<OccasionRow>(tx, `SELECT ${VISIT}, ${OCCASION} ${VISITS}`, [campaignId]);
  }

  /** Who has no place in this version, by customer. */
  async *unplaced(tx: Tx, { campaignId, planVersion }: PlanKey): AsyncIterable<UnplacedRow> {
    yield* this.stream<UnplacedRow>(tx, UNPLACED_SQL, [campaignId, planVersion, UNPLACED_CODES]);
  }

  /** How many events came after a version of a plan was stored, and whom that version could not place. */
  since(db: Queryable, plan: PlanKey): Promise<{ events: number; unplaced: number }> {
    return db.one<{ events: number; unplaced: number }>(SINCE_SQL, [plan.campaignId, plan.planVersion, plan.plannedAt]);
  }

  /** All agents by number, with what this version did not put into their calendars from `from` on. */
  agents(db: Queryable, plan: PlanKey, from: Date): Promise<PlannedAgentRow[]> {
    return db.query<PlannedAgentRow>(AGENTS_SQL, [plan.campaignId, plan.planVersion, from]);
  }

  /** What other campaigns had on the channels when the plan was stored, by minute from `from` on, and what had left that day. */
  messages(db: Queryable, plan: PlanKey, from: Date, zone: string): Promise<MessageMinute[]> {
    return db.query<MessageMinute>(MESSAGES_SQL, [plan.campaignId, from, plan.plannedAt, zone]);
  }

  /** Visits with more than one live attempt. */
  async doubled(db: Queryable, campaignId: number): Promise<number[]> {
    const rows = await db.query<{ id: number }>(DOUBLED_SQL, [campaignId]);
    return rows.map(({ id }) => id);
  }

  /** The numbers of the customers of visits. */
  async customers(db: Queryable, visitIds: readonly number[]): Promise<Map<number, string>> {
    const rows = await db.query<{ id: number; customerNo: string }>(CUSTOMERS_SQL, [visitIds]);
    return new Map(rows.map(({ id, customerNo }) => [id, customerNo]));
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

  /** All of a cursor's rows are wanted: what is quick for the first ones only would be slow for them. */
  private async *stream<T>(tx: Tx, sql: string, params: readonly unknown[]): AsyncIterable<T> {
    await tx.execute('SET LOCAL cursor_tuple_fraction = 1');
    for await (const batch of tx.stream<T>(sql, params, BATCH)) yield* batch;
  }
}
