import { Injectable } from '@nestjs/common';
import { CustomerRepository } from '../archive/customer.repository.js';
import { OptOutService } from '../archive/opt-out.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { reason } from '../kernel/reason.js';
import type { LoadedAttempt } from '../planning/attempt-facts.read-model.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import { HandOverRepository } from '../planning/hand-over.repository.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { isSoftMailCode, SOFT_MAIL_CODE } from './mail-status.js';
import type { Failed, SendResult } from './provider.js';
import { resultMove } from './result-move.js';

/** What the provider said about one message, and when. */
export interface SentMessage {
  readonly attempt: LoadedAttempt;
  readonly result: SendResult;
  readonly provider: string;
  readonly at: Date;
}

/** What a failure says about the address. */
export interface AddressVerdict {
  readonly address: string | null;
  readonly channel: 'sms' | 'email';
  readonly failed: Failed;
  readonly at: Date;
}

const ACTOR = 'system:dispatch';
/** So many messages in so many days that came to nothing for a passing reason pause the address. */
const SOFT_LIMIT = 3;
const SOFT_DAYS = 14;
/** Tries of one rung are one message; one that got through in the end does not count. */
const SOFT_FAILURES_SQL = `SELECT count(*)::int AS failed FROM (
  SELECT a.visit_id FROM attempts a
  WHERE a.address = $1 AND a.channel = 'email' AND a.handed_over_at > $2::timestamptz - interval '${SOFT_DAYS} days'
    AND a.handed_over_at > coalesce((SELECT status_lifted_at FROM addresses WHERE addresses.address = $1), '-infinity')
  GROUP BY a.visit_id, a.rung
  HAVING bool_and(a.state IN ('failed', 'undelivered')) AND bool_or(a.error_code ~ '${SOFT_MAIL_CODE.source}')) AS lost`;

/** Writes down what providers said. */
@Injectable()
export class ResultService {
  constructor(
    private readonly database: Database,
    private readonly transitions: TransitionRepository,
    private readonly handOvers: HandOverRepository,
    private readonly optOuts: OptOutService,
    private readonly customers: CustomerRepository,
    private readonly registrations: TemplateRegistrationService,
  ) {}

  /** Records results in one statement; running it again after a lost connection changes nothing. */
  async record(results: readonly SentMessage[]): Promise<void> {
    const at = results.reduce((latest, each) => (each.at > latest ? each.at : latest), new Date(0));
    const moves = results.map((each) => resultMove(each.attempt, each.result, each.provider, each.at));
    const moved = await this.transitions.transition(this.database.byKey, moves, { actor: ACTOR, at });
    if (moved.length < results.length) await this.nameMessages(results);
    for (const { attempt, result, at: when } of results) {
      if (result.outcome !== 'failed') continue;
      if (result.rejectedTemplate) await this.registrations.noteRefusal(result.rejectedTemplate, result.code, when);
      const channel = attempt.channel === 'email' ? 'email' : 'sms';
      await this.noteAddress(this.database, { address: attempt.address, channel, failed: result, at: when });
    }
  }

  /** What the provider knows of the address becomes a contact fact: our own list is the superset. */
  async noteAddress(db: Queryable, { address, channel, failed, at }: AddressVerdict): Promise<void> {
    if (address === null) return;
    if (failed.optedOut === true) {
      const change = { address, channel, source: 'provider', evidence: failed.code, actor: ACTOR, at };
      await this.optOuts.optOut(db, change);
    } else if (failed.badAddress === true) {
      const why = reason('address-refused', { channel, code: failed.code });
      await this.customers.setAddressStatus(db, address, 'hard-bounced', at, why);
    } else if (channel === 'email' && isSoftMailCode(failed.code)) {
      await this.pauseIfSoftOften(db, address, at);
    }
  }

  /** An address that cannot be delivered to for now, message after message, rests until a person looks. */
  private async pauseIfSoftOften(db: Queryable, address: string, at: Date): Promise<void> {
    const { failed } = await db.one<{ failed: number }>(SOFT_FAILURES_SQL, [address, at]);
    if (failed < SOFT_LIMIT) return;
    const why = reason('address-soft-bounces', { count: failed, days: SOFT_DAYS });
    await this.optOuts.suspend(db, address, at, why);
  }

  /** A receipt came first and moved the attempt; it still learns what the provider calls it. */
  private async nameMessages(results: readonly SentMessage[]): Promise<void> {
    const named = results.flatMap(({ attempt, result }) =>
      result.outcome === 'accepted' ? [{ attemptId: attempt.id, providerMessageId: result.providerMessageId }] : [],
    );
    await this.handOvers.nameMessages(this.database, named);
  }
}
