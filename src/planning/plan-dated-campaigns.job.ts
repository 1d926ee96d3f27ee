import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { StandingPlansService } from './standing-plans.service.js';

/**
 * Once a day, early: what follows a date (a birthday, a card's expiry, an interval since the last visit) (A1), and
 * whoever found no place before.
 */
@Injectable()
export class PlanDatedCampaignsJob extends JobHandler {
  readonly job = 'plan-dated-campaigns';
  override readonly tick = { dailyAt: '00:10' } as const;

  constructor(
    private readonly plans: StandingPlansService,
    private readonly database: Database,
    private readonly displaced: DisplacedContacts,
  ) {
    super();
  }

  async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const planned = await this.plans.planNewlyDue(['card-expiry', 'birthday', 'last-visit'], signal);
    const retried = await this.plans.retryUnplaced(signal);
    for (const id of new Set([...planned, ...retried])) await this.displaced.ask(this.database, id);
  }
}
