import { Injectable } from '@nestjs/common';
import { AudienceReadModel } from '../campaigns/audience.read-model.js';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { Trigger } from '../campaigns/standing-rule.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { CampaignVisitsReadModel } from './campaign-visits.read-model.js';
import { PlanService } from './plan.service.js';
import { IS_HELD_SQL } from './sending-hold.js';

/** Plans the customers of running standing campaigns who have newly become due. */
@Injectable()
export class StandingPlansService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly audience: AudienceReadModel,
    private readonly plans: PlanService,
    private readonly visits: CampaignVisitsReadModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks at the campaigns with one of these triggers; answers with those that were planned. Safe to run twice: an
   * occasion that has a visit or an exclusion is not due any more. One campaign's fault does not stop the others.
   */
  planNewlyDue(triggers: readonly Trigger[], signal: AbortSignal): Promise<number[]> {
    const now = this.clock.now();
    const isDue = (campaign: Campaign): Promise<boolean> =>
      this.database.transaction((tx) => this.audience.hasNewlyDue(tx, campaign, now));
    return this.planWhere(({ standing }) => standing !== null && triggers.includes(standing.trigger), isDue, signal);
  }

  /** Plans again where somebody was left without a place: there may be room by now. */
  retryUnplaced(signal: AbortSignal): Promise<number[]> {
    const isDue = (campaign: Campaign): Promise<boolean> => this.visits.hasUnplaced(this.database, campaign.id);
    return this.planWhere(({ standing }) => standing !== null, isDue, signal);
  }

  private async planWhere(
    concerns: (campaign: Campaign) => boolean,
    isDue: (campaign: Campaign) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<number[]> {
    const planned: number[] = [];
    const faults: unknown[] = [];
    // An older copy would plan again whom it wrote to already.
    if ((await this.database.one<{ held: boolean }>(`SELECT ${IS_HELD_SQL} AS held`)).held) return [];
    for (const campaign of (await this.campaigns.inStates(['running'])).filter(concerns)) {
      signal.throwIfAborted();
      try {
        if (!(await isDue(campaign))) continue;
        await this.plans.plan(campaign.id, { dryRun: false }, 'system');
        planned.push(campaign.id);
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, 'standing campaigns that could not be planned');
    return planned;
  }
}
