import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { businessNowSql } from '../kernel/business-time.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import type { Rung } from '../campaigns/campaign-definition.js';
import type { Move } from '../planning/move.js';
import { waitUntil } from '../planning/next-rung.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { ASSUME_SENT_AFTER_MINUTES, type LookupAnswer, UNANSWERED_AFTER_MINUTES } from './doubt-times.js';
import type { FoundMessage, Provider } from './provider.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { ReceiptService } from './receipt.service.js';

interface DoubtRow {
  readonly id: number;
  readonly visitId: number;
  readonly provider: string | null;
  readonly key: string;
  readonly address: string | null;
  readonly bodyHash: string | null;
  readonly handedOverAt: Date;
  readonly since: Date;
  readonly rung: number;
  readonly ladder: string[];
  readonly rungs: Rung[];
  readonly dueAt: Date;
}

const LOOK_UP_AFTER = '1 minute';
const BATCH = 200;
const LOOKUPS = 100;
const LOOKUPS_AT_ONCE = 5;

const DOUBT = `SELECT a.id, a.visit_id AS "visitId", a.provider, a.attempt_key AS "key", a.address,
  a.body_hash AS "bodyHash", a.handed_over_at AS "handedOverAt",
  least(a.handed_over_at, a.scheduled_at) - interval '5 minutes' AS since, a.rung, v.ladder, c.ladder AS rungs,
  v.rolled_due_at AS "dueAt"
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
  LEFT JOIN doubt_lookups l ON l.attempt_id = a.id
WHERE a.state = 'in_doubt'`;
/** Who was asked about longest ago comes first, so that each has its turn. */
const ASKABLE_SQL = `${DOUBT} AND a.channel = 'sms' AND a.body_hash IS NOT NULL AND a.address IS NOT NULL
  AND a.handed_over_at < ${businessNowSql(1)} - interval '${LOOK_UP_AFTER}'
ORDER BY l.looked_at NULLS FIRST, a.handed_over_at, a.id LIMIT $2`;
const OLD_SQL = `${DOUBT} AND a.handed_over_at < ${businessNowSql(1)} - interval '${ASSUME_SENT_AFTER_MINUTES} minutes'
  AND (a.channel = 'email' OR a.body_hash IS NULL OR l.answer = 'nothing'
    OR a.handed_over_at < ${businessNowSql(1)} - interval '${UNANSWERED_AFTER_MINUTES} minutes')
ORDER BY a.handed_over_at, a.id LIMIT $2`;
const NOTE_SQL = `INSERT INTO doubt_lookups (attempt_id, looked_at, answer) VALUES ($1, $2, $3)
ON CONFLICT (attempt_id) DO UPDATE SET looked_at = excluded.looked_at, times = doubt_lookups.times + 1, answer = excluded.answer`;

/**
 * Settles what is in doubt: by a receipt that was kept, by a message that the provider certainly has, or after half an
 * hour as assumed sent, which disturbs nobody twice. Nothing is ever sent again.
 */
@Injectable()
export class ReconcileJob extends JobHandler {
  override readonly job = 'reconcile';
  override readonly tick: TickRule = { everyMinute: true };

  constructor(
    private readonly database: Database,
    private readonly transitions: TransitionRepository,
    private readonly receipts: ReceiptService,
    private readonly endpoints: ProviderEndpoints,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    await this.receipts.applyKept();
    await this.receipts.applyToDoubts();
    const { database } = this;
    const offset = this.clock.offsetMs();
    const askable = await database.query<DoubtRow>(ASKABLE_SQL, [offset, LOOKUPS]);
    if (askable.length > 0 && !signal.aborted) await this.lookUp(askable, signal);
    if (signal.aborted) return;
    await this.assume(await database.query<DoubtRow>(OLD_SQL, [offset, BATCH]));
  }

  /** Only a message of the same text to the same number that no other attempt owns is proof. */
  private async lookUp(rows: readonly DoubtRow[], signal: AbortSignal): Promise<void> {
    const providers = this.endpoints.open().map(({ provider }) => provider);
    const askOne = async (row: DoubtRow): Promise<void> => {
      const provider = providers.find(({ name }) => name === row.provider);
      if (provider === undefined) return;
      const answer = await this.findOne(row, provider);
      await this.database.execute(NOTE_SQL, [row.id, this.clock.now(), answer]);
    };
    // Those of one number one after the other: what one of them finds is no longer free for the next.
    const numbers = [...new Set(rows.map(({ address }) => address))];
    const ask = async (number: string | null): Promise<void> => {
      for (const row of rows) if (row.address === number && !signal.aborted) await askOne(row);
    };
    try {
      for (let first = 0; first < numbers.length && !signal.aborted; first += LOOKUPS_AT_ONCE) {
        await Promise.all(numbers.slice(first, first + LOOKUPS_AT_ONCE).map(ask));
      }
    } finally {
      await Promise.all(providers.map((provider) => provider.close()));
    }
  }

  private async findOne(row: DoubtRow, provider: Provider): Promise<LookupAnswer> {
    const question = { to: row.address ?? '', bodyHash: row.bodyHash ?? '', key: row.key, since: row.since };
    const messages = await provider.lookup(question).catch(() => null);
    if (messages === null) return 'failed';
    const unowned = await this.unowned(row, messages);
    const [message] = unowned;
    // Two messages of one text to one number that are both in doubt: one that is found may be either's.
    if (message === undefined || unowned.length <= (await this.countRivals(row, provider.name))) return 'nothing';
    const { providerMessageId, status, errorCode = null } = message;
    await this.receipts.apply({ provider: provider.name, providerMessageId, status, errorCode, key: row.key });
    return 'found';
  }

  private async unowned(row: DoubtRow, messages: readonly FoundMessage[]): Promise<FoundMessage[]> {
    const free: FoundMessage[] = [];
    for (const message of messages) {
      const taken = await this.database.maybe('SELECT id FROM attempts WHERE provider_message_id = $1 AND id <> $2', [
        message.providerMessageId,
        row.id,
      ]);
      if (taken === null) free.push(message);
    }
    return free;
  }

  /** Other attempts that may own such a message: of the same text to the same address, and without a name yet. */
  private async countRivals(row: DoubtRow, provider: string): Promise<number> {
    const { n } = await this.database.one<{ n: number }>(
      `SELECT count(*) AS n FROM attempts WHERE address = $1 AND body_hash = $2 AND id <> $3 AND provider = $4
         AND provider_message_id IS NULL AND state IN ('handed_over', 'in_doubt', 'assumed_sent')`,
      [row.address, row.bodyHash, row.id, provider],
    );
    return n;
  }

  private async assume(rows: readonly DoubtRow[]): Promise<void> {
    const at = this.clock.now();
    const moves = rows.map((row): Move => {
      const step = { id: row.id, from: ['in_doubt'], to: 'assumed_sent', goOn: 'wait' } as const;
      const attempt = { ...step, nextAt: waitUntil(row, row.rungs, row.handedOverAt) };
      return {
        visitId: row.visitId,
        reason: reason('assumed-sent', { after: `${ASSUME_SENT_AFTER_MINUTES} minutes` }),
        attempt,
      };
    });
    await this.transitions.transition(this.database, moves, { actor: 'system:reconcile', at });
  }
}
