import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { DaysOffApproval } from '../../campaigns/days-off-approval.service.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/faults.js';
import { GatheredReads } from '../../kernel/gathered-reads.js';
import { PlanQueue } from '../../planning/plan-queue.service.js';
import type { CampaignCounts } from '../campaign-card.js';
import { toCampaignCard } from '../campaign-card.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { toHead } from './campaign-page.js';
import type { CampaignHead, Tab } from './campaign-page.js';

/** A campaign and what stands above its tabs. */
export interface LoadedCampaign {
  readonly campaign: CampaignWithoutPlan;
  readonly head: CampaignHead;
}

interface ReadCampaign {
  readonly campaign: CampaignWithoutPlan;
  readonly counts: CampaignCounts;
}

/** Reads what every page of a campaign shows. */
@Injectable()
export class CampaignHeads {
  private readonly reads = new GatheredReads<number, ReadCampaign>((ids) => this.readAll(ids));

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
    const read = await this.reads.find(id);
    if (read === undefined) throw new NotFoundError('campaign', id);
    const { campaign, counts } = read;
    const card = toCampaignCard(counts, this.clock.now());
    // Once it was launched nobody is asked any more, and only a standing one is planned again.
    const isBefore = campaign.launchedAt === null;
    const [approval, progress] = await Promise.all([
      isBefore ? this.daysOff.find(this.database, campaign) : null,
      isBefore || campaign.standing !== null ? this.queue.progress(id) : null,
    ]);
    return { campaign, head: toHead({ campaign, card, approval, progress }, account, tab) };
  }

  /** In two statements for all who ask at the same time. */
  private async readAll(ids: readonly number[]): Promise<(ReadCampaign | undefined)[]> {
    const [campaigns, counts] = await Promise.all([this.campaigns.heads(ids), this.cards.some(ids)]);
    return ids.map((id) => {
      const campaign = campaigns.find((one) => one.id === id);
      const counted = counts.find((one) => one.id === id);
      return campaign && counted ? { campaign, counts: counted } : undefined;
    });
  }
}
