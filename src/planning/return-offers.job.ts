import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { ClaimRepository } from './claim.repository.js';

/** An agent who was offered a call and does not open it keeps it so long, in seconds of the database's own clock. */
export const OFFER_LEASE_SECONDS = 600;

/** Offers that nobody took return to the list; a call that was opened stays with its agent. */
@Injectable()
export class ReturnOffersJob extends JobHandler {
  override readonly job = 'return-offers';
  override readonly tick: TickRule = { everyMinute: true };

  constructor(
    private readonly database: Database,
    private readonly claims: ClaimRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(): Promise<void> {
    const why = reason('offer-ran-out', { minutes: OFFER_LEASE_SECONDS / 60 });
    const author = { actor: 'system:lease', at: this.clock.now(), reason: why };
    await this.claims.returnOffers(this.database, OFFER_LEASE_SECONDS, author);
  }
}
