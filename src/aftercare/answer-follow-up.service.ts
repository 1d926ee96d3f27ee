import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { AnswerListener, type RecordedResponse } from '../responses/answer-listener.js';
import { FollowUpService } from './follow-up.service.js';
import { lowScore } from './low-score.js';

/** Opens a follow-up for every answer that asks for one (I2), in the transaction that records the answer. */
@Injectable()
export class AnswerFollowUp extends AnswerListener {
  constructor(private readonly followUps: FollowUpService) {
    super();
  }

  override async answered(tx: Tx, response: RecordedResponse): Promise<void> {
    const why = lowScore(response);
    if (why === null) return;
    const { visitId, campaignId, customerId, id: responseId } = response;
    const at = response.editedAt ?? response.answeredAt;
    await this.followUps.open(tx, { visitId, campaignId, customerId, responseId, reason: why, at });
  }
}
