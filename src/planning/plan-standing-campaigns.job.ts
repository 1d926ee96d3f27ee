import { Injectable } from '@nestjs/common';
import { JobHandler } from '../jobs/job-handler.js';
import { StandingPlansService } from './standing-plans.service.js';

/** Once a minute: what follows an event (a service, an assignment, a closed complaint) is planned soon after it. */
@Injectable()
export class PlanStandingCampaignsJob extends JobHandler {
  readonly job = 'plan-standing-campaigns';
  override readonly tick = { everyMinute: true } as const;

  constructor(private readonly plans: StandingPlansService) {
    super();
  }

  async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    await this.plans.planNewlyDue(['last-service', 'assigned', 'complaint-closed'], signal);
  }
}
