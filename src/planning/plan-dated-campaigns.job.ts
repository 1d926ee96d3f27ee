import { Injectable } from '@nestjs/common';
import { JobHandler } from '../jobs/job-handler.js';
import { StandingPlansService } from './standing-plans.service.js';

/**
 * Once a day, early: what follows a date (a birthday, a card's expiry, an interval since the last visit) (A1), and
 * whoever found no place before.
 */
@Injectable()
export class PlanDatedCampaignsJob extends JobHandler {
  readonly job = 'plan-dated-campaigns';
  override readonly tick = { dailyAt: '00:10' } as const;

  constructor(private readonly plans: StandingPlansService) {
    super();
  }

  async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    await this.plans.planNewlyDue(['card-expiry', 'birthday', 'last-visit'], signal);
    await this.plans.retryUnplaced(signal);
  }
}
