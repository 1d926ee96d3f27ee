import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { FIRST_PAGE } from './campaign-visits.read-model.js';
import type { VisitCursor } from './campaign-visits.read-model.js';
import { VisitClosingService } from './visit-closing.service.js';

const payloadShape = z.object({ campaignId: z.int(), actor: z.string().default('system') });

/** Cancels the visits of a cancelled campaign, a batch in each transaction, so that the books balance throughout. */
@Injectable()
export class FinishCancelJob extends JobHandler {
  readonly job = 'finish-cancel';

  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly closing: VisitClosingService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { campaignId, actor } = payloadShape.parse(payload);
    if ((await this.campaigns.get(campaignId)).state !== 'cancelled') return;
    let cursor: VisitCursor | null = FIRST_PAGE;
    while (cursor !== null) {
      signal.throwIfAborted();
      const after: VisitCursor = cursor;
      cursor = await this.database.transaction((tx) =>
        this.closing.cancelNext(tx, campaignId, after, { actor, at: this.clock.now() }),
      );
    }
  }
}
