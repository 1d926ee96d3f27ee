import { Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '../database/database.service.js';
import { reason, type Reason } from '../kernel/reason.js';
import { DIFFERENCE_SQL, REMEMBER_SQL } from './plan-difference-sql.js';
import { toDifference, type DifferenceKind, type PlanDifference, type PlanDifferenceGroup } from './plan-difference.js';
import { EarlierPlanBuilder, type EarlierPlan } from './earlier-plan.js';
import {
  ATTEMPT_COLUMNS,
  attemptRows,
  countExcluded,
  EXCLUSION_COLUMNS,
  exclusionRows,
  listPlaced,
  VISIT_COLUMNS,
  visitRows,
  type PlanToWrite,
} from './plan-rows.js';
import type { PlanSummary } from './plan-summary.js';

/** Visits that nothing has happened to: only these may a new plan replace. */
const UNSTARTED_SQL = `SELECT v.id FROM visits v
  WHERE v.campaign_id = $1 AND v.state = 'planned' AND v.rung = 0 AND v.try = 1 AND v.opened_at IS NULL
    AND NOT EXISTS (SELECT FROM attempts a WHERE a.visit_id = v.id AND (a.state <> 'scheduled' OR a.fixed_time))`;

/** What a plan gave that nothing has happened to, by customer. */
const EARLIER_SQL = `SELECT v.customer_id AS "customerId", v.agent_id AS "agentId",
    (extract(epoch FROM a.scheduled_at) * 1000)::float8 AS slot
  FROM visits v JOIN attempts a ON a.visit_id = v.id AND a.rung = 0 AND a.try = 1
  WHERE v.campaign_id = $1 AND v.state = 'planned' AND v.agent_id IS NOT NULL AND a.scheduled_at IS NOT NULL
  ORDER BY v.customer_id, v.occasion`;
const EARLIER_BATCH = 5_000;

const CLEAR_SQL = `WITH gone AS MATERIALIZED (${UNSTARTED_SQL}),
  attempts_gone AS (DELETE FROM attempts a USING gone WHERE a.visit_id = gone.id RETURNING a.state),
  visits_gone AS (DELETE FROM visits v USING gone WHERE v.id = gone.id RETURNING v.state, v.ledger_part)
  INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
  SELECT $1, 'attempt', state, -count(*) FROM attempts_gone GROUP BY state
  UNION ALL SELECT $1, 'visit', state, -count(*) FROM visits_gone GROUP BY state
  UNION ALL SELECT $1, 'part', ledger_part, -count(*) FROM visits_gone GROUP BY ledger_part`;

const CLEAR_EXCLUSIONS_SQL = `WITH gone AS (
    DELETE FROM exclusions e WHERE e.campaign_id = $1 AND e.code LIKE $2 RETURNING e.code)
  INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
  SELECT $1, 'excluded', code, -count(*) FROM gone GROUP BY code`;

const MOST_BLOCK_TRIES = 20;
/** Of each kind of difference, so many customers are named. */
const MOST_NAMED = 20;

/** What the counters and the history say of a plan: one row for each state and reason. */
interface Group {
  readonly kind: 'visit' | 'part' | 'attempt' | 'excluded';
  readonly key: string;
  readonly count: number;
  readonly reason: Reason;
}

interface EarlierRow {
  readonly customerId: number;
  readonly agentId: number;
  readonly slot: number;
}

/** Writes plans: visits, first attempts, exclusions, events and deltas, in the caller's transaction. */
@Injectable()
export class PlanRepository {
  /** Keeps what the rows say until the transaction ends, for `difference`. */
  async remember(tx: Tx, campaignId: number): Promise<void> {
    await tx.execute(REMEMBER_SQL, [campaignId]);
  }

  /** Whom the rows treat otherwise than those that were remembered. */
  async difference(tx: Tx, campaignId: number): Promise<PlanDifference> {
    type Group = PlanDifferenceGroup & { readonly kind: DifferenceKind };
    return toDifference(await tx.query<Group>(DIFFERENCE_SQL, [campaignId, MOST_NAMED]));
  }

  /** What the stored plan gave; call it before `clear`. */
  async earlier(tx: Tx, campaignId: number): Promise<EarlierPlan> {
    const plan = new EarlierPlanBuilder();
    for await (const rows of tx.stream<EarlierRow>(EARLIER_SQL, [campaignId], EARLIER_BATCH)) {
      for (const { customerId, agentId, slot } of rows) plan.add(customerId, agentId, slot);
    }
    return plan.build();
  }

  /** Takes away what has not begun, and all exclusions: the whole campaign is planned anew. */
  async clear(tx: Tx, campaignId: number): Promise<void> {
    await tx.execute(CLEAR_SQL, [campaignId]);
    await tx.execute(CLEAR_EXCLUSIONS_SQL, [campaignId, '%']);
  }

  /** Takes away the exclusions of the unplaced, so that they are planned again beside who is newly due. */
  async clearUnplaced(tx: Tx, campaignId: number): Promise<void> {
    await tx.execute(CLEAR_EXCLUSIONS_SQL, [campaignId, 'unplaced-%']);
  }

  /** The earliest time at which an attempt of the campaign is scheduled. */
  async earliestSlot(db: Queryable, campaignId: number): Promise<Date | null> {
    const sql = `SELECT min(scheduled_at) AS at FROM attempts WHERE campaign_id = $1 AND state = 'scheduled'`;
    return (await db.one<{ at: Date | null }>(sql, [campaignId])).at;
  }

  /** Stores the rows of a plan. */
  async write(tx: Tx, write: PlanToWrite, actor: string): Promise<void> {
    const placed = listPlaced(write.plan);
    const visitId = await reserveIds(tx, 'visits', placed.length);
    const attemptId = await reserveIds(tx, 'attempts', placed.length);
    await tx.copyIn('visits', VISIT_COLUMNS, visitRows(write, placed, visitId));
    await tx.copyIn('attempts', ATTEMPT_COLUMNS, attemptRows(write, placed, { visitId, attemptId }));
    await tx.copyIn('exclusions', EXCLUSION_COLUMNS, exclusionRows(write));
    const groups = listGroups(write, placed.length);
    await this.writeDeltas(tx, write.campaignId, groups);
    await this.writeEvents(tx, write, groups, actor);
  }

  /** Notes the plan at the campaign, whose state and audit trail the campaign's own service keeps. */
  async note(
    tx: Tx,
    campaignId: number,
    plan: {
      readonly summary: PlanSummary;
      readonly fingerprint: string;
      readonly audienceHash: string;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.execute(
      `UPDATE campaigns SET plan_version = $2, plan_summary = $3, plan_fingerprint = $4, audience_hash = $5, planned_at = $6,
         sms_units = $7,
         version = version + 1,
         audience = (SELECT count(*) FROM visits v WHERE v.campaign_id = $1)
           + (SELECT count(*) FROM exclusions e WHERE e.campaign_id = $1)
       WHERE id = $1`,
      [
        campaignId,
        plan.summary.planVersion,
        JSON.stringify(plan.summary),
        plan.fingerprint,
        plan.audienceHash,
        plan.at,
        plan.summary.smsUnits,
      ],
    );
  }

  /** Replaces the summary of the plan with this version; does nothing where the campaign has another one by now. */
  async noteSuggestions(db: Queryable, summary: PlanSummary): Promise<void> {
    await db.execute(`UPDATE campaigns SET plan_summary = $3 WHERE id = $1 AND plan_version = $2`, [
      summary.campaignId,
      summary.planVersion,
      JSON.stringify(summary),
    ]);
  }

  private async writeDeltas(tx: Tx, campaignId: number, groups: readonly Group[]): Promise<void> {
    await tx.execute(
      `INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
       SELECT $1, g.kind, g.key, g.count FROM jsonb_to_recordset($2::jsonb) AS g (kind text, key text, count integer)`,
      [campaignId, JSON.stringify(groups)],
    );
  }

  private async writeEvents(tx: Tx, write: PlanToWrite, groups: readonly Group[], actor: string): Promise<void> {
    await tx.execute(
      `INSERT INTO visit_events (at, actor, campaign_id, kind, to_state, reason, row_count, plan_version)
       SELECT $1, $2, $3, g.kind, g.key, g.reason, g.count, $4
       FROM jsonb_to_recordset($5::jsonb) AS g (kind text, key text, count integer, reason jsonb) WHERE g.kind <> 'part'`,
      [write.at, actor, write.campaignId, write.planVersion, JSON.stringify(groups)],
    );
  }
}

function listGroups(write: PlanToWrite, placed: number): Group[] {
  const policy = { policy: write.policy.id, policyVersion: write.policy.version };
  const why = reason('plan-stored', { version: write.planVersion, ...policy });
  const groups: Group[] = [
    { kind: 'visit', key: 'planned', count: placed, reason: why },
    { kind: 'part', key: 'planned', count: placed, reason: why },
    { kind: 'attempt', key: 'scheduled', count: placed, reason: why },
  ];
  for (const [code, count] of countExcluded(write)) {
    groups.push({ kind: 'excluded', key: code, count, reason: reason('plan-excluded', { code, ...policy }) });
  }
  return groups.filter(({ count }) => count > 0);
}

/**
 * Takes a block of ids from a table's sequence and returns its first. Others may draw numbers at the same moment: then
 * the block has a gap, is let go, and another one is taken.
 */
async function reserveIds(tx: Tx, table: 'visits' | 'attempts', count: number): Promise<number> {
  if (count === 0) return 0;
  for (let tries = 0; tries < MOST_BLOCK_TRIES; tries++) {
    const { first, last } = await tx.one<{ first: number; last: number }>(
      `SELECT min(s.id) AS first, max(s.id) AS last
       FROM (SELECT nextval('${table}_id_seq') AS id FROM generate_series(1, $1::bigint)) s`,
      [count],
    );
    if (last - first + 1 === count) return first;
  }
  throw new Error(`No block of ${count} ids could be had for ${table}.`);
}
