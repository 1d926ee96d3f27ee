import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { CUSTOMER_COLUMNS } from './customer-columns.js';
import type { ConsentInForce } from './consent.service.js';
import type { Choices, MergedFields } from './customer-merge.js';

/** What a merge added to the kept row or moved to it, by id. */
export interface MovedRows {
  readonly points: readonly number[];
  readonly services: readonly number[];
  readonly contacts: readonly number[];
  /** Customers that had been merged into the one that goes now. */
  readonly children: readonly number[];
  readonly issues: readonly { readonly kind: string; readonly ref: string }[];
}

/** A merge as it is kept. */
export interface StoredMerge {
  readonly id: number;
  readonly keptId: number;
  readonly mergedId: number;
  readonly keptVersion: number;
  readonly mergedVersion: number;
  /** Both rows as they were, by column. */
  readonly before: { readonly kept: Record<string, unknown>; readonly merged: Record<string, unknown> };
  readonly moved: MovedRows;
  readonly undoneAt: Date | null;
}

const JSON_COLUMNS = ['preferred_time', 'attributes', 'consent'];
// Everything but what identifies the row, its version and its times: what a merge may change.
const RESTORED = Object.values(CUSTOMER_COLUMNS).filter(
  (column) => !['id', 'customer_no', 'version', 'created_at', 'updated_at'].includes(column),
);
const COLUMNS = `m.id, m.kept_id AS "keptId", m.merged_id AS "mergedId", m.kept_version AS "keptVersion",
  m.merged_version AS "mergedVersion", m.before, m.moved, m.undone_at AS "undoneAt"`;

/** Writes merges, and takes them back. Every method belongs into one transaction, with both rows locked. */
@Injectable()
export class CustomerMergeRepository {
  /** A row as it stands, by column. */
  async snapshot(db: Queryable, id: number): Promise<Record<string, unknown>> {
    const { row } = await db.one<{ row: Record<string, unknown> }>(
      'SELECT to_jsonb(c) AS row FROM customers c WHERE c.id = $1',
      [id],
    );
    return row;
  }

  /** Writes fields of a row; `into` marks it as merged away. */
  async write(db: Queryable, id: number, fields: MergedFields, at: Date, into: number | null = null): Promise<void> {
    const entries = Object.entries(fields).map(([field, value]): [string, unknown] => {
      const column = CUSTOMER_COLUMNS[field as keyof MergedFields];
      return [column, JSON_COLUMNS.includes(column) && value !== null ? JSON.stringify(value) : value];
    });
    const sets = entries.map(([column], index) => `${column} = $${index + 4}`);
    const gone =
      'merged_into = $3::bigint, merged_at = CASE WHEN $3::bigint IS NULL THEN NULL ELSE $2::timestamptz END';
    await db.execute(
      `UPDATE customers SET ${[...sets, gone].join(', ')}, version = version + 1, updated_at = $2 WHERE id = $1`,
      [id, at, into, ...entries.map(([, value]) => value)],
    );
  }

  /** Puts a row back as it was, whatever it is now. */
  async restore(db: Queryable, id: number, before: Record<string, unknown>, at: Date): Promise<void> {
    await db.execute(
      `UPDATE customers AS c SET ${RESTORED.map((column) => `${column} = r.${column}`).join(', ')},
              merged_into = NULL, merged_at = NULL, version = c.version + 1, updated_at = $3
         FROM jsonb_populate_record(NULL::customers, $2::jsonb) AS r WHERE c.id = $1`,
      [id, JSON.stringify(before), at],
    );
  }

  /** Gives the kept customer what the other has: copies of its addresses; its services and contacts themselves. */
  async move(
    db: Queryable,
    keptId: number,
    mergedId: number,
    points: readonly { readonly id: number; readonly position: number }[],
  ): Promise<MovedRows> {
    const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
    const copied = await db.query<{ id: number }>(
      `INSERT INTO contact_points (customer_id, kind, position, raw, address, ext, phone_type, country, invalid_code)
       SELECT $1, p.kind, n.position, p.raw, p.address, p.ext, p.phone_type, p.country, p.invalid_code
         FROM jsonb_to_recordset($2::jsonb) AS n (id bigint, position smallint) JOIN contact_points p ON p.id = n.id
       RETURNING id`,
      [keptId, JSON.stringify(points)],
    );
    // What both had is one service; the other row keeps its copy.
    const services = await db.query<{ id: number }>(
      `UPDATE services AS s SET customer_id = $1 WHERE s.customer_id = $2 AND NOT EXISTS (
         SELECT FROM services o WHERE o.customer_id = $1 AND o.served_at = s.served_at
            AND o.item IS NOT DISTINCT FROM s.item AND o.product IS NOT DISTINCT FROM s.product) RETURNING s.id`,
      [keptId, mergedId],
    );
    const contacts = await db.query<{ id: number }>(
      'UPDATE contact_log SET customer_id = $1 WHERE customer_id = $2 RETURNING id',
      [keptId, mergedId],
    );
    const children = await db.query<{ id: number }>(
      'UPDATE customers SET merged_into = $1 WHERE merged_into = $2 RETURNING id',
      [keptId, mergedId],
    );
    const issues = await db.query<{ kind: string; ref: string }>(
      `INSERT INTO open_issues (customer_id, kind, ref, opened_at)
       SELECT $1, i.kind, i.ref, i.opened_at FROM open_issues i WHERE i.customer_id = $2
       ON CONFLICT DO NOTHING RETURNING kind, ref`,
      [keptId, mergedId],
    );
    return { points: ids(copied), services: ids(services), contacts: ids(contacts), children: ids(children), issues };
  }

