import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';
import { REVIEW_DAYS } from './calendar-change.service.js';
import { decideAttempt } from './decide-attempt.js';
import type { Move } from './move.js';
import type { ScheduledContact } from './touched-days.js';
import { TouchedContactsReadModel } from './touched-contacts.read-model.js';
import { TransitionRepository } from './transition.repository.js';

const payloadShape = z.object({ days: z.array(z.object({ region: z.string(), date: z.string() })) });
const BATCH = 500;

/**
 * After a calendar was changed: decides again, as of its own minute, about each scheduled contact on a changed day. Only
 * what must wait moves; what is to be held, or has another end, is decided when its time comes.
 */
@Injectable()
export class ReviewDaysJob extends JobHandler {
  override readonly job = REVIEW_DAYS;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly touched: TouchedContactsReadModel,
    private readonly facts: AttemptFactsReadModel,
    private readonly transitions: TransitionRepository,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { days } = payloadShape.parse(payload);
    for await (const contacts of this.touched.batches(this.database, days, this.clock.now())) {
      for (let first = 0; first < contacts.length; first += BATCH) {
        signal.throwIfAborted();
        await this.review(contacts.slice(first, first + BATCH));
      }
    }
  }

  private async review(contacts: readonly ScheduledContact[]): Promise<void> {
    const now = this.clock.now();
    const times = new Map(contacts.map(({ id, scheduledAt }) => [id, scheduledAt]));
    const loaded = await this.facts.load(this.database, [...times.keys()], now);
    const moves = loaded.flatMap((attempt): Move[] => {
      const at = times.get(attempt.id) ?? now;
      const decision = decideAttempt(attempt.facts, at < now ? now : at);
      if (attempt.state !== 'scheduled' || decision.action !== 'defer') return [];
      const step = { id: attempt.id, from: ['scheduled'], to: 'scheduled', scheduledAt: decision.until } as const;
      const why = reason('calendar-changed', { was: at.toISOString(), until: decision.until.toISOString() });
      return [{ visitId: attempt.visitId, reason: why, attempt: step }];
    });
    await this.transitions.transition(this.database, moves, { actor: 'system:calendar', at: now });
  }
}
