import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import { lookUpEach } from '../database/look-up-each.js';
import { NotFoundError } from '../kernel/faults.js';
import type { CampaignState } from '../kernel/words.js';
import { DEFAULT_OPTIONS } from './campaign-definition.js';
import type { CampaignDefinition } from './campaign-definition.js';
import type { Campaign, CampaignWithoutPlan, PlanOfCampaign } from './campaign.js';

/** All but the summary of the plan, which is large. */
const HEAD_COLUMNS = `id, name, kind, state, purpose, standing, assignment, segment, ladder, policy_id AS "policyId",
  survey_id AS "surveyId", survey_version AS "surveyVersion", templates, start_at AS "startAt",
  deadline_at AS "deadlineAt", holiday_windows AS "holidayWindows", priority, caps, seed, options, audience,
  audience_hash AS "audienceHash", plan_version AS "planVersion", plan_fingerprint AS "planFingerprint",
  version, created_by AS "createdBy", created_at AS "createdAt",
  planned_at AS "plannedAt", launched_at AS "launchedAt", ended_at AS "endedAt", archived_at AS "archivedAt"`;
const COLUMNS = `${HEAD_COLUMNS}, plan_summary AS "planSummary"`;
const HEADS_SQL = lookUpEach(`SELECT ${HEAD_COLUMNS} FROM campaigns WHERE id = asked.key::bigint`);

/** The versions that a campaign is bound to when it is made. */
export interface BoundVersions {
  readonly surveyVersion: number | null;
}

/** A page of a list, newest first; `next` is null on the last one. */
export interface CampaignPage {
  readonly items: Campaign[];
  readonly next: number | null;
}

/** Reads and writes campaigns; the database refuses a move of state that is not legal. */
@Injectable()
export class CampaignRepository {
  async insert(
    db: Queryable,
    definition: CampaignDefinition,
    bound: BoundVersions,
    author: { readonly actor: string; readonly at: Date },
  ): Promise<Campaign> {
    const row = await db.one<Campaign>(
      `INSERT INTO campaigns (name, kind, purpose, standing, assignment, segment, ladder, policy_id, survey_id,
         survey_version, templates, start_at, deadline_at, holiday_windows, priority, caps, seed, options, created_by,
         created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
       RETURNING ${COLUMNS}`,
      [...definitionParams(definition, bound), author.actor, author.at],
    );
    return completed(row);
  }

  /** Gives a locked draft another definition; what was known of its plan goes. */
  async update(tx: Queryable, id: number, definition: CampaignDefinition, bound: BoundVersions): Promise<Campaign> {
    const params = definitionParams(definition, bound);
    const row = await tx.one<Campaign>(
      `UPDATE campaigns SET name = $1, kind = $2, purpose = $3, standing = $4, assignment = $5, segment = $6, ladder = $7,
         policy_id = $8, survey_id = $9, survey_version = $10, templates = $11, start_at = $12, deadline_at = $13,
         holiday_windows = $14, priority = $15, caps = $16, seed = $17, options = $18, audience = 0,
         audience_hash = NULL, plan_fingerprint = NULL, plan_summary = NULL, planned_at = NULL, version = version + 1
       WHERE id = $19 RETURNING ${COLUMNS}`,
      [...params, id],
    );
    return completed(row);
  }

  /** Throws NotFoundError. */
  async get(db: Queryable, id: number): Promise<Campaign> {
    const sql = `SELECT ${COLUMNS} FROM campaigns WHERE id = $1`;
    const [campaign = null] = await db.prepared<Campaign>('campaign', sql, [id]);
    return found(campaign, id);
  }

  /** A campaign without the summary of its plan. Throws NotFoundError. */
  async head(db: Queryable, id: number): Promise<CampaignWithoutPlan> {
    const sql = `SELECT ${HEAD_COLUMNS} FROM campaigns WHERE id = $1`;
    const [campaign = null] = await db.prepared<CampaignWithoutPlan>('campaign-head', sql, [id]);
    return found(campaign, id);
  }

  /** Campaigns without the summaries of their plans, in no order; ids that nobody has are left out. */
  heads(db: Queryable, ids: readonly number[]): Promise<CampaignWithoutPlan[]> {
    return db.prepared<CampaignWithoutPlan>('campaign-heads', HEADS_SQL, [JSON.stringify(ids)]);
  }

  /** The summary of the plan with this version and fingerprint; null when it is another by now. */
  async planSummary(db: Queryable, { id, planVersion, planFingerprint }: PlanOfCampaign): Promise<unknown> {
    const row = await db.maybe<{ planSummary: unknown }>(
      `SELECT plan_summary AS "planSummary" FROM campaigns
        WHERE id = $1 AND plan_version = $2 AND plan_fingerprint IS NOT DISTINCT FROM $3`,
      [id, planVersion, planFingerprint],
    );
    return row?.planSummary ?? null;
  }

  /** The campaign under its lock: no hand-over of it happens until the transaction ends. Throws NotFoundError. */
  async lock(tx: Queryable, id: number): Promise<Campaign> {
    return found(await tx.maybe<Campaign>(`SELECT ${COLUMNS} FROM campaigns WHERE id = $1 FOR UPDATE`, [id]), id);
  }

  /** Campaigns older than the cursor (an id), newest first. */
  async page(db: Queryable, cursor: number | null, limit: number): Promise<CampaignPage> {
    const rows = await db.query<Campaign>(
      `SELECT ${COLUMNS} FROM campaigns WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [cursor, limit + 1],
    );
    const items = rows.slice(0, limit).map(completed);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Campaigns in one of these states, oldest first. */
  async inStates(db: Queryable, states: readonly CampaignState[]): Promise<Campaign[]> {
    const sql = `SELECT ${COLUMNS} FROM campaigns WHERE state = ANY ($1::text[]) ORDER BY id`;
    return (await db.query<Campaign>(sql, [states])).map(completed);
  }

  /** Moves a locked campaign to a state, with the time of it. */
  async setState(tx: Queryable, id: number, state: CampaignState, at: Date): Promise<Campaign> {
    const row = await tx.one<Campaign>(
      `UPDATE campaigns SET state = $2, version = version + 1,
         launched_at = CASE WHEN $2 = 'running' THEN coalesce(launched_at, $3) ELSE launched_at END,
         ended_at = CASE WHEN $2 IN ('completed', 'cancelled') THEN $3 ELSE ended_at END,
         archived_at = CASE WHEN $2 = 'archived' THEN $3 ELSE archived_at END
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, state, at],
    );
    return completed(row);
  }
}

function definitionParams(definition: CampaignDefinition, bound: BoundVersions): unknown[] {
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return [
    definition.name,
    definition.kind,
    definition.purpose,
    json(definition.standing),
    definition.assignment,
    json(definition.segment),
    json(definition.ladder),
    definition.policy,
    definition.survey,
    bound.surveyVersion,
    json(definition.templates),
    definition.startAt,
    definition.deadlineAt,
    definition.holidayWindows,
    definition.priority,
    json(definition.caps),
    definition.seed,
    json(definition.options),
  ];
}

function found<T extends CampaignWithoutPlan>(campaign: T | null, id: number): T {
  if (campaign === null) throw new NotFoundError('campaign', id);
  return completed(campaign);
}

/** A campaign of an older version does not know the newer options. */
function completed<T extends CampaignWithoutPlan>(row: T): T {
  return { ...row, options: { ...DEFAULT_OPTIONS, ...row.options } };
}
