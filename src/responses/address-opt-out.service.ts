import { Injectable } from '@nestjs/common';
import { OptOutService, type OptOutChange } from '../archive/opt-out.service.js';
import type { Tx } from '../database/queryable.js';
import { reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { InboundRepository } from './inbound.repository.js';

/**
 * An opt-out with its consequence: every live visit that is at this address on this channel ends. Visits are locked in the
 * order of their ids and before the address, as a hand-over locks them.
 */
@Injectable()
export class AddressOptOut {
  constructor(
    private readonly optOuts: OptOutService,
    private readonly visits: VisitService,
    private readonly inbound: InboundRepository,
  ) {}

  /** Answers with the visits that ended. */
  async close(tx: Tx, change: OptOutChange): Promise<number[]> {
    const { address, channel, actor, at } = change;
    const live = await this.inbound.liveVisitsAt(tx, address, channel);
    const ended: number[] = [];
    for (const visitId of live) {
      const { moved } = await this.visits.optOut(tx, visitId, { actor, at, reason: reason('opted-out', { channel }) });
      if (moved) ended.push(visitId);
    }
    await this.optOuts.optOut(tx, change);
    return ended;
  }

  /** Nothing automatic goes to the address until a person has read its message. */
  suspend(tx: Tx, address: string, at: Date): Promise<void> {
    return this.optOuts.suspend(tx, address, at);
  }

  /** Lifts that when nothing of the address waits for a person any more. */
  async release(tx: Tx, address: string, at: Date): Promise<void> {
    if (!(await this.inbound.isQueued(tx, address))) await this.optOuts.release(tx, address, at);
  }

  /** The customer comes back. */
  reopen(tx: Tx, change: OptOutChange): Promise<boolean> {
    return this.optOuts.optIn(tx, change);
  }
}
