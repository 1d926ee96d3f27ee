import { Injectable } from '@nestjs/common';
import { SegmentService } from '../archive/segment.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { contentHash } from '../kernel/stable-json.js';
import type { CandidateCollector } from './collect-candidates.js';
import { assessFeasibility, type Solved } from './feasibility.js';
import { solveWith } from './find-suggestions.js';
import { KeptByBytes } from './kept-by-bytes.js';
import { changeCampaign, isMemoryChange, type Change } from './plan-change.js';
import { PlanCollection } from './plan-collection.service.js';
import type { PlannedParts } from './plan-preview.service.js';
import { summarisePlan } from './plan-summary.js';
import { PlanRepository } from './plan.repository.js';
import { solvePlan } from './solve-plan.js';

/** A plan as it is and as it would be. */
export interface WhatIfAnswer {
  /** When customers, agents and rules were read. */
  readonly readAt: Date;
  readonly before: PlannedParts;
  readonly after: PlannedParts;
}

/** What a change in memory leaves as it was read. */
type Counted = Pick<CandidateCollector, 'audience' | 'reasons' | 'returning'>;

interface Kept extends Solved {
  readonly collected: Solved['collected'] & Counted;
  readonly parts: PlannedParts;
  readonly readAt: Date;
}

/** Larger audiences are not kept in memory for somebody who tries things. */
export const MOST_TRIED = 250_000;
const MOST_KEPT_BYTES = 128 * 1024 * 1024;
/** After so long the audience is read again, whoever may have changed it. */
const KEPT_MS = 10 * 60_000;
const BYTES_OF_EXCLUSION = 300;

/** What changed of agents and channels since; whoever is in the audience is read anew after a while only. */
const STAMP_SQL = `SELECT (SELECT count(*) FROM agents) AS agents, (SELECT max(updated_at) FROM agents) AS changed`;

/**
 * Answers what would be if: the audience of a campaign is read once and kept for a while, and only solved again with each
 * change. Nothing is stored.
 */
@Injectable()
export class WhatIfService {
  private readonly kept = new KeptByBytes<Kept>(MOST_KEPT_BYTES);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly segments: SegmentService,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
  ) {}

  /** Null where the audience is too large. Refused when the campaign's policy is not in force. */
  async ask(campaign: Campaign, changes: readonly Change[]): Promise<WhatIfAnswer | null> {
    const before = await this.read(campaign);
    if (before === null) return null;
    const changed = changes.reduce((made, change) => {
      return isMemoryChange(change) ? made : (changeCampaign(made, change) ?? made);
    }, campaign);
    const base = changed === campaign ? before : await this.read(changed);
    if (base === null) return null;
    const inMemory = changes.filter(isMemoryChange);
    const after = inMemory.length === 0 ? base.parts : partsOf(solveWith(base, ...inMemory), base.collected);
    return { readAt: before.readAt, before: before.parts, after };
  }

  private async read(campaign: Campaign): Promise<Kept | null> {
    const now = this.clock.now();
    const key = await this.keyOf(campaign);
    const known = this.kept.find(key);
    if (known !== null && now.getTime() - known.readAt.getTime() < KEPT_MS) return known;
    if (campaign.standing === null && (await this.segments.count(campaign.segment)) > MOST_TRIED) return null;
    const read = await this.collect(campaign, now);
    if (read === null) return null;
    this.kept.keep(key, read, read.collected.columns.bytes + read.collected.exclusions.length * BYTES_OF_EXCLUSION);
    return read;
  }

  /** The campaign as it is (or would be), and what else shows cheaply that it must be read again. */
  private async keyOf(campaign: Campaign): Promise<string> {
    const { id, version, ladder, startAt } = campaign;
    return contentHash([id, version, ladder, startAt, await this.database.one(STAMP_SQL)]);
  }

  /** The campaign's own plan counts for nothing here; it is cleared in a transaction that is rolled back. */
  private async collect(campaign: Campaign, now: Date): Promise<Kept | null> {
    const look = async (tx: Tx): Promise<never> => {
      if (campaign.planVersion > 0) await this.plans.clear(tx, campaign.id);
      const { collected, frame } = await this.collection.collect(tx, campaign, now, { most: MOST_TRIED + 1 });
      if (collected.audience > MOST_TRIED) throw new NothingToKeep(null);
      const plan = solvePlan(collected.columns, frame);
      const parts = partsOf({ collected, frame, plan }, collected);
      throw new NothingToKeep({ collected, frame, plan, parts, readAt: now });
    };
    try {
      return await this.database.transaction(look, 'REPEATABLE READ');
    } catch (error) {
      if (error instanceof NothingToKeep) return error.read;
      throw error;
    }
  }
}

function partsOf(solved: Solved, { audience, reasons, returning }: Counted): PlannedParts {
  const collected = { ...solved.collected, audience, reasons, returning };
  return summarisePlan({ ...solved, collected }, assessFeasibility(solved, []));
}

/** Carries what was read out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly read: Kept | null) {
    super('rolled back on purpose');
  }
}
