import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import type { Tx } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { addedPoints, changesOf, mergedFields, stricter } from './customer-merge.js';
import type { Choices } from './customer-merge.js';
import { CustomerMergeRepository } from './customer-merge.repository.js';
import type { StoredMerge } from './customer-merge.repository.js';
import type { Customer } from './customer.js';
import { CustomerReadModel } from './customer.read-model.js';
import { CustomerRepository } from './customer.repository.js';

/** Two customers that are one person: whose row stays, whose goes, and whose value of each field. */
export interface MergeWish {
  readonly keptId: number;
  readonly mergedId: number;
  readonly choices: Choices;
  /** The versions that somebody looked at; another one is refused. */
  readonly versions?: { readonly kept: number; readonly merged: number } | undefined;
}

/**
 * Merges duplicates so that nothing is lost and everything can be taken back. The row that goes stays, marked: visits,
 * answers and exclusions point at it, and the books of campaigns go on to balance.
 */
@Injectable()
export class CustomerMergeService {
  constructor(
    private readonly merges: CustomerMergeRepository,
    private readonly customers: CustomerRepository,
    private readonly rows: CustomerReadModel,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Answers with the merge's id. Throws NotFoundError, InputError for one and the same, RefusedError. */
  async merge(tx: Tx, wish: MergeWish, actor: string): Promise<number> {
    const { keptId, mergedId, choices, versions } = wish;
    const by = { actor, at: this.clock.now() };
    const [kept, other] = await this.lockBoth(tx, keptId, mergedId);
    checkVersions(kept, other, versions);
    const before = { kept: await this.merges.snapshot(tx, keptId), merged: await this.merges.snapshot(tx, mergedId) };
    const points = addedPoints(
      (await this.rows.detail(tx, kept)).contactPoints,
      (await this.rows.detail(tx, other)).contactPoints,
    );
    const fields = mergedFields(kept, other, choices);
    const closed = changesOf(other, stricter(kept, other));
    await this.merges.write(tx, keptId, fields, by.at);
    await this.merges.write(tx, mergedId, closed, by.at, keptId);
    const moved = await this.merges.move(tx, keptId, mergedId, points);
    const named = (no: string) => `merge with ${no}`;
    await this.noteConsent(tx, kept, fields.consent, named(other.customerNo), by);
    await this.noteConsent(tx, other, closed.consent, named(kept.customerNo), by);
    const id = await this.merges.save(tx, { keptId, mergedId, before, moved, chosen: choices }, by);
    const details = { merge: id, into: keptId, fields: Object.keys(fields) };
    await this.audit.audit(tx, { actor, action: 'customer.merge', subject: `customer:${mergedId}`, details });
    return id;
  }

  /** Both rows as they were. Throws RefusedError `merge-changed-since` where one was changed after the merge. */
  async undo(tx: Tx, mergeId: number, actor: string): Promise<StoredMerge> {
    const merge = await this.merges.find(tx, mergeId);
    if (!merge) throw new NotFoundError('merge', mergeId);
    if (merge.undoneAt !== null) throw new RefusedError(reason('merge-undone'), 'The merge was taken back before.');
    const by = { actor, at: this.clock.now() };
    const [kept, other] = await this.lockRows(tx, merge.keptId, merge.mergedId);
    checkUnchanged(kept, merge.keptVersion);
    checkUnchanged(other, merge.mergedVersion);
    const evidence = `merge ${mergeId} taken back`;
    const consents = [
      [kept, merge.before.kept],
      [other, merge.before.merged],
    ] as const;
    for (const [row, before] of consents) {
      await this.noteConsent(tx, row, (before['consent'] ?? {}) as Customer['consent'], evidence, by);
      await this.merges.restore(tx, row.id, before, by.at);
    }
    await this.merges.moveBack(tx, merge);
    await this.merges.markUndone(tx, mergeId, by);
    const details = { merge: mergeId };
    await this.audit.audit(tx, { actor, action: 'customer.merge-undo', subject: `customer:${other.id}`, details });
    return merge;
  }

  /** The newest merge into a customer that stands. Throws NotFoundError. */
  async newest(tx: Tx, keptId: number): Promise<StoredMerge> {
    const merge = await this.merges.newest(tx, keptId);
    if (!merge) throw new NotFoundError('merge into customer', keptId);
    return merge;
  }

  private async lockBoth(tx: Tx, keptId: number, mergedId: number): Promise<[Customer, Customer]> {
    if (keptId === mergedId) {
      throw new InputError([
        { field: 'other', code: 'same-customer', message: 'A customer is no duplicate of itself' },
      ]);
    }
    const rows = await this.lockRows(tx, keptId, mergedId);
    for (const row of rows) {
      if ((await this.merges.mergedInto(tx, row.id)) === null) continue;
      const { customerNo } = row;
      throw new RefusedError(reason('merged-away', { customerNo }), `${customerNo} was merged away before.`);
    }
    return rows;
  }

  /** In the order of ids, as imports and hand-overs do. */
  private async lockRows(tx: Tx, keptId: number, mergedId: number): Promise<[Customer, Customer]> {
    const found = new Map<number, Customer>();
    for (const id of [keptId, mergedId].toSorted((a, b) => a - b)) {
      const row = await this.customers.lock(tx, id);
      if (!row) throw new NotFoundError('customer', id);
      found.set(id, row);
    }
    return [found.get(keptId) as Customer, found.get(mergedId) as Customer];
  }

  private async noteConsent(
    tx: Tx,
    row: Customer,
    to: Customer['consent'] | undefined,
    evidence: string,
    by: { readonly actor: string; readonly at: Date },
  ): Promise<void> {
    if (to !== undefined) await this.merges.noteConsent(tx, row.id, { from: row.consent, to, evidence }, by);
  }
}

function checkVersions(kept: Customer, other: Customer, versions: MergeWish['versions']): void {
  if (!versions || (kept.version === versions.kept && other.version === versions.merged)) return;
  const moved = kept.version === versions.kept ? other : kept;
  const expected = moved === kept ? versions.kept : versions.merged;
  throw new RefusedError(
    reason('stale-version', { expected, actual: moved.version }),
    `Customer ${moved.customerNo} was changed meanwhile; look at both again.`,
  );
}

function checkUnchanged({ customerNo, version }: Customer, expected: number): void {
  if (version === expected) return;
  throw new RefusedError(reason('merge-changed-since', { customerNo }), `${customerNo} was changed after the merge.`);
}
