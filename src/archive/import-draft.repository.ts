import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';

/** What somebody said of a file so far, not checked yet. */
export type DraftOptions = Readonly<Record<string, unknown>>;

/** A file that somebody is about to import. */
export interface ImportDraft {
  readonly id: number;
  readonly file: string;
  readonly path: string;
  readonly options: DraftOptions;
  /** The dry run under these very options. */
  readonly rehearsalId: number | null;
  /** The import that came of it. */
  readonly importId: number | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const COLUMNS = `
  d.id, d.file, d.path, d.options, d.rehearsal_id AS "rehearsalId", d.import_id AS "importId",
  d.created_by AS "createdBy", d.created_at AS "createdAt"`;

/** Files between their upload and their import. */
@Injectable()
export class ImportDraftRepository {
  async add(
    db: Queryable,
    fresh: { file: string; path: string; options: DraftOptions; createdBy: string; now: Date },
  ): Promise<number> {
    const { id } = await db.one<{ id: number }>(
      `INSERT INTO import_drafts (file, path, options, created_by, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [fresh.file, fresh.path, JSON.stringify(fresh.options), fresh.createdBy, fresh.now],
    );
    return id;
  }

  find(db: Queryable, id: number): Promise<ImportDraft | null> {
    return db.maybe<ImportDraft>(`SELECT ${COLUMNS} FROM import_drafts AS d WHERE d.id = $1`, [id]);
  }

  /** Reads and locks a draft. */
  lock(db: Queryable, id: number): Promise<ImportDraft | null> {
    return db.maybe<ImportDraft>(`SELECT ${COLUMNS} FROM import_drafts AS d WHERE d.id = $1 FOR UPDATE`, [id]);
  }

  /** Drafts that nothing came of yet, newest first. */
  listOpen(db: Queryable, limit: number): Promise<ImportDraft[]> {
    return db.query<ImportDraft>(
      `SELECT ${COLUMNS} FROM import_drafts AS d WHERE d.import_id IS NULL ORDER BY d.id DESC LIMIT $1`,
      [limit],
    );
  }

  /** The drafts that these imports rehearse or carry out. */
  ofImports(db: Queryable, importIds: readonly number[]): Promise<ImportDraft[]> {
    return db.query<ImportDraft>(
      `SELECT ${COLUMNS} FROM import_drafts AS d
        WHERE d.rehearsal_id = ANY ($1::bigint[]) OR d.import_id = ANY ($1::bigint[])`,
      [importIds],
    );
  }

  /** Other options make the last dry run say nothing any more. */
  async setOptions(db: Queryable, id: number, options: DraftOptions): Promise<void> {
    await db.execute(
      `UPDATE import_drafts
          SET rehearsal_id = CASE WHEN options = $2::jsonb THEN rehearsal_id END, options = $2::jsonb
        WHERE id = $1 AND import_id IS NULL`,
      [id, JSON.stringify(options)],
    );
  }

  async setRehearsal(db: Queryable, id: number, importId: number): Promise<void> {
    await db.execute('UPDATE import_drafts SET rehearsal_id = $2 WHERE id = $1', [id, importId]);
  }

  async setImport(db: Queryable, id: number, importId: number): Promise<void> {
    await db.execute('UPDATE import_drafts SET import_id = $2 WHERE id = $1', [id, importId]);
  }

  async remove(db: Queryable, id: number): Promise<void> {
    await db.execute('DELETE FROM import_drafts WHERE id = $1', [id]);
  }

  /** Removes drafts from before then, unless they are being imported; answers with the paths of their files. */
  async sweep(db: Queryable, before: Date): Promise<string[]> {
    const rows = await db.query<{ path: string }>(
      `DELETE FROM import_drafts AS d WHERE d.created_at < $1
          AND NOT EXISTS (SELECT FROM imports AS i WHERE i.id IN (d.import_id, d.rehearsal_id) AND i.state IN ('queued', 'running'))
        RETURNING d.path`,
      [before],
    );
    return rows.map(({ path }) => path);
  }
}
