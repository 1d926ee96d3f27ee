import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { assessFeasibility, type Solved } from './feasibility.js';
import { PlanCollection } from './plan-collection.service.js';
import { PlanReasons } from './plan-reasons.js';
import { PlanSuggestions } from './plan-suggestions.service.js';
import { summarisePlan, type PlanSummary } from './plan-summary.js';
import { PlanRepository } from './plan.repository.js';
import { solvePlan } from './solve-plan.js';

/** `dryRun` says everything and stores nothing; with `compare` the rows are written and taken back. */
export interface PlanOptions {
  readonly dryRun?: boolean;
  /** Names whom the new plan treats otherwise than the stored one. */
  readonly compare?: boolean;
  /** Hears how long each piece of a stage took, in milliseconds; the stages of reading come in turns. */
  readonly onStage?: (stage: PlanStage, ms: number) => void;
}

export type PlanStage = 'clear' | 'read' | 'suppress' | 'windows' | 'slot' | 'assign' | 'sum' | 'write' | 'suggest';

/** A plan that was stored, as it was in memory. */
interface StoredPlan {
  readonly campaign: Campaign;
  readonly now: Date;
  readonly solved: Solved;
}

interface MadePlan {
  readonly summary: PlanSummary;
  readonly stored: StoredPlan | null;
}

interface PlanWay {
  readonly isDry: boolean;
  readonly mayCompare: boolean;
  readonly lap: (stage: PlanStage) => void;
}

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
   * change changes nothing. Where somebody is missed, what would help is looked for once the plan is stored. Throws
   * NotFoundError; refused when the campaign is past planning.
   */
  async plan(campaignId: number, options: PlanOptions, actor: string): Promise<PlanSummary> {
    const lap = startLaps(options.onStage);
    const way = { isDry: options.dryRun === true, mayCompare: options.compare === true, lap };
    const made = await this.makePlan(campaignId, way, actor);
    if (made.stored === null) return made.summary;
    lap('write');
    const summary = await this.addSuggestions(made.summary, made.stored);
    lap('suggest');
    return summary;
  }

  private async makePlan(campaignId: number, way: PlanWay, actor: string): Promise<MadePlan> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.database.transaction((tx) => this.planIn(tx, campaignId, way, actor), 'REPEATABLE READ');
      } catch (error) {
        if (error instanceof NothingToKeep) return { summary: error.summary, stored: null };
        if (!isSerializationFailure(error) || tries >= MOST_TRIES) throw error;
      }
    }
  }

  private async planIn(tx: Tx, campaignId: number, way: PlanWay, actor: string): Promise<MadePlan> {
    const { lap } = way;
    const startedAt = performance.now();
    const campaign = await this.campaigns.lock(tx, campaignId);
    const now = this.clock.now();
    const isFresh = await this.isFresh(tx, campaign, now);
    const compare = way.mayCompare && campaign.planFingerprint !== null;
    if (compare) await this.plans.remember(tx, campaignId);
    const isAgain = isBeforeLaunch(campaign) && campaign.planVersion > 0;
    const earlier = isAgain ? await this.plans.earlier(tx, campaignId) : null;
    if (isBeforeLaunch(campaign)) await this.plans.clear(tx, campaignId);
    else if (isRunningStanding(campaign)) await this.plans.clearUnplaced(tx, campaignId);
    else throw tooLate(campaign);
    lap('clear');
    const { collected, frame: found, policy, ...hashes } = await this.collection.collect(tx, campaign, now, { lap });
    const frame = { ...found, earlier };
    lap('read');
    const measured = () => Math.round(performance.now() - startedAt);
    if (isFresh && hashes.fingerprint === campaign.planFingerprint) {
      const kept = campaign.planSummary as PlanSummary;
      throw new NothingToKeep({ ...kept, now: now.toISOString(), changed: false, durationMs: measured() });
    }
    const plan = solvePlan(collected.columns, frame, lap);
    lap('slot');
    const planVersion = campaign.planVersion + 1;
    const solved = { collected, frame, plan };
    const about = { campaignId, now: now.toISOString(), planVersion, changed: true };
    if (way.isDry && !compare) {
      const suggestions = await this.suggestions.find(tx, { campaign, now }, solved, SUGGESTIONS);
      const parts = summarisePlan(solved, assessFeasibility(solved, suggestions));
      throw new NothingToKeep({ ...about, ...parts, durationMs: measured() });
    }
    const parts = summarisePlan(solved, assessFeasibility(solved, null));
    lap('sum');
    const reasons = new PlanReasons(collected, frame, plan);
    await this.plans.write(tx, { campaignId, planVersion, at: now, policy, collected, frame, plan, reasons }, actor);
    const difference = compare ? { difference: await this.plans.difference(tx, campaignId) } : {};
    const summary = { ...about, ...parts, ...difference, durationMs: measured() };
    if (way.isDry) throw new NothingToKeep(summary);
    await this.plans.note(tx, campaignId, { summary, ...hashes, at: now });
    if (campaign.state === 'draft') {
      await this.campaigns.setState(tx, campaignId, 'planned', { actor, at: now, action: 'campaign.plan' });
    }
    return { summary, stored: { campaign, now, solved } };
  }

  /** Notes with a stored plan what would reach the missed. Nothing is noted where it was replaced meanwhile. */
  private async addSuggestions(summary: PlanSummary, { solved, ...planned }: StoredPlan): Promise<PlanSummary> {
    if (summary.feasibility.suggestions !== null) return summary;
    const suggestions = await this.suggestions.findBeside(planned, solved, SUGGESTIONS);
    const complete = { ...summary, feasibility: assessFeasibility(solved, suggestions) };
    await this.plans.noteSuggestions(this.database, complete);
    return complete;
  }

  /** Whether the stored plan, if any, still lies ahead; asked before anything is cleared. */
  private async isFresh(tx: Tx, campaign: Campaign, now: Date): Promise<boolean> {
    if (campaign.planFingerprint === null || isUnfinished(campaign)) return false;
    if (!isBeforeLaunch(campaign)) return true;
    const earliest = await this.plans.earliestSlot(tx, campaign.id);
    return earliest === null || earliest.getTime() >= now.getTime() - STALE_MS;
  }
}

/** Reports the time since the report before. */
function startLaps(report: PlanOptions['onStage']): (stage: PlanStage) => void {
  if (report === undefined) return () => undefined;
  let last = performance.now();
  return (stage) => {
    const now = performance.now();
    report(stage, now - last);
    last = now;
  };
}

/** Carries a summary out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly summary: PlanSummary) {
    super('rolled back on purpose');
  }
}

/** A process ended between the plan and what would help: it is planned once more. */
function isUnfinished({ planSummary }: Campaign): boolean {
  return (planSummary as PlanSummary | null)?.feasibility.suggestions === null;
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
