import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';

/** An open complaint or follow-up of a customer; `ref` is the later stage's own name of it. */
export interface OpenIssue {
  readonly customerId: number;
  readonly kind: 'complaint' | 'follow-up';
  readonly ref: string;
}

/**
 * What is open with a customer, so that no survey goes to them meanwhile; kept by the stage that owns the issue. What is
 * about a merged-away customer is about the one who it became.
 */
@Injectable()
export class OpenIssueRepository {
  /** Notes that the issue is open, once; the customer's version moves, so that a hand-over looks again. */
  async open(db: Queryable, issue: OpenIssue, at: Date): Promise<boolean> {
    const opened = await db.execute(
      `WITH opened AS (
         INSERT INTO open_issues (customer_id, kind, ref, opened_at)
         SELECT coalesce(k.merged_into, k.id), $2, $3, $4 FROM customers k WHERE k.id = $1 ON CONFLICT DO NOTHING
         RETURNING customer_id
       )
       UPDATE customers AS c SET version = c.version + 1 FROM opened WHERE c.id = opened.customer_id`,
      [issue.customerId, issue.kind, issue.ref, at],
    );
    return opened > 0;
  }

  /** Notes that the issue is closed; false when it was not open. */
  async close(db: Queryable, issue: OpenIssue): Promise<boolean> {
    const sql = `DELETE FROM open_issues WHERE kind = $2 AND ref = $3
        AND (customer_id = $1 OR customer_id = (SELECT k.merged_into FROM customers k WHERE k.id = $1))`;
    return (await db.execute(sql, [issue.customerId, issue.kind, issue.ref])) > 0;
  }

  /** What is open with a customer, oldest first. */
  list(db: Queryable, customerId: number): Promise<(OpenIssue & { openedAt: Date })[]> {
    return db.query(
      `SELECT customer_id AS "customerId", kind, ref, opened_at AS "openedAt"
         FROM open_issues WHERE customer_id = $1 ORDER BY opened_at, kind, ref`,
      [customerId],
    );
  }
}
