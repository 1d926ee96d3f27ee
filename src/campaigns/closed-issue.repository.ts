import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';

/** A complaint or follow-up that was closed; `ref` is the later stage's own name of it. */
export interface ClosedIssue {
  readonly customerId: number;
  readonly kind: 'complaint' | 'follow-up';
  readonly ref: string;
  readonly closedAt: Date;
}

/** What was closed with a customer: the trigger `complaint-closed` of standing campaigns. */
@Injectable()
export class ClosedIssueRepository {
  /** Notes that the issue was closed; closing it again after it was re-opened moves the time. Of a merged-away customer: with whom it became. */
  async record(db: Queryable, issue: ClosedIssue): Promise<void> {
    await db.execute(
      `INSERT INTO closed_issues (customer_id, kind, ref, closed_at)
       SELECT coalesce(k.merged_into, k.id), $2, $3, $4 FROM customers k WHERE k.id = $1
       ON CONFLICT (customer_id, kind, ref) DO UPDATE SET closed_at = excluded.closed_at`,
      [issue.customerId, issue.kind, issue.ref, issue.closedAt],
    );
  }
}
