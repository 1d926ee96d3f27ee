import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { type ClosedRecord, RecordListener, type UndoneRecord } from '../desk/record-listener.js';
import { reason } from '../kernel/reason.js';
import { FollowUpService } from './follow-up.service.js';
import { recordNeedsFollowUp } from './record-follow-up.js';

/** Opens a follow-up for what an agent wrote down (G7, H2) and withdraws it with the outcome, in the same transactions. */
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

  override async undone(tx: Tx, record: UndoneRecord): Promise<void> {
    const { visitId, form, completedAt, actor, at } = record;
    // Whether it was escalated is not written down: each of both reasons is one that the outcome may have had.
    const reasons = [true, false].map((escalated) => recordNeedsFollowUp({ form, escalated })?.code);
    const codes = reasons.filter((code) => code !== undefined);
    await this.followUps.withdraw(tx, {
      visitId,
      codes,
      openedAt: completedAt,
      why: reason('outcome-undone'),
      actor,
      at,
    });
  }
}
