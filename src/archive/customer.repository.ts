import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import type { Reason } from '../kernel/reason.js';
import { CUSTOMER_SELECT, writtenColumns } from './customer-columns.js';
import type { CustomerFormFields, ContactField } from './customer-form.js';
import type { AddressStatus, Customer } from './customer.js';
import { assignByRule } from './owner-rule.repository.js';
import type { ContactPoint } from './normalise-phone.js';

/** Which place of a customer's contact points a field of the form means. */
const PLACES: Readonly<Record<ContactField, { kind: 'phone' | 'email'; position: number }>> = {
  phone: { kind: 'phone', position: 1 },
  phone2: { kind: 'phone', position: 2 },
  email: { kind: 'email', position: 1 },
};

/** Writes customers by hand; imports have a pipeline of their own. */
@Injectable()
export class CustomerRepository {
  /** Reads and locks a customer. */
  lock(db: Queryable, id: number): Promise<Customer | null> {
    return db.maybe<Customer>(`SELECT ${CUSTOMER_SELECT} FROM customers AS c WHERE c.id = $1 FOR UPDATE`, [id]);
  }

  /** Null when the number is taken. Who brings no owner gets the one of their category. */
  async insert(db: Queryable, customerNo: string, fields: CustomerFormFields, now: Date): Promise<number | null> {
    const { columns, values } = writtenColumns(fields);
    const places = columns.map((_, at) => `$${at + 3}`);
    const row = await db.maybe<{ id: number }>(
      `INSERT INTO customers (${['customer_no', 'created_at', 'updated_at', ...columns].join(', ')})
       VALUES (${['$1', '$2', '$2', ...places].join(', ')}) ON CONFLICT (customer_no) DO NOTHING RETURNING id`,
      [customerNo, now, ...values],
    );
    if (row) await assignByRule(db, [row.id], now);
    return row?.id ?? null;
  }

  /** Writes fields of a locked customer and notes (spelled as import headers) that a person did it. */
  async update(
    db: Queryable,
    id: number,
    change: { readonly fields: CustomerFormFields; readonly handEdited: readonly string[]; readonly now: Date },
  ): Promise<void> {
    const { columns, values } = writtenColumns(change.fields);
    // Attributes are given one by one: what is not named stays, null takes one away.
    const sets = columns.map((column, at) =>
      column === 'attributes'
        ? `attributes = jsonb_strip_nulls(c.attributes || $${at + 4}::jsonb)`
        : `${column} = $${at + 4}`,
    );
    await db.execute(
      `UPDATE customers AS c
          SET ${[...sets, 'version = c.version + 1', 'updated_at = $3'].join(', ')},
              hand_edited = ARRAY(SELECT DISTINCT f FROM unnest(c.hand_edited || $2::text[]) AS f ORDER BY f)
        WHERE c.id = $1`,
      [id, change.handEdited, change.now, ...values],
    );
    await db.execute(
      `UPDATE field_conflicts SET resolved_at = $3
        WHERE customer_id = $1 AND field = ANY($2::text[]) AND resolved_at IS NULL`,
      [id, change.handEdited, change.now],
    );
  }

  /** Puts a number or address in its place, or takes it away; an address stays known for its opt-outs. */
  async writeContact(
    db: Queryable,
    customerId: number,
    field: ContactField,
    point: ContactPoint | null,
  ): Promise<void> {
    const { kind, position } = PLACES[field];
    await db.execute('DELETE FROM contact_points WHERE customer_id = $1 AND kind = $2 AND position = $3', [
      customerId,
      kind,
      position,
    ]);
    if (!point) return;
    await db.execute(
      'INSERT INTO addresses (address, kind) SELECT $1, $2 WHERE $1::text IS NOT NULL ON CONFLICT (address) DO NOTHING',
      [point.address, kind],
    );
    await db.execute(
      `INSERT INTO contact_points (customer_id, kind, position, raw, address, ext, phone_type, country, invalid_code)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        customerId,
        kind,
        position,
        point.raw,
        point.address,
        point.ext,
        point.phoneType,
        point.country,
        point.invalidCode,
      ],
    );
  }

  /** Makes an address known as unusable and why (or as usable again); its version moves, so that a hand-over looks again. */
  async setAddressStatus(
    db: Queryable,
    address: string,
    status: AddressStatus,
    at: Date,
    why: Reason | null = null,
  ): Promise<void> {
    await db.execute(
      `UPDATE addresses SET status = $2, status_reason = $4::jsonb, version = version + 1, updated_at = $3
        WHERE address = $1 AND status <> $2`,
      [address, status, at, why === null ? null : JSON.stringify(why)],
    );
  }
}
