import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { type ClosedRecord, RecordListener } from '../desk/record-listener.js';
import { FollowUpService } from './follow-up.service.js';
import { recordNeedsFollowUp } from './record-follow-up.js';

/** Opens a follow-up for what an agent wrote down, in the transaction that closes the record (G7, H2). */
@Injectable()
export class RecordFollowUp extends RecordListener {
  constructor(private readonly followUps: FollowUpService) {
    super();
  }

  override async recorded(tx: Tx, record: ClosedRecord): Promise<void> {
    const why = recordNeedsFollowUp(record);
    if (why === null) return;
    const { visitId, campaignId, customerId, at } = record;
    await this.followUps.open(tx, { visitId, campaignId, customerId, responseId: null, reason: why, at });
  }
}
