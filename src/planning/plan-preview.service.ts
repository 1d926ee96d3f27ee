import { Injectable } from '@nestjs/common';
import { SegmentService } from '../archive/segment.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { assessFeasibility } from './feasibility.js';
import { PlanCollection } from './plan-collection.service.js';
import { PlanSuggestions } from './plan-suggestions.service.js';
import { summarisePlan, type PlanSummary } from './plan-summary.js';
import { PlanRepository } from './plan.repository.js';
import { solvePlan } from './solve-plan.js';

/** What a plan would decide, as far as it is known. */
export type PlannedParts = Omit<PlanSummary, 'campaignId' | 'now' | 'planVersion' | 'changed' | 'durationMs'>;

/** A look ahead: the whole plan, or of a large audience its size and who is left out among those that were read. */
export type PlanPreview =
  | { readonly kind: 'whole'; readonly plan: PlannedParts }
  | {
      readonly kind: 'part';
      readonly audience: number;
      readonly read: number;
      readonly excluded: Readonly<Record<string, number>>;
      readonly returning: Readonly<Record<string, number>>;
    };

/** Larger audiences are not planned while somebody types. */
export const MOST_PLANNED_AT_ONCE = 20_000;
const MOST_READ = 5_000;
/** What would mend the largest causes; the stored plan looks further. */
const SUGGESTIONS = { causes: 2, suggestions: 3, readAgain: 2_000 };

/** Says what a campaign that is not stored would do. Everything happens in a transaction that is rolled back. */
@Injectable()
export class PlanPreviewService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly segments: SegmentService,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
    private readonly suggestions: PlanSuggestions,
  ) {}

  /** `campaign.id` is that of the draft that is being changed, whose own plan counts for nothing here; 0 for a new one. */
  async preview(campaign: Campaign): Promise<PlanPreview> {
    const audience = campaign.standing === null ? await this.segments.count(campaign.segment) : 0;
    try {
      return await this.database.transaction((tx) => this.look(tx, campaign, audience), 'REPEATABLE READ');
    } catch (error) {
      if (error instanceof NothingToKeep) return error.preview;
      throw error;
    }
  }

  private async look(tx: Tx, campaign: Campaign, audience: number): Promise<never> {
    if (campaign.id > 0) await this.plans.clear(tx, campaign.id);
    const isLarge = audience > MOST_PLANNED_AT_ONCE;
    const most = isLarge ? MOST_READ : MOST_PLANNED_AT_ONCE;
    const now = this.clock.now();
    const { collected, frame } = await this.collection.collect(tx, campaign, now, { most });
    if (isLarge || collected.audience > MOST_PLANNED_AT_ONCE) {
      const read = collected.audience;
      const excluded = countCodes(collected.exclusions.map(({ why }) => why.code));
      const { returning } = collected;
      throw new NothingToKeep({ kind: 'part', audience: Math.max(audience, read), read, excluded, returning });
    }
    const plan = solvePlan(collected.columns, frame);
    const solved = { collected, frame, plan };
    const suggestions = await this.suggestions.find(tx, { campaign, now }, solved, SUGGESTIONS);
    const feasibility = assessFeasibility(solved, suggestions);
    throw new NothingToKeep({ kind: 'whole', plan: summarisePlan(solved, feasibility) });
  }
}

/** Carries an answer out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly preview: PlanPreview) {
    super('rolled back on purpose');
  }
}

function countCodes(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of [...codes].sort()) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
