import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { toCampaignCard } from './campaign-card.js';
import { CampaignCards } from './campaign-card.read-model.js';
import { LiveFeed } from './live-feed.service.js';
import { LiveSource } from './live-source.js';

/** A campaign's ledger bar wherever it is shown. */
@Injectable()
export class CampaignLive extends LiveSource implements OnModuleInit {
  override readonly kind = 'campaign';
  override readonly page = 'live-ledger';
  override readonly isScoped = false;

  constructor(
    private readonly feed: LiveFeed,
    private readonly campaigns: CampaignCards,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.feed.register(this);
  }

  override async load(ids: readonly number[]): Promise<ReadonlyMap<number, object>> {
    const now = this.clock.now();
    const found = await this.campaigns.some(ids);
    return new Map(found.map((campaign) => [campaign.id, { bar: toCampaignCard(campaign, now).bar }]));
  }
}
