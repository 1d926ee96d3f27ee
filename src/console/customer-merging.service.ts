import { Injectable } from '@nestjs/common';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { CustomerMergeService } from '../archive/customer-merge.service.js';
import type { MergeWish } from '../archive/customer-merge.service.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { CustomerAccess } from './customer-access.service.js';

// A campaign asks one person once: where both rows have an open visit in it, that of the row which goes ends.
const TWICE_SQL = `
  SELECT v.id FROM visits v
   WHERE v.customer_id = $2 AND v.state IN ('planned', 'open') AND EXISTS (
     SELECT FROM visits k WHERE k.customer_id = $1 AND k.campaign_id = v.campaign_id AND k.occasion = v.occasion
        AND k.state IN ('planned', 'open'))
   ORDER BY v.id`;

/** Merging and taking back, as far as an account reaches, with what it means for visits that go on. */
@Injectable()
export class CustomerMerging {
  constructor(
    private readonly database: Database,
    private readonly merges: CustomerMergeService,
    private readonly visits: VisitService,
    private readonly access: CustomerAccess,
    private readonly clock: Clock,
  ) {}

  /** Throws NotFoundError, InputError, RefusedError. */
  async merge(account: Account, wish: MergeWish): Promise<{ mergeId: number; keptId: number; endedVisits: number }> {
    const { keptId, mergedId } = wish;
    for (const id of [keptId, mergedId]) await this.access.check(account, id);
    const actor = actorOf(account);
    return this.database.transaction(async (tx) => {
      // Visits before customers, as hand-overs lock them.
      const twice = await this.twice(tx, keptId, mergedId);
      const why = { actor, at: this.clock.now(), reason: reason('merged-duplicate', { kept: keptId }) };
      const endedVisits = await this.visits.endMany(tx, twice, 'cancelled', why);
      return { mergeId: await this.merges.merge(tx, wish, actor), keptId, endedVisits };
    });
  }

  /** How many open visits would end, because a campaign has both rows. */
  async countTwice(keptId: number, mergedId: number): Promise<number> {
    return (await this.twice(this.database, keptId, mergedId)).length;
  }

  /** Takes a merge back; visits that it ended stay so. Answers with the two customers. */
  async undo(account: Account, mergeId: number): Promise<{ keptId: number; mergedId: number }> {
    return this.database.transaction(async (tx) => {
      const { keptId, mergedId } = await this.merges.undo(tx, mergeId, actorOf(account));
      await this.access.check(account, keptId);
      return { keptId, mergedId };
    });
  }

  /** The same for the newest merge into a customer. */
  async undoNewest(account: Account, keptId: number): Promise<{ keptId: number; mergedId: number }> {
    await this.access.check(account, keptId);
    const { id } = await this.database.transaction((tx) => this.merges.newest(tx, keptId));
    return this.undo(account, id);
  }

  private async twice(db: Pick<Tx, 'query'>, keptId: number, mergedId: number): Promise<number[]> {
    return (await db.query<{ id: number }>(TWICE_SQL, [keptId, mergedId])).map(({ id }) => id);
  }
}
