import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import type { Rung } from '../campaigns/campaign-definition.js';
import { isLegalAttemptMove, UNSTARTED_ATTEMPT_STATES } from '../planning/attempt-moves.js';
import type { AttemptStep, Move } from '../planning/move.js';
import { waitUntil } from '../planning/next-rung.js';
import { SendingHoldRepository } from '../planning/sending-hold.repository.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { receiptMeaning, type ReceiptMeaning } from './receipt-status.js';
import { afterFailure } from './result-move.js';
import { ResultService } from './result.service.js';

/** A provider's word about a message, as its webhook brings it. `key` is the attempt's own, from the callback's URL. */
export interface Receipt {
  readonly provider: string;
  readonly providerMessageId: string;
  readonly status: string;
  readonly errorCode?: string | null;
  readonly key?: string | null;
}

/** What a receipt did. `unknown` ones are kept: their attempt may become known later. */
export type ReceiptOutcome = 'applied' | 'repeated' | 'outdated' | 'unknown' | 'ignored';

interface AttemptRow {
  readonly id: number;
  readonly visitId: number;
  readonly channel: 'sms' | 'email';
  readonly state: AttemptState;
  readonly address: string | null;
  readonly rung: number;
  readonly try: number;
  readonly ladder: string[];
  readonly rungs: Rung[];
  readonly dueAt: Date;
}

const ATTEMPT_SQL = `SELECT a.id, a.visit_id AS "visitId", a.channel, a.state, a.address, a.rung, a.try, v.ladder,
  c.ladder AS rungs, v.rolled_due_at AS "dueAt"
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id`;
const FIND_SQL = `${ATTEMPT_SQL}
WHERE a.channel IN ('sms', 'email') AND (a.attempt_key = $1 OR a.provider_message_id = $2)
ORDER BY a.attempt_key = $1 DESC NULLS LAST LIMIT 1`;

/** The last word comes last. */
const SAID_SQL = `SELECT r.provider, r.provider_message_id AS "providerMessageId", r.status, r.error_code AS "errorCode",
  r.attempt_id AS "attemptId"
FROM attempts a JOIN receipts r ON r.attempt_id = a.id WHERE a.state = 'in_doubt' ORDER BY r.id LIMIT $1`;

/** A statement that waited for another may find its row moved on: then it looks again. */
const LOOKS = 3;
const OWN_KEY = /^v\d+-r\d+-t\d+-[a-z0-9]+$/;
const ACTOR = 'provider';

/** Applies receipts: once each, in whatever order they come. */
@Injectable()
export class ReceiptService {
  constructor(
    private readonly database: Database,
    private readonly transitions: TransitionRepository,
    private readonly results: ResultService,
    private readonly clock: Clock,
    private readonly holds: SendingHoldRepository,
  ) {}