  /** Takes that back; what is gone meanwhile stays gone. */
  async moveBack(db: Queryable, { keptId, mergedId, moved }: StoredMerge): Promise<void> {
    await db.execute('DELETE FROM contact_points WHERE id = ANY ($1::bigint[]) AND customer_id = $2', [
      moved.points,
      keptId,
    ]);
    for (const [table, ids] of [
      ['services', moved.services],
      ['contact_log', moved.contacts],
    ] as const) {
      await db.execute(`UPDATE ${table} SET customer_id = $1 WHERE id = ANY ($2::bigint[])`, [mergedId, ids]);
    }
    await db.execute('UPDATE customers SET merged_into = $1 WHERE id = ANY ($2::bigint[])', [mergedId, moved.children]);
    await db.execute(
      `DELETE FROM open_issues i USING jsonb_to_recordset($2::jsonb) AS r (kind text, ref text)
        WHERE i.customer_id = $1 AND i.kind = r.kind AND i.ref = r.ref`,
      [keptId, JSON.stringify(moved.issues)],
    );
  }

  /** Adds to the history of consent what a merge (or its end) changed of it. */
  async noteConsent(
    db: Queryable,
    customerId: number,
    change: { readonly from: ConsentInForce; readonly to: ConsentInForce; readonly evidence: string },
    by: { readonly actor: string; readonly at: Date },
  ): Promise<void> {
    const names = [...new Set([...Object.keys(change.from), ...Object.keys(change.to)])] as (keyof ConsentInForce)[];
    const rows = names
      .filter((name) => change.from[name] !== change.to[name])
      .map((name) => {
        const [channel, purpose] = name.split('.');
        return { channel, purpose, state: change.to[name] ?? 'unknown' };
      });
    await db.execute(
      `INSERT INTO consents (customer_id, channel, purpose, state, method, evidence, actor, at)
       SELECT $1, r.channel, r.purpose, r.state, 'merge', $3, $4, $5
         FROM jsonb_to_recordset($2::jsonb) AS r (channel text, purpose text, state text)`,
      [customerId, JSON.stringify(rows), change.evidence, by.actor, by.at],
    );
  }

  /** Keeps the merge; versions are those that the two rows have now. */
  async save(
    db: Queryable,
    merge: Pick<StoredMerge, 'keptId' | 'mergedId' | 'before' | 'moved'> & { readonly chosen: Choices },
    by: { readonly actor: string; readonly at: Date },
  ): Promise<number> {
    const { keptId, mergedId, before, moved, chosen } = merge;
    const row = await db.one<{ id: number }>(
      `INSERT INTO customer_merges (kept_id, merged_id, kept_version, merged_version, before, moved, chosen, merged_by, merged_at)
       SELECT k.id, o.id, k.version, o.version, $3::jsonb, $4::jsonb, $5::jsonb, $6, $7 FROM customers k, customers o
        WHERE k.id = $1 AND o.id = $2 RETURNING id`,
      [keptId, mergedId, ...[before, moved, chosen].map((part) => JSON.stringify(part)), by.actor, by.at],
    );
    return row.id;
  }

  /** A merge, locked; null when there is none. */
  find(db: Queryable, id: number): Promise<StoredMerge | null> {
    return db.maybe<StoredMerge>(`SELECT ${COLUMNS} FROM customer_merges m WHERE m.id = $1 FOR UPDATE`, [id]);
  }

  /** The newest merge into a customer that stands. */
  newest(db: Queryable, keptId: number): Promise<StoredMerge | null> {
    return db.maybe<StoredMerge>(
      `SELECT ${COLUMNS} FROM customer_merges m WHERE m.kept_id = $1 AND m.undone_at IS NULL ORDER BY m.id DESC LIMIT 1`,
      [keptId],
    );
  }

  async markUndone(db: Queryable, id: number, by: { readonly actor: string; readonly at: Date }): Promise<void> {
    await db.execute('UPDATE customer_merges SET undone_by = $2, undone_at = $3 WHERE id = $1', [id, by.actor, by.at]);
  }

  /** Who the customer became; null: stands by itself. */
  async mergedInto(db: Queryable, id: number): Promise<number | null> {
    const row = await db.maybe<{ into: number | null }>('SELECT merged_into AS into FROM customers WHERE id = $1', [
      id,
    ]);
    return row?.into ?? null;
  }
}
