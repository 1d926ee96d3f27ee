import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { CUSTOMER_FIELDS } from './import-row.js';
import { assignByRule } from './owner-rule.repository.js';
import type { CustomerChange, CustomerState } from './upsert-state.js';

/** Who writes, when, and for which import. */
export interface WriteContext {
  readonly importId: number;
  readonly actor: string;
  readonly evidence: string | null;
  readonly now: Date;
}

/** Somebody else changed one of the customers between reading and writing: read again and decide again. */
export class StaleBatchError extends Error {
  override readonly name = 'StaleBatchError';
}

const COLUMN_TYPES: Readonly<Record<string, string>> = {
  birthday: 'date',
  card_expires_on: 'date',
  preferred_time: 'jsonb',
  tags: 'text[]',
  do_not_contact: 'text[]',
  visit_interval_days: 'integer',
  last_service_at: 'timestamptz',
  assigned_at: 'timestamptz',
  attributes: 'jsonb',
  consent: 'jsonb',
};
const DEFAULTS: Readonly<Record<string, string>> = {
  name: `''`,
  gender: `'unknown'`,
  lifecycle: `'existing'`,
  tags: `'{}'`,
  do_not_contact: `'{}'`,
};
const COLUMNS = [
  ...CUSTOMER_FIELDS,
  ...['product', 'last_service_at', 'last_service_item', 'last_served_by', 'assigned_at', 'attributes', 'consent'],
];
const RECORD = COLUMNS.map((column) => `${column} ${COLUMN_TYPES[column] ?? 'text'}`).join(', ');
const VALUES = COLUMNS.map((column) =>
  DEFAULTS[column] ? `COALESCE(r.${column}, ${DEFAULTS[column]})` : `r.${column}`,
);

const INSERT_SQL = `
  INSERT INTO customers (customer_no, ${COLUMNS.join(', ')}, created_at, updated_at)
  SELECT r.customer_no, ${VALUES.join(', ')}, $2::timestamptz, $2::timestamptz
    FROM json_to_recordset($1::json) AS r (customer_no text, ${RECORD})
  ON CONFLICT (customer_no) DO NOTHING
  RETURNING id, customer_no`;
const UPDATE_SQL = `
  UPDATE customers AS c
     SET ${COLUMNS.map((column, i) => `${column} = ${VALUES[i] ?? ''}`).join(', ')},
         version = c.version + 1, updated_at = $2::timestamptz
    FROM json_to_recordset($1::json) AS r (id bigint, version integer, ${RECORD})
   WHERE c.id = r.id AND c.version = r.version`;

/** Writes what a batch decided, set by set. Every method belongs into the batch's transaction. */
@Injectable()
export class UpsertWriteRepository {
  /** Throws StaleBatchError, and nothing of the batch may stay, when a customer is not as it was read. */
  async write(db: Queryable, changes: readonly CustomerChange[], context: WriteContext): Promise<void> {
    const ids = await this.writeCustomers(db, changes, context.now);
    const idOf = (change: CustomerChange) => change.state.id ?? ids.get(change.state.customerNo) ?? 0;
    await this.writePoints(db, changes, idOf);
    await this.writeServices(db, changes, idOf);
    await this.writeConsents(db, changes, idOf, context);
    await this.writeConflicts(db, changes, idOf, context);
  }

  private async writeCustomers(
    db: Queryable,
    changes: readonly CustomerChange[],
    now: Date,
  ): Promise<Map<string, number>> {
    const created = changes.filter((change) => change.state.id === null);
    const updated = changes.filter(
      (change) => change.state.id !== null && (change.rowChanged || change.services.length > 0),
    );
    const inserted =
      created.length === 0
        ? []
        : await db.query<{ id: number; customer_no: string }>(INSERT_SQL, [asJson(created), now]);
    const touched = updated.length === 0 ? 0 : await db.execute(UPDATE_SQL, [asJson(updated), now]);
    if (inserted.length < created.length || touched < updated.length) throw new StaleBatchError();
    const ids = inserted.map((row) => row.id);
    if (ids.length > 0) await assignByRule(db, ids, now);
    return new Map(inserted.map((row) => [row.customer_no, row.id]));
  }

  /** In the order of addresses, so that two imports never wait for each other in a circle. */
  private async writePoints(db: Queryable, changes: readonly CustomerChange[], idOf: IdOf): Promise<void> {
    const touched = changes.filter((change) => change.pointsChanged);
    if (touched.length === 0) return;
    const points = touched.flatMap((change) => pointRows(change.state, idOf(change)));
    const json = JSON.stringify(points);
    await db.execute(
      `INSERT INTO addresses (address, kind)
       SELECT DISTINCT r.address, r.kind FROM json_to_recordset($1::json) AS r (address text, kind text)
        WHERE r.address IS NOT NULL ORDER BY r.address
       ON CONFLICT (address) DO NOTHING`,
      [json],
    );
    const known = touched.filter((change) => change.state.id !== null).map(idOf);
    if (known.length > 0)
      await db.execute('DELETE FROM contact_points WHERE customer_id = ANY ($1::bigint[])', [known]);
    await db.execute(
      `INSERT INTO contact_points (customer_id, kind, position, raw, address, ext, phone_type, country, invalid_code)
       SELECT r.customer_id, r.kind, r.position, r.raw, r.address, r.ext, r.phone_type, r.country, r.invalid_code
         FROM json_to_recordset($1::json) AS r (customer_id bigint, kind text, position smallint, raw text, address text,
                                                ext text, phone_type text, country text, invalid_code text)`,
      [json],
    );
  }

