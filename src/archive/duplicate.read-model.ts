import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';

/** Two customers who are perhaps one: the same name, and a number or mailbox that both have. */
export interface DuplicatePair {
  readonly firstId: number;
  readonly firstNo: string;
  readonly secondId: number;
  readonly secondNo: string;
  readonly name: string;
  readonly address: string;
  /** The cursor behind this pair, with the address. */
  readonly id: number;
}

/** The name of the customers of `alias` as it is compared: width, spaces and case make no other name. */
export function plainNameSql(alias: string): string {
  return `lower(regexp_replace(normalize(${alias}.name, NFKC), '[[:space:]·.]', '', 'g'))`;
}

const PAIRS = `
  SELECT q.id, p.address, a.id AS "firstId", a.customer_no AS "firstNo", b.id AS "secondId", b.customer_no AS "secondNo", a.name
    FROM contact_points p
    JOIN contact_points q ON q.address = p.address AND q.customer_id > p.customer_id
    JOIN customers a ON a.id = p.customer_id AND a.merged_into IS NULL
    JOIN customers b ON b.id = q.customer_id AND b.merged_into IS NULL
   WHERE a.name <> '' AND ${plainNameSql('a')} = ${plainNameSql('b')}`;

/** Candidates for a merge. Several people on one number, each with a name of their own, are a household: never listed. */
@Injectable()
export class DuplicateReadModel {
  /** Pairs in the order of their address, after the cursor. */
  list(
    db: Queryable,
    after: { readonly address: string; readonly id: number } | null,
    limit: number,
  ): Promise<DuplicatePair[]> {
    return db.query<DuplicatePair>(
      `${PAIRS} AND (p.address, q.id) > ($1, $2::bigint) ORDER BY p.address, q.id LIMIT $3`,
      [after?.address ?? '', after?.id ?? 0, limit],
    );
  }

  /** Those of one customer. */
  of(db: Queryable, customerId: number): Promise<DuplicatePair[]> {
    return db.query<DuplicatePair>(
      `${PAIRS} AND (p.customer_id = $1 OR q.customer_id = $1)
         AND p.address IN (SELECT o.address FROM contact_points o WHERE o.customer_id = $1)
       ORDER BY p.address, q.id LIMIT 50`,
      [customerId],
    );
  }
}
