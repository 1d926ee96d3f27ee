import { Injectable } from '@nestjs/common';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/queryable.js';
import { reason } from '../kernel/reason.js';
import { isComposed } from '../messages/compose-message.js';
import type { ClaimScope } from '../messages/sms-routing.js';
import { type LoadedAttempt } from '../planning/attempt-facts.read-model.js';
import { inScopeSql, scopeParams } from '../planning/claim-scope.js';
import type { AttemptStep, Move } from '../planning/move.js';
import { type SendingHold, SendingHoldRepository } from '../planning/sending-hold.repository.js';
import { DoubtTools } from './doubt-tools.service.js';
import type { Provider } from './provider.js';

const BATCH = 200;
const ACTOR = 'system:restore';

/**
 * What may have been sent in the lost time: due by its end, or a later rung that was made since the confirmation. Campaigns
 * that a person launched since know nothing of it.
 */
const MAYBE_SENT = `FROM attempts JOIN visits v ON v.id = attempts.visit_id
  JOIN campaigns c ON c.id = attempts.campaign_id AND c.state IN ('running', 'paused') AND c.launched_at IS NOT NULL
WHERE attempts.channel = $1 AND attempts.state IN ('scheduled', 'claimed', 'held') AND v.state IN ('planned', 'open')
  AND (attempts.scheduled_at <= $2 OR (attempts.created_at >= $3 AND (attempts.rung > 0 OR attempts.try > 1))) AND c.launched_at <= $4 AND ${inScopeSql(5, 6)}
  AND attempts.id > $7`;
const BATCH_SQL = `SELECT attempts.id ${MAYBE_SENT} ORDER BY attempts.id LIMIT ${BATCH}`;
const LOCK_SQL = `SELECT attempts.id, attempts.visit_id AS "visitId", attempts.state, attempts.customer_id AS "customerId",
  c.kind, c.survey_id AS "surveyId", attempts.campaign_id AS "campaignId"
FROM attempts JOIN visits v ON v.id = attempts.visit_id JOIN campaigns c ON c.id = attempts.campaign_id
WHERE attempts.id = ANY ($1::bigint[]) AND attempts.state IN ('scheduled', 'claimed', 'held') AND v.state IN ('planned', 'open')
ORDER BY v.id FOR NO KEY UPDATE OF attempts, v`;

interface LockedRow {
  readonly id: number;
  readonly visitId: number;
  readonly state: 'scheduled' | 'claimed' | 'held';
  readonly customerId: number;
  readonly campaignId: number;
  readonly kind: Parameters<ContactLogRepository['append']>[1][number]['campaignKind'];
  readonly surveyId: string | null;
}

/** What the message would have been: with it a provider can be asked. */
interface Guess {
  readonly address: string | null;
  readonly bodyHash?: string;
  readonly segments?: number;
  readonly templateVersion?: unknown;
}

/** Puts in doubt what a database that is an older copy cannot know. */
@Injectable()
export class RestoreDoubts {
  constructor(
    private readonly database: Database,
    private readonly holds: SendingHoldRepository,
    private readonly contacts: ContactLogRepository,
    private readonly tools: DoubtTools,
  ) {}

  /** The hold, if it was confirmed and is not over. */
  async confirmed(id: number): Promise<(SendingHold & Confirmed) | null> {
    const hold = await this.holds.one(this.database, id);
    return hold !== null && isConfirmed(hold) && hold.endedAt === null ? hold : null;
  }

  end(id: number, at: Date): Promise<void> {
    return this.holds.end(this.database, id, at);
  }

  /** Each provider's own; what none of them serves was not sent. Throws where no provider is open here: another worker's turn. */
  async doubtAll(
    hold: SendingHold & Confirmed,
    { token, only }: { token: string; only: 'due' | 'next-rungs' },
    signal: AbortSignal,
  ): Promise<void> {
    const providers = this.tools.open();
    if (providers.length === 0) throw new Error('no provider is open in this process');
    try {
      for (const provider of providers) {
        const scope = await this.tools.scopeOf(provider);
        await this.doubtOf(provider, scope, { hold, token, only }, signal);
      }
    } finally {
      await Promise.all(providers.map((provider) => provider.close()));
    }
  }

