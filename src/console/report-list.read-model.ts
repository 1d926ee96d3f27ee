import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';

/** A campaign that has a report: live, or frozen in its newest version. */
export interface ReportLine {
  /** The campaign, and the cursor. */
  readonly id: number;
  readonly campaignId: number;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly frozen: { readonly version: number; readonly contentHash: string; readonly closedAt: Date } | null;
}

/** The reports that there are. */
@Injectable()
export class ReportListReadModel {
  constructor(private readonly database: Database) {}

  /** Newest campaign first, those before campaign `before` (cursor). A draft has nothing to report. */
  async list(before: number | null, limit: number): Promise<ReportLine[]> {
    const rows = await this.database.query<Omit<ReportLine, 'frozen'> & Frozen>(
      `SELECT c.id, c.id AS "campaignId", c.name, c.kind, c.state, c.start_at AS "startAt", c.deadline_at AS "deadlineAt",
              r.version, r.content_hash AS "contentHash", r.closed_at AS "closedAt"
         FROM campaigns c
         LEFT JOIN LATERAL (
           SELECT k.version, k.content_hash, k.closed_at FROM report_archives k
            WHERE k.campaign_id = c.id ORDER BY k.version DESC LIMIT 1) r ON true
        WHERE c.state <> 'draft' AND ($1::bigint IS NULL OR c.id < $1) ORDER BY c.id DESC LIMIT $2`,
      [before, limit],
    );
    return rows.map(({ version, contentHash, closedAt, ...line }) => ({
      ...line,
      frozen: version === null || contentHash === null || closedAt === null ? null : { version, contentHash, closedAt },
    }));
  }
}

interface Frozen {
  readonly version: number | null;
  readonly contentHash: string | null;
  readonly closedAt: Date | null;
}
