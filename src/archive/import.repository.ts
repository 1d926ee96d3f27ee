import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { Column, HeaderMapping } from './header-row.js';
import { FINDING_CODES, findingText } from './import-findings.js';
import type { ImportOptions } from './import-options.js';
import type { Finding, FindingKind } from './import-row.js';
import type { ListedFinding } from './import-summary.js';
import type { ImportCounts } from './upsert-batch.js';

/** One import and how far it is. */
export interface ImportAccount extends ImportCounts {
  readonly id: number;
  readonly sourceId: number | null;
  readonly file: string;
  readonly encoding: string | null;
  /** What the headers of the file became; null until it was read. */
  readonly columns: readonly Column[] | null;
  readonly options: ImportOptions & {
    readonly path?: string;
    readonly fingerprint?: string;
    readonly nextCursor?: string | null;
  };
  readonly dryRun: boolean;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly bytesTotal: number | null;
  readonly bytesRead: number;
  readonly error: unknown;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface NewImport {
  readonly sourceId?: number;
  readonly file: string;
  readonly options: ImportAccount['options'];
  readonly createdBy: string;
  readonly now: Date;
}

export interface StoredFinding extends ListedFinding {
  readonly id: number;
  readonly kind: FindingKind;
  /** The line as it stood in the file; null where a finding is of no line that was read. */
  readonly cells: readonly string[] | null;
}

/** The cells of a line with a finding. */
export interface FoundLine {
  readonly line: number;
  readonly cells: readonly string[];
}

const COLUMNS = `
  i.id, i.source_id AS "sourceId", i.file, i.encoding, i.columns, i.options, i.dry_run AS "dryRun", i.state, i.rows_read AS rows,
  i.created, i.updated, i.unchanged, i.rejected, i.duplicates, i.warnings, i.bytes_total AS "bytesTotal",
  i.bytes_read AS "bytesRead", i.error, i.created_by AS "createdBy", i.created_at AS "createdAt",
  i.started_at AS "startedAt", i.finished_at AS "finishedAt"`;

/** The account of imports: what each was asked, how far it is, what it found. */
@Injectable()
export class ImportRepository {
  async add(db: Queryable, fresh: NewImport): Promise<number> {
    const { id } = await db.one<{ id: number }>(
      `INSERT INTO imports (source_id, file, options, dry_run, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        fresh.sourceId ?? null,
        fresh.file,
        JSON.stringify(fresh.options),
        fresh.options.dryRun,
        fresh.createdBy,
        fresh.now,
      ],
    );
    return id;
  }

  find(db: Queryable, id: number): Promise<ImportAccount | null> {
    return db.maybe<ImportAccount>(`SELECT ${COLUMNS} FROM imports AS i WHERE i.id = $1`, [id]);
  }

  some(db: Queryable, ids: readonly number[]): Promise<ImportAccount[]> {
    return db.query<ImportAccount>(`SELECT ${COLUMNS} FROM imports AS i WHERE i.id = ANY ($1::bigint[])`, [ids]);
  }

  /** Newest first, those before `beforeId`. */
  list(db: Queryable, filter: { sourceId?: number; beforeId?: number; limit: number }): Promise<ImportAccount[]> {
    return db.query<ImportAccount>(
      `SELECT ${COLUMNS} FROM imports AS i
        WHERE ($1::bigint IS NULL OR i.source_id = $1) AND ($2::bigint IS NULL OR i.id < $2)
        ORDER BY i.id DESC LIMIT $3`,
      [filter.sourceId ?? null, filter.beforeId ?? null, filter.limit],
    );
  }

  /** Marks an import as running; a dry run begins anew, because what it saw before is gone. */
  async start(
    db: Queryable,
    id: number,
    file: { encoding: string; bytesTotal: number; columns: readonly Column[]; now: Date },
  ): Promise<ImportAccount> {
    for (const table of ['import_findings', 'import_lines']) {
      await db.execute(
        `DELETE FROM ${table} AS f USING imports AS i WHERE i.id = $1 AND i.dry_run AND f.import_id = i.id`,
        [id],
      );
    }
    return db.one<ImportAccount>(
      `UPDATE imports AS i
          SET state = 'running', encoding = $2, bytes_total = $3, columns = $5, started_at = COALESCE(i.started_at, $4::timestamptz),
              rows_read = CASE WHEN i.dry_run THEN 0 ELSE i.rows_read END,
              created = CASE WHEN i.dry_run THEN 0 ELSE i.created END,
              updated = CASE WHEN i.dry_run THEN 0 ELSE i.updated END,
              unchanged = CASE WHEN i.dry_run THEN 0 ELSE i.unchanged END,
              rejected = CASE WHEN i.dry_run THEN 0 ELSE i.rejected END,
              duplicates = CASE WHEN i.dry_run THEN 0 ELSE i.duplicates END,
              warnings = CASE WHEN i.dry_run THEN 0 ELSE i.warnings END
        WHERE i.id = $1
        RETURNING ${COLUMNS}`,
      [id, file.encoding, file.bytesTotal, file.now, JSON.stringify(file.columns)],
    );
  }

  /** Adds a batch to the account; false when the account is not where the batch began, which is someone else's doing. */
  async advance(
    db: Queryable,
    id: number,
    batch: { readonly rowsBefore: number; readonly counts: ImportCounts; readonly bytesRead: number },
  ): Promise<boolean> {
    const { counts } = batch;
    const touched = await db.execute(
      `UPDATE imports
          SET rows_read = rows_read + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6,
              rejected = rejected + $7, duplicates = duplicates + $8, warnings = warnings + $9,
              bytes_read = GREATEST(bytes_read, $10)
        WHERE id = $1 AND rows_read = $2 AND state = 'running'`,
      [
        ...[id, batch.rowsBefore, counts.rows, counts.created, counts.updated, counts.unchanged, counts.rejected],
        ...[counts.duplicates, counts.warnings, batch.bytesRead],
      ],
    );
    return touched === 1;
  }

  async finish(db: Queryable, id: number, end: { error?: object; now: Date }): Promise<void> {
    await db.execute(
      `UPDATE imports
          SET state = CASE WHEN $2::jsonb IS NULL THEN 'done' ELSE 'failed' END, error = $2::jsonb, finished_at = $3,
              bytes_read = CASE WHEN $2::jsonb IS NULL THEN COALESCE(bytes_total, 0) ELSE bytes_read END
        WHERE id = $1 AND state IN ('queued', 'running')`,
      [id, end.error === undefined ? null : JSON.stringify(end.error), end.now],
    );
  }

  async addFindings(db: Queryable, importId: number, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    await db.execute(
      `INSERT INTO import_findings (import_id, kind, line, field, value, code, message)
       SELECT $1, r.kind, r.line, r.field, r.value, r.code, r.message
         FROM json_to_recordset($2::json) AS r (kind text, line bigint, field text, value text, code text, message text)`,
      [importId, JSON.stringify(findings)],
    );
  }

  /** Keeps the lines that findings are about, so that they can be shown and mended when the file is gone. */
  async addLines(db: Queryable, importId: number, lines: readonly FoundLine[]): Promise<void> {
    if (lines.length === 0) return;
    await db.execute(
      `INSERT INTO import_lines (import_id, line, cells)
       SELECT $1, r.line, ARRAY(SELECT json_array_elements_text(r.cells))
         FROM json_to_recordset($2::json) AS r (line bigint, cells json)
       ON CONFLICT DO NOTHING`,
      [importId, JSON.stringify(lines)],
    );
  }

  /** Forgets the lines of imports that were over before then, and what findings quote of them. */
  async forgetLines(db: Queryable, before: Date): Promise<void> {
    const isOver = `i.state IN ('done', 'failed') AND i.created_at < $1 AND i.finished_at < $1`;
    await db.execute(`DELETE FROM import_lines AS l USING imports AS i WHERE i.id = l.import_id AND ${isOver}`, [
      before,
    ]);
    const texts = FINDING_CODES.map((code) => ({ code, message: findingText(code) }));
    await db.execute(
      `UPDATE import_findings AS f SET value = NULL, message = coalesce(r.message, f.code)
         FROM imports AS i,
              import_findings AS q LEFT JOIN json_to_recordset($2::json) AS r (code text, message text) ON r.code = q.code
        WHERE q.id = f.id AND i.id = f.import_id AND f.value IS NOT NULL AND ${isOver}`,
      [before, JSON.stringify(texts)],
    );
  }

  /** In the order of lines; those after `afterId`. */
  findings(
    db: Queryable,
    importId: number,
    filter: { kind?: FindingKind | undefined; afterId?: number; limit: number },
  ): Promise<StoredFinding[]> {
    return db.query<StoredFinding>(
      `SELECT f.id, f.kind, f.line, f.field, f.value, f.code, f.message, l.cells
         FROM import_findings AS f LEFT JOIN import_lines AS l ON l.import_id = f.import_id AND l.line = f.line
        WHERE f.import_id = $1 AND ($2::text IS NULL OR f.kind = $2) AND f.id > $3 ORDER BY f.id LIMIT $4`,
      [importId, filter.kind ?? null, filter.afterId ?? 0, filter.limit],
    );
  }

  async countFindings(db: Queryable, importId: number, kind: FindingKind): Promise<number> {
    const sql = 'SELECT count(*)::int AS n FROM import_findings AS f WHERE f.import_id = $1 AND f.kind = $2';
    return (await db.one<{ n: number }>(sql, [importId, kind])).n;
  }

  async findMapping(db: Queryable, headerHash: string): Promise<HeaderMapping> {
    const sql = 'SELECT m.mapping FROM header_mappings AS m WHERE m.header_hash = $1';
    return (await db.maybe<{ mapping: HeaderMapping }>(sql, [headerHash]))?.mapping ?? {};
  }

  async rememberMapping(
    db: Queryable,
    entry: { hash: string; headers: readonly string[]; mapping: HeaderMapping; actor: string; now: Date },
  ): Promise<void> {
    await db.execute(
      `INSERT INTO header_mappings (header_hash, headers, mapping, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (header_hash) DO UPDATE
         SET mapping = EXCLUDED.mapping, created_by = EXCLUDED.created_by, created_at = EXCLUDED.created_at`,
      [entry.hash, entry.headers, JSON.stringify(entry.mapping), entry.actor, entry.now],
    );
  }
}
