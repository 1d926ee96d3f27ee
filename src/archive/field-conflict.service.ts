import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { CustomerService } from './customer.service.js';
import { formOfOffer, mayTake } from './offered-value.js';

/** A conflict with the customer it is about. */
export interface ListedConflict {
  readonly id: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly field: string;
  readonly keptValue: string | null;
  readonly offeredValue: string | null;
  readonly at: Date;
}

/** What became of several conflicts at once. */
export interface SettledConflicts {
  readonly settled: number;
  /** Those that stay: the value cannot be taken as it is. */
  readonly left: number;
}

const COLUMNS = `f.id, f.customer_id AS "customerId", c.customer_no AS "customerNo", c.name AS "customerName", f.field,
  f.kept_value AS "keptValue", f.offered_value AS "offeredValue", f.at`;
const AT_ONCE = 1000;

/** Fields that a person had changed and an import would have overwritten: what the person wrote stays, or gives way. */
@Injectable()
export class FieldConflictService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly customers: CustomerService,
    private readonly audit: AuditService,
  ) {}

  /** Open conflicts (of one import, where it is named), oldest first, those after `afterId`. */
  list(filter: {
    importId?: number;
    ids?: readonly number[];
    afterId?: number;
    limit: number;
  }): Promise<ListedConflict[]> {
    return this.database.query<ListedConflict>(
      `SELECT ${COLUMNS} FROM field_conflicts AS f JOIN customers AS c ON c.id = f.customer_id
        WHERE f.resolved_at IS NULL AND f.id > $1 AND ($2::bigint IS NULL OR f.import_id = $2)
          AND ($3::bigint[] IS NULL OR f.id = ANY ($3::bigint[]))
        ORDER BY f.id LIMIT $4`,
      [filter.afterId ?? 0, filter.importId ?? null, filter.ids ?? null, filter.limit],
    );
  }

  /** How many are open of one import. */
  async countOpen(importId: number): Promise<number> {
    const sql = 'SELECT count(*)::int AS n FROM field_conflicts WHERE import_id = $1 AND resolved_at IS NULL';
    return (await this.database.one<{ n: number }>(sql, [importId])).n;
  }

  /** What the person wrote stays; the same value is not offered again. */
  async keep(conflicts: readonly ListedConflict[], actor: string): Promise<SettledConflicts> {
    const sql = 'UPDATE field_conflicts SET resolved_at = $2 WHERE id = ANY ($1::bigint[]) AND resolved_at IS NULL';
    const ids = conflicts.map(({ id }) => id);
    const settled = await this.database.execute(sql, [ids, this.clock.now()]);
    await this.audit.record({ actor, action: 'conflicts.keep', subject: 'field-conflicts', details: { settled } });
    return { settled, left: 0 };
  }

  /** The import's value is written as if a person had; what cannot be taken as it is stays open. */
  async take(conflicts: readonly ListedConflict[], actor: string): Promise<SettledConflicts> {
    let settled = 0;
    for (const conflict of conflicts) if (await this.takeOne(conflict, actor)) settled += 1;
    return { settled, left: conflicts.length - settled };
  }

  /** The open conflicts of an import, as many as are settled at once. */
  ofImport(importId: number): Promise<ListedConflict[]> {
    return this.list({ importId, limit: AT_ONCE });
  }

  /** One of them; throws RefusedError `conflict-settled` when it is open no more. */
  async one(importId: number, id: number): Promise<ListedConflict> {
    const [found] = await this.list({ importId, ids: [id], limit: 1 });
    if (!found) throw new RefusedError(reason('conflict-settled'), 'The conflict has been settled meanwhile.');
    return found;
  }

  private async takeOne({ id, customerId, field, offeredValue }: ListedConflict, actor: string): Promise<boolean> {
    if (!mayTake(field)) return false;
    const customer = await this.customers.get(customerId);
    try {
      const form = formOfOffer(field, offeredValue, customer.attributes);
      await this.customers.edit(customerId, form, customer.version, actor);
    } catch (error) {
      if (error instanceof InputError || error instanceof RefusedError) return false;
      throw error;
    }
    // The customer may have had that value already, and then nothing was changed.
    const sql = 'UPDATE field_conflicts SET resolved_at = $2 WHERE id = $1 AND resolved_at IS NULL';
    await this.database.execute(sql, [id, this.clock.now()]);
    return true;
  }
}
