import { Injectable } from '@nestjs/common';
import { AudienceReadModel } from '../campaigns/audience.read-model.js';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { Trigger } from '../campaigns/standing-rule.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { PlanService } from './plan.service.js';

/** Plans the customers of running standing campaigns who have newly become due. */
@Injectable()
export class StandingPlansService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly audience: AudienceReadModel,
    private readonly plans: PlanService,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks at the campaigns with one of these triggers; answers with those that were planned. Safe to run twice: an
   * occasion that has a visit or an exclusion is not due any more. One campaign's fault does not stop the others.
   */
  async planNewlyDue(triggers: readonly Trigger[], signal: AbortSignal): Promise<number[]> {
    const planned: number[] = [];
    const faults: unknown[] = [];
    for (const campaign of await this.campaigns.inStates(['running'])) {
      if (campaign.standing === null || !triggers.includes(campaign.standing.trigger)) continue;
      signal.throwIfAborted();
      try {
        if (await this.planIfDue(campaign)) planned.push(campaign.id);
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, 'standing campaigns that could not be planned');
    return planned;
  }

  private async planIfDue(campaign: Campaign): Promise<boolean> {
    const now = this.clock.now();
    const isDue = await this.database.transaction((tx) => this.audience.hasNewlyDue(tx, campaign, now));
    if (isDue) await this.plans.plan(campaign.id, { dryRun: false }, 'system');
    return isDue;
  }
}
