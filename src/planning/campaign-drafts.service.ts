import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { CreatedCampaign } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { demandState } from './campaign-commands.js';
import { PlanRepository } from './plan.repository.js';

/** Changes what is not launched yet. */
@Injectable()
export class CampaignDrafts {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly plans: PlanRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives a campaign another definition; one that was planned is a draft again, and its plan is gone. Throws InputError
   * with every fault; refused once it was launched.
   */
  async change(id: number, definition: unknown, actor: string): Promise<CreatedCampaign> {
    const prepared = await this.campaigns.prepare(definition, this.clock.now());
    return this.database.transaction(async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      demandState(campaign, 'edit');
      if (campaign.state === 'planned') {
        await this.plans.clear(tx, id);
        const change = { actor, at: this.clock.now(), action: 'campaign.discard-plan' };
        await this.campaigns.setState(tx, id, 'draft', change);
      }
      return this.campaigns.change(tx, id, prepared, actor);
    });
  }
}
