import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { contentHash } from '../kernel/stable-json.js';
import type { FrozenReport, ReportDocument } from './report-document.js';

/** Frozen reports: kept once, never changed (the database refuses it), a new version for each close (A9). */
@Injectable()
export class ReportArchiveRepository {
  /** Keeps a document under the hash of its content. The campaign's row must be locked: versions have no gaps. */
  async keep(tx: Queryable, document: ReportDocument, closedBy: string, closedAt: Date): Promise<FrozenReport> {
    const hash = contentHash(document);
    const { version } = await tx.one<{ version: number }>(
      `INSERT INTO report_archives (campaign_id, version, document, content_hash, closed_by, closed_at)
       SELECT $1, coalesce(max(old.version), 0) + 1, $2, $3, $4, $5 FROM report_archives old WHERE old.campaign_id = $1
       RETURNING version`,
      [document.scope.campaignId, JSON.stringify(document), hash, closedBy, closedAt],
    );
    return { version, document, contentHash: hash, closedBy, closedAt };
  }

  /** The newest version, or null for a campaign that was never closed. */
  async newest(db: Queryable, campaignId: number): Promise<FrozenReport | null> {
    const row = await db.maybe<FrozenReport>(
      `SELECT kept.version, kept.document, kept.content_hash AS "contentHash", kept.closed_by AS "closedBy", kept.closed_at AS "closedAt"
       FROM report_archives kept WHERE kept.campaign_id = $1 ORDER BY kept.version DESC LIMIT 1`,
      [campaignId],
    );
    return row === null ? null : { ...row, document: reviveDates(row.document) };
  }

  /** Answers that came after a report was made. */
  async answersSince(db: Queryable, campaignId: number, asOf: Date): Promise<number> {
    const { n } = await db.one<{ n: number }>(
      'SELECT count(*) AS n FROM responses r WHERE r.campaign_id = $1 AND r.answered_at > $2',
      [campaignId, asOf],
    );
    return n;
  }
}

/** JSON has no instants: the document's own are made instants again. */
function reviveDates(document: ReportDocument): ReportDocument {
  const { scope } = document;
  return {
    ...document,
    asOf: new Date(document.asOf),
    scope: { ...scope, startAt: new Date(scope.startAt), deadlineAt: new Date(scope.deadlineAt) },
  };
}
