import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { ImportKey } from './header-row.js';
import { CUSTOMER_FIELDS, type AttributeValue, type CustomerFields, type IncomingRow } from './import-row.js';
import type { ContactPoint, PhoneType } from './normalise-phone.js';
import { numberOf, type KnownCustomers } from './upsert-batch.js';
import { serviceId, type CustomerState } from './upsert-state.js';

type PointRow = [string, string, string | null, string | null, PhoneType | null, string | null, string | null];
interface StateRow extends CustomerFields {
  id: number;
  version: number;
  customer_no: string;
  attributes: Record<string, AttributeValue>;
  consent: Record<string, string>;
  hand_edited: string[];
  last_service_at: Date | null;
  last_service_item: string | null;
  product: string | null;
  last_served_by: string | null;
  assigned_at: Date | null;
  points: PointRow[] | null;
}

const STATE_SQL = `
  SELECT c.id, c.version, c.customer_no, ${CUSTOMER_FIELDS.map((field) => `c.${field}`).join(', ')}, c.attributes,
         c.consent, c.hand_edited, c.last_service_at, c.last_service_item, c.product, c.last_served_by, c.assigned_at,
         (SELECT json_agg(json_build_array(p.kind, p.raw, p.address, p.ext, p.phone_type, p.country, p.invalid_code)
                          ORDER BY p.position)
            FROM contact_points AS p WHERE p.customer_id = c.id) AS points
    FROM customers AS c
   WHERE c.customer_no = ANY ($1::text[])`;

// A merged-away customer is known by its number, card and phone still: rows about it are about the one who it became.
const KEY_SQL: Readonly<Record<ImportKey, string>> = {
  customer_no: `
    SELECT c.customer_no AS key, ARRAY[k.customer_no] AS numbers
      FROM customers AS c JOIN customers AS k ON k.id = c.merged_into
     WHERE c.merged_into IS NOT NULL AND c.customer_no = ANY ($1::text[])`,
  phone: `
    SELECT p.address AS key, array_agg(DISTINCT coalesce(k.customer_no, c.customer_no)) AS numbers
      FROM contact_points AS p JOIN customers AS c ON c.id = p.customer_id LEFT JOIN customers AS k ON k.id = c.merged_into
     WHERE p.kind = 'phone' AND p.address = ANY ($1::text[])
     GROUP BY p.address`,
  card_no: `
    SELECT c.card_no AS key, array_agg(DISTINCT coalesce(k.customer_no, c.customer_no)) AS numbers
      FROM customers AS c LEFT JOIN customers AS k ON k.id = c.merged_into
     WHERE c.card_no = ANY ($1::text[]) GROUP BY c.card_no`,
};

/** Reads what the archive knows of the customers that a batch means. */
@Injectable()
export class UpsertLoadRepository {
  /** Whom the keys mean: the customer with the made number, otherwise the only one with that phone or card. */
  async resolve(
    db: Queryable,
    key: ImportKey,
    rows: readonly IncomingRow[],
  ): Promise<Pick<KnownCustomers, 'numberByKey' | 'ambiguousKeys'>> {
    const numberByKey = new Map<string, string>();
    const ambiguousKeys = new Set<string>();
    const ownNumbers = new Map(rows.map((row) => [row.key, row.customerNo]));
    const found = await db.query<{ key: string; numbers: string[] }>(KEY_SQL[key], [[...ownNumbers.keys()]]);
    for (const { key: value, numbers } of found) {
      const [first = '', second] = numbers;
      const own = ownNumbers.get(value) ?? '';
      if (second === undefined) numberByKey.set(value, first);
      else if (!numbers.includes(own)) ambiguousKeys.add(value);
    }
    return { numberByKey, ambiguousKeys };
  }

  /** The customers themselves, with those of their services that the rows speak of. */
  async load(db: Queryable, key: ImportKey, rows: readonly IncomingRow[]): Promise<KnownCustomers> {
    const resolved = await this.resolve(db, key, rows);
    const numbers = [...new Set(rows.map((row) => numberOf(row, resolved)))];
    const states = await db.query<StateRow>(STATE_SQL, [numbers]);
    const services = await this.loadServices(db, states, rows);
    const byNumber = new Map(states.map((row) => [row.customer_no, toState(row, services.get(row.id) ?? new Map())]));
    return { ...resolved, byNumber };
  }

  private async loadServices(
    db: Queryable,
    states: readonly StateRow[],
    rows: readonly IncomingRow[],
  ): Promise<Map<number, Map<string, string | null>>> {
    const byCustomer = new Map<number, Map<string, string | null>>();
    const times = [...new Set(rows.flatMap((row) => (row.service?.at ? [row.service.at.toISOString()] : [])))];
    if (states.length === 0 || times.length === 0) return byCustomer;
    const found = await db.query<{
      id: number;
      at: Date;
      item: string | null;
      product: string | null;
      by: string | null;
    }>(
      `SELECT s.customer_id AS id, s.served_at AS at, s.item, s.product, s.served_by AS by
         FROM services AS s
        WHERE s.customer_id = ANY ($1::bigint[]) AND s.served_at = ANY ($2::timestamptz[])`,
      [states.map((state) => state.id), times],
    );
    for (const service of found) {
      const known = byCustomer.get(service.id) ?? new Map<string, string | null>();
      byCustomer.set(service.id, known.set(serviceId(service), service.by));
    }
    return byCustomer;
  }
}

function toState(row: StateRow, services: ReadonlyMap<string, string | null>): CustomerState {
  const fields = Object.fromEntries(CUSTOMER_FIELDS.map((field) => [field, row[field]])) as unknown as CustomerFields;
  return {
    id: row.id,
    version: row.version,
    customerNo: row.customer_no,
    fields: { ...fields, name: row.name === '' ? null : row.name },
    attributes: row.attributes,
    consent: row.consent,
    handEdited: row.hand_edited,
    phones: toPoints(row.points, 'phone'),
    emails: toPoints(row.points, 'email'),
    latest: {
      at: row.last_service_at,
      item: row.last_service_item,
      product: row.product,
      servedBy: row.last_served_by,
    },
    assignedAt: row.assigned_at,
    services,
  };
}

function toPoints(points: readonly PointRow[] | null, kind: 'phone' | 'email'): ContactPoint[] {
  return (points ?? [])
    .filter((point) => point[0] === kind)
    .map(([, raw, address, ext, phoneType, country, invalidCode]) => ({
      raw,
      address,
      ext,
      phoneType,
      country,
      invalidCode,
    }));
}
