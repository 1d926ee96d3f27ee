import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import type { InboundOutcome } from './inbound.repository.js';
import { InboxRepository, type InboxMessage, type QueuedMessage } from './inbox.repository.js';
import { SmsAnswerService } from './sms-answer.service.js';

/** What a person says a message means. */
export type InboxDecision =
  | { readonly kind: 'answer'; readonly visitId: number; readonly score: number; readonly comment?: string }
  | { readonly kind: 'comment'; readonly visitId: number }
  | { readonly kind: 'opt-out'; readonly allChannels?: boolean }
  | { readonly kind: 'ignore'; readonly note?: string };

/** The messages that nobody could place but a person. */
@Injectable()
export class InboxService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly inbox: InboxRepository,
    private readonly answers: SmsAnswerService,
  ) {}

  /** What waits, oldest first, with its candidates and reasons; `after` is the last id seen. */
  list(options: { after?: number; limit?: number } = {}): Promise<InboxMessage[]> {
    return this.inbox.list(this.database, options.after ?? 0, options.limit ?? 50);
  }

  /** How many wait. */
  count(): Promise<number> {
    return this.inbox.count(this.database);
  }

  /** Settles one message; refused when somebody was faster. A suspension of the address ends with its last message. */
  async decide(id: number, decision: InboxDecision, actor: string): Promise<void> {
    const { timeZone } = await this.settings.organisation();
    const at = this.clock.now();
    const localDate = new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
    await this.database.transaction(async (tx) => {
      const message = await this.inbox.lock(tx, id);
      if (message === null) throw new NotFoundError('message', id);
      if (message.settled) throw new RefusedError(reason('already-decided'), 'Somebody has already decided this.');
      const { outcome, visitId, why } = await this.apply(tx, message, decision, { actor, at, localDate });
      await this.inbox.settle(tx, id, { outcome, reason: why, visitId, actor, at });
      await this.answers.optOuts.release(tx, message.from, at);
    });
  }

  /**
   * Takes back that a message was set aside: it waits again as it did. Refused for every other decision: an answer is on
   * record, and only the customer takes an opt-out back.
   */
  async undo(id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const restored = await this.inbox.restore(tx, id);
      if (restored === null) throw new RefusedError(reason('decision-stays'), 'This decision cannot be taken back.');
      if (restored.reason.code === 'review-words') {
        await this.answers.optOuts.suspend(tx, restored.from, this.clock.now());
      }
    });
  }

  private async apply(
    tx: Tx,
    message: QueuedMessage,
    decision: InboxDecision,
    by: { actor: string; at: Date; localDate: string },
  ): Promise<{ outcome: InboundOutcome; visitId: number | null; why: Reason }> {
    if (decision.kind === 'ignore') {
      return { outcome: 'ignored', visitId: null, why: reason('decided-ignore', { note: decision.note ?? '' }) };
    }
    if (decision.kind === 'opt-out') {
      const channel = decision.allChannels === true ? 'all' : 'sms';
      const change = { address: message.from, channel, source: 'sms-reply', evidence: message.body, ...by } as const;
      await this.answers.optOuts.close(tx, change);
      return { outcome: 'opted-out', visitId: null, why: reason('decided-opt-out', { channel }) };
    }
    const visit = await this.inbox.visitAt(tx, decision.visitId, message.from);
    if (visit === null) {
      throw new InputError([{ field: 'visitId', code: 'not-a-candidate', message: 'was not asked at this number' }]);
    }
    const target = { visit, attemptId: visit.attemptId, localDate: by.localDate, actor: by.actor };
    if (decision.kind === 'answer') {
      await this.answers.score(tx, target, decision.score, decision.comment ?? null);
      return { outcome: 'answered', visitId: visit.visitId, why: reason('decided-answer', { score: decision.score }) };
    }
    const kept = await this.answers.comment(tx, target, message.body);
    if (!kept) throw new RefusedError(reason('no-comment-question'), 'This survey has no open question.');
    return { outcome: 'comment', visitId: visit.visitId, why: reason('decided-comment') };
  }
}