  private async writeServices(db: Queryable, changes: readonly CustomerChange[], idOf: IdOf): Promise<void> {
    const rows = changes.flatMap((change) =>
      change.services.map(({ at, item, product, servedBy }) => ({
        customer_id: idOf(change),
        at,
        item,
        product,
        by: servedBy,
      })),
    );
    if (rows.length === 0) return;
    await db.execute(
      `INSERT INTO services AS s (customer_id, served_at, item, product, served_by)
       SELECT r.customer_id, r.at, r.item, r.product, r.by
         FROM json_to_recordset($1::json) AS r (customer_id bigint, at timestamptz, item text, product text, by text)
       ON CONFLICT ON CONSTRAINT services_once_uniq DO UPDATE SET served_by = COALESCE(EXCLUDED.served_by, s.served_by)`,
      [JSON.stringify(rows)],
    );
  }

  private async writeConsents(
    db: Queryable,
    changes: readonly CustomerChange[],
    idOf: IdOf,
    context: WriteContext,
  ): Promise<void> {
    const rows = changes.flatMap((change) =>
      change.consents.map((consent) => ({ customer_id: idOf(change), ...consent })),
    );
    if (rows.length === 0) return;
    await db.execute(
      `INSERT INTO consents (customer_id, channel, purpose, state, method, evidence, actor, at)
       SELECT r.customer_id, r.channel, r.purpose, r.state, r.method,
              COALESCE(CASE WHEN r.method = 'list-declaration' THEN $2 END, 'import ' || $3::text), $4, $5::timestamptz
         FROM json_to_recordset($1::json) AS r (customer_id bigint, channel text, purpose text, state text, method text)`,
      [JSON.stringify(rows), context.evidence, context.importId, context.actor, context.now],
    );
  }

  /** A conflict is listed once for each value offered, also when it was settled before. */
  private async writeConflicts(
    db: Queryable,
    changes: readonly CustomerChange[],
    idOf: IdOf,
    context: WriteContext,
  ): Promise<void> {
    const rows = changes.flatMap((change) =>
      change.conflicts.map(({ field, kept, offered }) => ({ customer_id: idOf(change), field, kept, offered })),
    );
    if (rows.length === 0) return;
    await db.execute(
      `INSERT INTO field_conflicts (customer_id, field, kept_value, offered_value, import_id, at)
       SELECT DISTINCT ON (r.customer_id, r.field, r.offered) r.customer_id, r.field, r.kept, r.offered, $2::bigint, $3::timestamptz
         FROM json_to_recordset($1::json) AS r (customer_id bigint, field text, kept text, offered text)
        WHERE NOT EXISTS (SELECT FROM field_conflicts AS f
                           WHERE f.customer_id = r.customer_id AND f.field = r.field AND f.offered_value = r.offered)`,
      [JSON.stringify(rows), context.importId, context.now],
    );
  }
}

type IdOf = (change: CustomerChange) => number;

function asJson(changes: readonly CustomerChange[]): string {
  return JSON.stringify(changes.map(({ state }) => customerRow(state)));
}

/** Only what is not null: most columns of most lists are empty, and every name costs time on both sides. */
function customerRow(state: CustomerState): Record<string, unknown> {
  const row: Record<string, unknown> =
    state.id === null ? { customer_no: state.customerNo } : { id: state.id, version: state.version };
  for (const field of CUSTOMER_FIELDS) if (state.fields[field] !== null) row[field] = state.fields[field];
  if (state.latest.product !== null) row['product'] = state.latest.product;
  if (state.latest.at !== null) row['last_service_at'] = state.latest.at;
  if (state.latest.item !== null) row['last_service_item'] = state.latest.item;
  if (state.latest.servedBy !== null) row['last_served_by'] = state.latest.servedBy;
  if (state.assignedAt !== null) row['assigned_at'] = state.assignedAt;
  row['attributes'] = state.attributes;
  row['consent'] = state.consent;
  return row;
}

function pointRows(state: CustomerState, customerId: number) {
  return (['phone', 'email'] as const).flatMap((kind) =>
    (kind === 'phone' ? state.phones : state.emails).map((point, index) => ({
      customer_id: customerId,
      kind,
      position: index + 1,
      raw: point.raw,
      address: point.address,
      ext: point.ext,
      phone_type: point.phoneType,
      country: point.country,
      invalid_code: point.invalidCode,
    })),
  );
}
