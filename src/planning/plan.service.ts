import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { assessFeasibility } from './feasibility.js';
import { PlanCollection } from './plan-collection.service.js';
import { PlanReasons } from './plan-reasons.js';
import { PlanSuggestions } from './plan-suggestions.service.js';
import { summarisePlan, type PlanSummary } from './plan-summary.js';
import { PlanRepository } from './plan.repository.js';
import { solvePlan } from './solve-plan.js';

/** `dryRun` says everything and stores nothing. */
export interface PlanOptions {
  readonly dryRun?: boolean;
  /** Hears how long each stage took, in milliseconds. */
  readonly onStage?: (stage: PlanStage, ms: number) => void;
}

export type PlanStage = 'clear' | 'read' | 'solve' | 'write';

const MOST_TRIES = 3;
const SUGGESTIONS = { causes: 5, suggestions: 6, readAgain: 50_000 };
/** A plan whose first slot passed longer ago than this is made anew even if nothing else changed. */
const STALE_MS = 15 * 60_000;

/** Plans campaigns: who is contacted by whom and when, who is not, and why. All in one transaction. */
@Injectable()
export class PlanService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly campaigns: CampaignService,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
    private readonly suggestions: PlanSuggestions,
  ) {}

  /**
   * Plans a draft or planned campaign anew, or who is newly due in a running standing one. Planning again without a
   * change changes nothing. Throws NotFoundError; refused when the campaign is past planning.
   */
  async plan(campaignId: number, options: PlanOptions, actor: string): Promise<PlanSummary> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.database.transaction((tx) => this.planIn(tx, campaignId, options, actor), 'REPEATABLE READ');
      } catch (error) {
        if (error instanceof NothingToKeep) return error.summary;
        if (!isSerializationFailure(error) || tries >= MOST_TRIES) throw error;
      }
    }
  }

  private async planIn(tx: Tx, campaignId: number, options: PlanOptions, actor: string): Promise<PlanSummary> {
    const startedAt = performance.now();
    const lap = startLaps(options.onStage);
    const campaign = await this.campaigns.lock(tx, campaignId);
    const now = this.clock.now();
    const isFresh = await this.isFresh(tx, campaign, now);
    const isAgain = isBeforeLaunch(campaign) && campaign.planVersion > 0;
    const earlier = isAgain ? await this.plans.earlier(tx, campaignId) : null;
    if (isBeforeLaunch(campaign)) await this.plans.clear(tx, campaignId);
    else if (isRunningStanding(campaign)) await this.plans.clearUnplaced(tx, campaignId);
    else throw tooLate(campaign);
    lap('clear');
    const { collected, frame: found, ...hashes } = await this.collection.collect(tx, campaign, now);
    const frame = { ...found, earlier };
    lap('read');
    const measured = () => Math.round(performance.now() - startedAt);
    if (isFresh && hashes.fingerprint === campaign.planFingerprint) {
      const stored = campaign.planSummary as PlanSummary;
      throw new NothingToKeep({ ...stored, now: now.toISOString(), changed: false, durationMs: measured() });
    }
    const plan = solvePlan(collected.columns, frame);
    const planVersion = campaign.planVersion + 1;
    const solved = { collected, frame, plan };
    const suggestions = await this.suggestions.find(tx, { campaign, now }, solved, SUGGESTIONS);
    const parts = summarisePlan(solved, assessFeasibility(solved, suggestions));
    lap('solve');
    const about = { campaignId, now: now.toISOString(), planVersion, changed: true, ...parts };
    if (options.dryRun) throw new NothingToKeep({ ...about, durationMs: measured() });
    const reasons = new PlanReasons(collected, frame, plan);
    await this.plans.write(tx, { campaignId, planVersion, at: now, collected, frame, plan, reasons }, actor);
    lap('write');
    const summary = { ...about, durationMs: measured() };
    await this.plans.note(tx, campaignId, { summary, ...hashes, at: now });
    if (campaign.state === 'draft') {
      await this.campaigns.setState(tx, campaignId, 'planned', { actor, at: now, action: 'campaign.plan' });
    }
    return summary;
  }

  /** Whether the stored plan, if any, still lies ahead; asked before anything is cleared. */
  private async isFresh(tx: Tx, campaign: Campaign, now: Date): Promise<boolean> {
    if (campaign.planFingerprint === null) return false;
    if (!isBeforeLaunch(campaign)) return true;
    const earliest = await this.plans.earliestSlot(tx, campaign.id);
    return earliest === null || earliest.getTime() >= now.getTime() - STALE_MS;
  }
}

/** Reports the time since the report before. */
function startLaps(report: PlanOptions['onStage']): (stage: PlanStage) => void {
  let last = performance.now();
  return (stage) => {
    const now = performance.now();
    report?.(stage, now - last);
    last = now;
  };
}

/** Carries a summary out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly summary: PlanSummary) {
    super('rolled back on purpose');
  }
}

function isBeforeLaunch({ state }: Campaign): boolean {
  return state === 'draft' || state === 'planned';
}

function isRunningStanding({ state, standing }: Campaign): boolean {
  return standing !== null && (state === 'running' || state === 'paused');
}

function tooLate(campaign: Campaign): RefusedError {
  const why = reason('plan-too-late', { state: campaign.state });
  return new RefusedError(why, `Campaign ${campaign.id} is ${campaign.state}: its audience is frozen.`);
}

/** Somebody changed the campaign while we waited for it. */
function isSerializationFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40001';
}
