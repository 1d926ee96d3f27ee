import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { StoredPolicy } from './calendar-snapshot.js';
import type { PolicyDocument } from './policy-document.js';

/** A stored version, without its text. */
export interface PolicySummary {
  readonly id: string;
  readonly version: number;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly source: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** The table of policies: versions are only ever added. */
@Injectable()
export class PolicyRepository {
  all(db: Queryable): Promise<StoredPolicy[]> {
    return db.query<StoredPolicy>(
      `SELECT p.id, p.version, p.effective_from AS "effectiveFrom", p.document FROM policies p ORDER BY p.id, p.version`,
    );
  }

  summaries(db: Queryable): Promise<PolicySummary[]> {
    return db.query<PolicySummary>(
      `SELECT p.id, p.version, p.jurisdiction, p.effective_from AS "effectiveFrom", p.source,
              p.created_by AS "createdBy", p.created_at AS "createdAt"
         FROM policies p ORDER BY p.id, p.version DESC`,
    );
  }

  /** The newest version; 0 when there is none. Waits for whoever is saving the same policy. */
  async lockNewest(db: Queryable, id: string): Promise<number> {
    await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('policy ' || $1, 0))`, [id]);
    const row = await db.one<{ version: number }>(
      `SELECT coalesce(max(p.version), 0) AS version FROM policies p WHERE p.id = $1`,
      [id],
    );
    return row.version;
  }

  async insert(db: Queryable, document: PolicyDocument, createdBy: string): Promise<void> {
    await db.execute(
      `INSERT INTO policies (id, version, jurisdiction, effective_from, source, document, created_by)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
      [
        document.id,
        document.version,
        document.jurisdiction,
        document.effective_from,
        document.source,
        JSON.stringify(document),
        createdBy,
      ],
    );
  }
}
