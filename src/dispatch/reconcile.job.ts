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
import type { Provider } from './provider.js';
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
  readonly isOld: boolean;
}

/** Receipts may come late; after this nobody waits for them any more. */
const ASSUME_SENT_AFTER = '30 minutes';
const LOOK_UP_AFTER = '1 minute';
const BATCH = 200;
const LOOKUPS = 25;

const DOUBT_SQL = `SELECT a.id, a.visit_id AS "visitId", a.provider, a.attempt_key AS "key", a.address,
  a.body_hash AS "bodyHash", a.handed_over_at AS "handedOverAt",
  least(a.handed_over_at, a.scheduled_at) - interval '5 minutes' AS since, a.rung, v.ladder, c.ladder AS rungs,
  v.rolled_due_at AS "dueAt", a.handed_over_at < ${businessNowSql(1)} - interval '${ASSUME_SENT_AFTER}' AS "isOld"
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id
WHERE a.state = 'in_doubt' AND a.handed_over_at < ${businessNowSql(1)} - interval '${LOOK_UP_AFTER}'
ORDER BY a.handed_over_at, a.id LIMIT $2`;

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
    const doubtful = await this.database.query<DoubtRow>(DOUBT_SQL, [this.clock.offsetMs(), BATCH]);
    if (doubtful.length === 0 || signal.aborted) return;
    const found = await this.lookUp(doubtful.slice(0, LOOKUPS), signal);
    await this.assume(doubtful.filter((row) => row.isOld && !found.has(row.id)));
  }

  /** Only a message of the same text to the same number that no other attempt owns is proof. */
  private async lookUp(rows: readonly DoubtRow[], signal: AbortSignal): Promise<Set<number>> {
    const found = new Set<number>();
    const providers = this.endpoints.open().map(({ provider }) => provider);
    try {
      for (const row of rows) {
        const provider = providers.find(({ name }) => name === row.provider);
        if (provider && !signal.aborted && (await this.findOne(row, provider))) found.add(row.id);
      }
    } finally {
      await Promise.all(providers.map((provider) => provider.close()));
    }
    return found;
  }

  private async findOne(row: DoubtRow, provider: Provider): Promise<boolean> {
    if (row.address === null || row.bodyHash === null) return false;
    const question = { to: row.address, bodyHash: row.bodyHash, key: row.key, since: row.since };
    const messages = await provider.lookup(question).catch(() => []);
    for (const { providerMessageId, status, errorCode = null } of messages) {
      const taken = await this.database.maybe('SELECT id FROM attempts WHERE provider_message_id = $1 AND id <> $2', [
        providerMessageId,
        row.id,
      ]);
      if (taken !== null) continue;
      const receipt = { provider: provider.name, providerMessageId, status, errorCode, key: row.key };
      const outcome = await this.receipts.apply(receipt);
      return outcome === 'applied';
    }
    return false;
  }

  private async assume(rows: readonly DoubtRow[]): Promise<void> {
    const at = this.clock.now();
    const moves = rows.map((row): Move => {
      const step = { id: row.id, from: ['in_doubt'], to: 'assumed_sent', goOn: 'wait' } as const;
      const attempt = { ...step, nextAt: waitUntil(row, row.rungs, row.handedOverAt) };
      return { visitId: row.visitId, reason: reason('assumed-sent', { after: ASSUME_SENT_AFTER }), attempt };
    });
    await this.transitions.transition(this.database, moves, { actor: 'system:reconcile', at });
  }
}
