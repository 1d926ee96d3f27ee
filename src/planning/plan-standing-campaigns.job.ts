import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { StandingPlansService } from './standing-plans.service.js';

/** Once a minute: what follows an event (a service, an assignment, a closed complaint) is planned soon after it. */
@Injectable()
export class PlanStandingCampaignsJob extends JobHandler {
  readonly job = 'plan-standing-campaigns';
  override readonly tick = { everyMinute: true } as const;

  constructor(
    private readonly plans: StandingPlansService,
    private readonly database: Database,
    private readonly displaced: DisplacedContacts,
  ) {
    super();
  }

  async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const planned = await this.plans.planNewlyDue(['last-service', 'assigned', 'complaint-closed'], signal);
    for (const id of planned) await this.displaced.ask(this.database, id);
  }
}
