import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { DaysOffApproval } from '../../campaigns/days-off-approval.service.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/faults.js';
import { PlanQueue } from '../../planning/plan-queue.service.js';
import { toCampaignCard } from '../campaign-card.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { toHead } from './campaign-page.js';
import type { CampaignHead, Tab } from './campaign-page.js';

/** A campaign and what stands above its tabs. */
export interface LoadedCampaign {
  readonly campaign: CampaignWithoutPlan;
  readonly head: CampaignHead;
}

/** Reads what every page of a campaign shows. */
@Injectable()
export class CampaignHeads {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly cards: CampaignCards,
    private readonly daysOff: DaysOffApproval,
    private readonly queue: PlanQueue,
    private readonly clock: Clock,
  ) {}

  /** Throws NotFoundError. `tab`: null on a page that is none of the tabs. */
  async load(id: number, account: Account, tab: Tab | null): Promise<LoadedCampaign> {
    const [campaign, counts] = await Promise.all([this.campaigns.head(id), this.cards.one(id)]);
    if (!counts) throw new NotFoundError('campaign', id);
    const card = toCampaignCard(counts, this.clock.now());
    // Once it was launched nobody is asked any more, and only a standing one is planned again.
    const isBefore = campaign.launchedAt === null;
    const [approval, progress] = await Promise.all([
      isBefore ? this.daysOff.find(this.database, campaign) : null,
      isBefore || campaign.standing !== null ? this.queue.progress(id) : null,
    ]);
    return { campaign, head: toHead({ campaign, card, approval, progress }, account, tab) };
  }
}
