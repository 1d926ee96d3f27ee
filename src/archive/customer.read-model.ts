import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import { CUSTOMER_SELECT, LIVE_CUSTOMER } from './customer-columns.js';
import type {
  Customer,
  CustomerCard,
  CustomerContactPoint,
  CustomerDetail,
  CustomerServiceRow,
  FieldConflict,
} from './customer.js';
import type { SegmentSql } from './segment-sql.js';

const firstAddress = (kind: 'phone' | 'email'): string =>
  `(SELECT p.address FROM contact_points p
     WHERE p.customer_id = c.id AND p.kind = '${kind}' AND p.address IS NOT NULL ORDER BY p.position LIMIT 1)`;

/** The select list of a line of a list, over alias `c`. */
export const CUSTOMER_CARD = `c.id, c.customer_no AS "customerNo", c.name, c.company, c.lifecycle, c.member_level AS "memberLevel",
  c.province, c.city, c.owner_agent_no AS "ownerAgentNo", ${firstAddress('phone')} AS phone,
  ${firstAddress('email')} AS email, c.last_service_at AS "lastServiceAt",
  (SELECT max(l.at) FROM contact_log l WHERE l.customer_id = c.id) AS "lastContactAt"`;

/** How somebody is looked for; the kinds of a query are tried together. */
export interface CustomerSearch {
  /** As it was typed: a customer number, a card number, or the beginning of a name. */
  readonly text: string;
  /** An address in normal form, where the text is one. */
  readonly address: string | null;
  /** The last four digits of a number, where the text is that. */
  readonly lastFour: string | null;
}

/** Reads customers for screens and for the desk. */
@Injectable()
export class CustomerReadModel {
  /** Customers who match a compiled condition (two parameters before it), by id, after the cursor. */
  cards(
    db: Queryable,
    condition: SegmentSql,
    page: { readonly after: number; readonly limit: number },
  ): Promise<CustomerCard[]> {
    return db.query<CustomerCard>(
      `SELECT ${CUSTOMER_CARD} FROM customers AS c WHERE c.id > $1 AND ${LIVE_CUSTOMER} AND ${condition.sql} ORDER BY c.id LIMIT $2`,
      [page.after, page.limit, ...condition.params],
    );
  }

  /**
   * The best matches first: number, card or address, then last four digits, then names. What stood with a merged-away
   * customer finds the one who it became.
   */
  search(db: Queryable, search: CustomerSearch, limit: number): Promise<CustomerCard[]> {
    return db.query<CustomerCard>(
      // Materialised: in order of ids with a limit, the planner would rather read every number than use their index.
      `WITH digits AS MATERIALIZED (
         SELECT p.id, p.customer_id FROM contact_points p WHERE p.kind = 'phone' AND right(p.address, 4) = $3
       ), hits AS (
         SELECT c.id, 1 AS rank FROM customers c WHERE c.customer_no = $1 OR c.card_no = $1
         UNION ALL SELECT p.customer_id, 1 FROM contact_points p WHERE p.address = $2
         UNION ALL (SELECT d.customer_id, 2 FROM digits d ORDER BY d.id LIMIT $5)
         UNION ALL (SELECT c.id, 3 FROM customers c WHERE c.name LIKE $4 AND ${LIVE_CUSTOMER}
                     ORDER BY c.name, c.id LIMIT $5)
       ), best AS (
         SELECT coalesce(k.merged_into, k.id) AS id, min(hits.rank) AS rank
           FROM hits JOIN customers k ON k.id = hits.id GROUP BY 1
       )
       SELECT ${CUSTOMER_CARD} FROM best JOIN customers AS c ON c.id = best.id ORDER BY best.rank, c.name, c.id LIMIT $5`,
      [search.text, search.address, search.lastFour, `${escapeLike(search.text)}%`, limit],
    );
  }

  byId(db: Queryable, id: number): Promise<Customer | null> {
    return db.maybe<Customer>(`SELECT ${CUSTOMER_SELECT} FROM customers AS c WHERE c.id = $1`, [id]);
  }

  byNo(db: Queryable, customerNo: string): Promise<Customer | null> {
    return db.maybe<Customer>(`SELECT ${CUSTOMER_SELECT} FROM customers AS c WHERE c.customer_no = $1`, [customerNo]);
  }

  /** The customer with contact points, services (newest first) and open conflicts. */
  async detail(db: Queryable, customer: Customer): Promise<CustomerDetail> {
    const contactPoints = await db.query<CustomerContactPoint>(
      `SELECT p.id, p.kind, p.position, p.raw, p.address, p.ext, p.phone_type AS "phoneType", p.country,
              p.invalid_code AS "invalidCode", coalesce(a.opted_out, '{}') AS "optedOut",
              coalesce(a.status, 'active') AS status, a.status_reason AS "statusReason"
         FROM contact_points p LEFT JOIN addresses a ON a.address = p.address
        WHERE p.customer_id = $1 ORDER BY p.kind DESC, p.position`,
      [customer.id],
    );
    const services = await db.query<CustomerServiceRow>(
      `SELECT s.id, s.served_at AS "servedAt", s.item, s.product, s.served_by AS "servedBy"
         FROM services s WHERE s.customer_id = $1 ORDER BY s.served_at DESC, s.id DESC`,
      [customer.id],
    );
    const conflicts = await db.query<FieldConflict>(
      `SELECT f.id, f.field, f.kept_value AS "keptValue", f.offered_value AS "offeredValue", f.at
         FROM field_conflicts f WHERE f.customer_id = $1 AND f.resolved_at IS NULL ORDER BY f.at, f.id`,
      [customer.id],
    );
    return { ...customer, contactPoints, services, conflicts };
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