  private async doubtOf(
    provider: Provider,
    scope: ClaimScope | null,
    about: { hold: SendingHold & Confirmed; token: string; only: 'due' | 'next-rungs' },
    signal: AbortSignal,
  ): Promise<void> {
    const { lostUntil, confirmedRealAt, confirmedAt } = about.hold;
    for (let after = 0; !signal.aborted;) {
      const madeSince = about.only === 'due' ? 'infinity' : confirmedRealAt;
      const params = [provider.channel, lostUntil, madeSince, confirmedAt, ...scopeParams(scope), after];
      const ids = (await this.database.query<{ id: number }>(BATCH_SQL, params)).map(({ id }) => id);
      const last = ids.at(-1);
      if (last === undefined) return;
      const guesses = await this.guess(ids, provider);
      await this.database.transaction((tx) => this.doubt(tx, ids, guesses, { ...about, provider }));
      after = last;
    }
  }

  /** The text is made as it would have been; where it cannot be, nobody can be asked for it. */
  private async guess(ids: readonly number[], provider: Provider): Promise<Map<number, Guess>> {
    const loaded: LoadedAttempt[] = await this.tools.load(ids);
    const composed = await this.tools.compose(loaded, provider);
    return new Map(
      loaded.map(({ id, address }) => {
        const message = composed.get(id);
        if (message === undefined || !isComposed(message)) return [id, { address }];
        const { bodyHash, segments, templateVersion } = message;
        return [id, { address, bodyHash, templateVersion, ...(segments === undefined ? {} : { segments }) }];
      }),
    );
  }

  /** By the ways that there are: as if it had been claimed and handed over by somebody of whom nothing is known. */
  private async doubt(
    tx: Tx,
    ids: readonly number[],
    guesses: ReadonlyMap<number, Guess>,
    { hold, token, provider }: { hold: SendingHold & Confirmed; token: string; provider: Provider },
  ): Promise<void> {
    const rows = await tx.query<LockedRow>(LOCK_SQL, [ids]);
    const author = { actor: ACTOR, at: this.tools.now() };
    const why = reason('lost-with-copy', { until: hold.lostUntil.toISOString() });
    const step = (of: readonly LockedRow[], make: (row: LockedRow) => Omit<AttemptStep, 'id'>) => {
      const moves = of.map((row): Move => ({
        visitId: row.visitId,
        reason: why,
        attempt: { id: row.id, ...make(row) },
      }));
      return this.tools.transitions.transition(tx, moves, author);
    };
    const back = rows.filter(({ state }) => state !== 'scheduled');
    await step(back, ({ state }) => ({ from: [state], to: 'scheduled', note: false }));
    await step(rows, () => ({ from: ['scheduled'], to: 'claimed', claimToken: token, note: false }));
    await step(rows, ({ id }) => ({
      from: ['claimed'],
      to: 'handed_over',
      note: false,
      provider: provider.name,
      ...known(guesses.get(id)),
    }));
    const unknown = { errorClass: 'unknown-outcome', errorCode: 'database-restored' } as const;
    await step(rows, () => ({ from: ['handed_over'], to: 'in_doubt', ...unknown }));
    await this.contacts.append(
      tx,
      rows.map(({ id, customerId, campaignId, kind, surveyId }) => {
        const about = { customerId, campaignId, campaignKind: kind, surveyId, attemptId: id };
        return { ...about, address: guesses.get(id)?.address ?? null, channel: provider.channel, at: hold.lostUntil };
      }),
    );
    await this.holds.count(tx, hold.id, rows.length);
  }
}

/** A confirmed hold has these. */
interface Confirmed {
  readonly lostUntil: Date;
  readonly confirmedAt: Date;
  readonly confirmedRealAt: Date;
}

function isConfirmed(hold: SendingHold): hold is SendingHold & Confirmed {
  return hold.lostUntil !== null && hold.confirmedAt !== null && hold.confirmedRealAt !== null;
}

function known(guess: Guess | undefined): Partial<AttemptStep> {
  if (guess === undefined) return {};
  const { address, ...rest } = guess;
  return { ...rest, ...(address === null ? {} : { address }) };
}
