import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { reason } from '../kernel/reason.js';
import type { LoadedAttempt } from './attempt-facts.read-model.js';
import { ContactReview } from './contact-review.service.js';
import { decideAttempt } from './decide-attempt.js';
import { DisplacedContacts, REVIEW_DISPLACED } from './displaced-contacts.service.js';

const payloadShape = z.object({ campaignId: z.int() });

/**
 * After a campaign began to run: the last slot that the caps leave a customer is the one of the higher priority, so what
 * lower campaigns have planned there moves to the next moment that is left. Whatever may stay stays.
 */
@Injectable()
export class ReviewDisplacedJob extends JobHandler {
  override readonly job = REVIEW_DISPLACED;

  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly displaced: DisplacedContacts,
    private readonly reviews: ContactReview,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { campaignId } = payloadShape.parse(payload);
    const { name } = await this.campaigns.get(campaignId);
    const cause = {
      actor: 'system:priority',
      concerns: isDisplaced,
      reasonOf: (was: Date, until: Date) =>
        reason('displaced', { campaignId, campaign: name, was: was.toISOString(), until: until.toISOString() }),
    };
    for await (const contacts of this.displaced.batches(this.database, campaignId)) {
      signal.throwIfAborted();
      await this.reviews.review(contacts, cause);
    }
  }
}

/** Without the campaigns that go first it could be made where it stands. */
function isDisplaced({ facts }: LoadedAttempt, at: Date): boolean {
  return facts.superior.length > 0 && decideAttempt({ ...facts, superior: [] }, at).action === 'send';
}
