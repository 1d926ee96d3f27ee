import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from './campaign-run.service.js';
import { FIRST_PAGE } from './campaign-visits.read-model.js';
import type { VisitCursor } from './campaign-visits.read-model.js';
import { VisitClosingService } from './visit-closing.service.js';

/** Once a minute: ends the visits whose time is over, and completes the campaigns that have nothing left to do. */
@Injectable()
export class CompleteCampaignsJob extends JobHandler {
  readonly job = 'complete-campaigns';
  override readonly tick = { everyMinute: true } as const;

  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly runs: CampaignRunService,
    private readonly closing: VisitClosingService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    for (const campaign of await this.campaigns.inStates(['running', 'paused'])) {
      if (this.mayHaveOverdue(campaign)) await this.endOverdue(campaign, signal);
      await this.runs.completeIfDone(campaign.id);
    }
  }

  /** Nothing of a one-off campaign is overdue before its deadline; a paused one waits until then as well. */
  private mayHaveOverdue(campaign: Campaign): boolean {
    return campaign.deadlineAt <= this.clock.now() || (campaign.state === 'running' && campaign.standing !== null);
  }

  private async endOverdue(campaign: Campaign, signal: AbortSignal): Promise<void> {
    let cursor: VisitCursor | null = FIRST_PAGE;
    while (cursor !== null) {
      signal.throwIfAborted();
      const after: VisitCursor = cursor;
      const author = { actor: 'system', at: this.clock.now() };
      cursor = await this.database.transaction((tx) => this.closing.endOverdue(tx, campaign.id, after, author));
    }
  }
}
