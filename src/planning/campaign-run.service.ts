import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import type { CampaignState } from '../kernel/words.js';
import { demandState } from './campaign-commands.js';
import type { CampaignCommand } from './campaign-commands.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { planChanges, planOutlook } from './plan-changes.js';
import type { PlanChange, PlanOutlook } from './plan-changes.js';
import { NO_DIFFERENCE, type PlanDifference } from './plan-difference.js';
import { PlanService } from './plan.service.js';
import { VisitClosingService } from './visit-closing.service.js';

/** What a command did: the state, and how many attempts or visits it took out of somebody's hands at once. */
export interface CommandResult {
  readonly campaignId: number;
  readonly state: CampaignState;
  readonly affected: number;
}

/** What launching did: whether the plan had to be made anew and what differs, and who will be missed. */
export interface LaunchResult extends PlanOutlook {
  readonly campaignId: number;
  readonly state: CampaignState;
  readonly replanned: boolean;
  readonly changes: readonly PlanChange[];
  /** Who differs from the preview, by name of the customer; nobody where the plan was still the same. */
  readonly difference: PlanDifference;
  /** Who the audience was in the preview, and is from now on. */
  readonly previewHash: string | null;
  readonly audienceHash: string | null;
  /** Contacts of campaigns of lower priority with the same people: those that the caps leave no room for move. */
  readonly displaceable: number;
}

/** A campaign's life from its launch on. Commands take effect at the next hand-over, because they lock its row. */
@Injectable()
export class CampaignRunService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly plans: PlanService,
    private readonly closing: VisitClosingService,
    private readonly displaced: DisplacedContacts,
    private readonly clock: Clock,
  ) {}

  /**
   * Plans again what changed since the plan was stored, says what differs, and lets the campaign run. Refused to an account
   * while a second person has not agreed to calls on days off.
   */
  async launch(id: number, actor: string): Promise<LaunchResult> {
    const before = await this.campaigns.get(id);
    demandState(before, 'launch');
    await this.campaigns.askAgreement(id, actor);
    await this.campaigns.demandAgreement(this.database, before, actor);
    const plan = await this.plans.plan(id, { compare: true }, actor);
    const launched = await this.database.transaction((tx) => this.start(tx, id, actor));
    return {
      campaignId: id,
      state: launched.state,
      replanned: plan.changed,
      difference: (plan.changed ? plan.difference : undefined) ?? NO_DIFFERENCE,
      previewHash: before.audienceHash,
      audienceHash: launched.audienceHash,
      displaceable: await this.displaced.count(this.database, id),
      changes: planChanges(before.planSummary, launched.planSummary),
      ...planOutlook(launched.planSummary),
    };
  }

  /** From the commit on nothing more is handed over; what was reserved goes back to its place. */
  pause(id: number, actor: string): Promise<CommandResult> {
    return this.database.transaction(async (tx) => {
      const { state } = await this.move(tx, id, 'pause', 'paused', actor);
      const affected = await this.closing.releaseClaimed(tx, id, { actor, at: this.clock.now() });
      return { campaignId: id, state, affected };
    });
  }

  /** What fell due meanwhile is decided afresh at its hand-over. */
  resume(id: number, actor: string): Promise<CommandResult> {
    return this.database.transaction(async (tx) => {
      const { state } = await this.move(tx, id, 'resume', 'running', actor);
      await this.displaced.ask(tx, id);
      return { campaignId: id, state, affected: 0 };
    });
  }

  /** Cancels at once what is reserved, and the rest in batches by a job; what is in flight keeps its own outcome. */
  cancel(id: number, actor: string): Promise<CommandResult> {
    return this.database.transaction(async (tx) => {
      const { state } = await this.move(tx, id, 'cancel', 'cancelled', actor);
      const affected = await this.closing.beginCancel(tx, id, { actor, at: this.clock.now() });
      return { campaignId: id, state, affected };
    });
  }

  /**
   * Completes a campaign that has nothing left to do: every visit has ended, and a standing one's time is over. True
   * when it was completed by this call.
   */
  async completeIfDone(id: number, actor = 'system'): Promise<boolean> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      if (!mayComplete(campaign, at) || (await this.closing.hasLiveVisits(tx, id))) return false;
      const change = { actor, at, action: 'campaign.complete', reason: reason('all-visits-ended') };
      await this.campaigns.setState(tx, id, 'completed', change);
      return true;
    });
  }

  /** Asked again under the campaign's lock: nobody changed it or took the agreement back meanwhile. */
  private async start(tx: Tx, id: number, actor: string): Promise<Campaign> {
    const campaign = await this.campaigns.lock(tx, id);
    demandState(campaign, 'launch');
    const why = await this.campaigns.demandAgreement(tx, campaign, actor);
    const change = { actor, at: this.clock.now(), action: 'campaign.launch', ...(why ? { reason: why } : {}) };
    const launched = await this.campaigns.setState(tx, id, 'running', change);
    await this.displaced.ask(tx, id);
    return launched;
  }

  private async move(tx: Tx, id: number, command: CampaignCommand, to: CampaignState, actor: string) {
    demandState(await this.campaigns.lock(tx, id), command);
    const change = { actor, at: this.clock.now(), action: `campaign.${command}` };
    return this.campaigns.setState(tx, id, to, change);
  }
}

/** A paused campaign only ends by its deadline: until then somebody may resume it. */
function mayComplete(campaign: Campaign, now: Date): boolean {
  const isOver = campaign.deadlineAt <= now;
  if (campaign.state === 'paused') return isOver;
  return campaign.state === 'running' && (isOver || campaign.standing === null);
}
