import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { REVIEW_DAYS } from './calendar-change.service.js';
import { ContactReview, type ReviewCause } from './contact-review.service.js';
import { TouchedContactsReadModel } from './touched-contacts.read-model.js';

const payloadShape = z.object({ days: z.array(z.object({ region: z.string(), date: z.string() })) });
const BATCH = 500;

const CAUSE: ReviewCause = {
  actor: 'system:calendar',
  concerns: () => true,
  reasonOf: (was, until) => reason('calendar-changed', { was: was.toISOString(), until: until.toISOString() }),
};

/** After a calendar was changed: looks again at each scheduled contact on a changed day. */
@Injectable()
export class ReviewDaysJob extends JobHandler {
  override readonly job = REVIEW_DAYS;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly touched: TouchedContactsReadModel,
    private readonly reviews: ContactReview,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { days } = payloadShape.parse(payload);
    for await (const contacts of this.touched.batches(this.database, days, this.clock.now())) {
      for (let first = 0; first < contacts.length; first += BATCH) {
        signal.throwIfAborted();
        await this.reviews.review(contacts.slice(first, first + BATCH), CAUSE);
      }
    }
  }
}