  /** Stores the receipt and moves its attempt, in one transaction. A repeated one changes nothing. */
  apply(receipt: Receipt): Promise<ReceiptOutcome> {
    return this.database.transaction(async (tx) => {
      const attempt = await this.find(tx, receipt);
      const stored = await tx.execute(
        `INSERT INTO receipts (provider, provider_message_id, status, error_code, attempt_id, received_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [
          receipt.provider,
          receipt.providerMessageId,
          receipt.status.toLowerCase(),
          receipt.errorCode ?? null,
          attempt?.id ?? null,
          this.clock.now(),
        ],
      );
      if (stored === 0) return 'repeated';
      const isSuspect = attempt === null ? isOwnKey(receipt.key) : UNSTARTED_ATTEMPT_STATES.includes(attempt.state);
      if (isSuspect) await this.holds.raiseByReceipt(tx, receipt.key ?? '', receipt.provider, this.clock.now());
      return attempt === null ? 'unknown' : this.carryOut(tx, attempt, receipt);
    });
  }

  /** Applies what providers had said of attempts before these came in doubt; answers with how many there were. */
  async applyToDoubts(limit = 200): Promise<number> {
    const said = await this.database.query<Receipt & { attemptId: number }>(SAID_SQL, [limit]);
    for (const { attemptId, ...receipt } of said) {
      await this.database.transaction(async (tx) => {
        const attempt = await tx.maybe<AttemptRow>(`${ATTEMPT_SQL} WHERE a.id = $1`, [attemptId]);
        if (attempt !== null) await this.carryOut(tx, attempt, receipt);
      });
    }
    return said.length;
  }

  /** Applies receipts that came before anybody knew their attempt; answers with how many found it. */
  async applyKept(limit = 200): Promise<number> {
    const kept = await this.database.query<Receipt & { id: number; attemptId: number }>(
      `SELECT r.id, r.provider, r.provider_message_id AS "providerMessageId", r.status, r.error_code AS "errorCode",
         a.id AS "attemptId"
       FROM receipts r JOIN attempts a ON a.provider_message_id = r.provider_message_id
       WHERE r.attempt_id IS NULL ORDER BY r.id LIMIT $1`,
      [limit],
    );
    for (const { id, attemptId, ...receipt } of kept) {
      await this.database.transaction(async (tx) => {
        const claimed = await tx.execute('UPDATE receipts SET attempt_id = $2 WHERE id = $1 AND attempt_id IS NULL', [
          id,
          attemptId,
        ]);
        const attempt = claimed > 0 ? await this.find(tx, receipt) : null;
        if (attempt !== null) await this.carryOut(tx, attempt, receipt);
      });
    }
    return kept.length;
  }

  private async carryOut(tx: Queryable, found: AttemptRow, receipt: Receipt): Promise<ReceiptOutcome> {
    const meaning = receiptMeaning(receipt.status, receipt.errorCode ?? null, receipt.provider);
    if (meaning === null) return 'ignored';
    const at = this.clock.now();
    let attempt: AttemptRow | null = found;
    for (let look = 0; look < LOOKS && attempt !== null; look += 1) {
      if (!isLegalAttemptMove(attempt.state, meaning.to)) return 'outdated';
      const move = receiptMove(attempt, meaning, receipt, at);
      const moved = await this.transitions.transition(tx, [move], { actor: ACTOR, at });
      if (moved.length > 0) {
        const { address, channel } = attempt;
        if (meaning.failed) await this.results.noteAddress(tx, { address, channel, failed: meaning.failed, at });
        return 'applied';
      }
      attempt = await this.find(tx, receipt);
    }
    return 'outdated';
  }

  private find(db: Queryable, { key, providerMessageId }: Receipt): Promise<AttemptRow | null> {
    return db.maybe<AttemptRow>(FIND_SQL, [key ?? null, providerMessageId]);
  }
}

/** Signed, with a key that only we make, and of an attempt that is not sent here: this database is older than what was sent. */
function isOwnKey(key: string | null | undefined): boolean {
  return typeof key === 'string' && OWN_KEY.test(key);
}

function receiptMove(attempt: AttemptRow, meaning: ReceiptMeaning, receipt: Receipt, at: Date): Move {
  const { channel } = attempt;
  const { failed } = meaning;
  const goOn = failed
    ? afterFailure(attempt, failed, at)
    : { goOn: 'wait' as const, nextAt: waitUntil(attempt, attempt.rungs, at) };
  const code = failed ? { errorClass: failed.errorClass, errorCode: failed.code } : {};
  const { providerMessageId } = receipt;
  const step: AttemptStep = {
    id: attempt.id,
    from: [attempt.state],
    to: meaning.to,
    providerMessageId,
    ...code,
    ...goOn,
  };
  const why = reason('receipt', {
    provider: receipt.provider,
    channel,
    status: receipt.status,
    code: receipt.errorCode ?? '',
  });
  return { visitId: attempt.visitId, reason: why, attempt: step };
}
