import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { SourceDefinition } from './source-config.js';

export interface Source {
  readonly id: number;
  readonly definition: SourceDefinition;
  readonly cursor: string | null;
  readonly lastBucket: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

interface SourceRow extends Omit<Source, 'definition'> {
  readonly name: string;
  readonly kind: string;
  readonly config: object;
  readonly dailyAt: string;
  readonly enabled: boolean;
}

const COLUMNS = `
  s.id, s.name, s.kind, s.config, s.daily_at AS "dailyAt", s.cursor, s.last_bucket AS "lastBucket", s.enabled,
  s.created_by AS "createdBy", s.created_at AS "createdAt"`;

/** The sources that are pulled each day. */
@Injectable()
export class SourceRepository {
  /** Adds a source or changes the one of that name; what was pulled before stays known. */
  async save(db: Queryable, definition: SourceDefinition, actor: string, now: Date): Promise<number> {
    const { name, kind, dailyAt, enabled, ...config } = definition;
    const { id } = await db.one<{ id: number }>(
      `INSERT INTO sources AS s (name, kind, config, daily_at, enabled, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (name) DO UPDATE
         SET kind = EXCLUDED.kind, config = EXCLUDED.config, daily_at = EXCLUDED.daily_at, enabled = EXCLUDED.enabled,
             cursor = CASE WHEN s.config = EXCLUDED.config THEN s.cursor END
       RETURNING id`,
      [name, kind, JSON.stringify(config), dailyAt, enabled, actor, now],
    );
    return id;
  }

  async find(db: Queryable, id: number): Promise<Source | null> {
    const row = await db.maybe<SourceRow>(`SELECT ${COLUMNS} FROM sources AS s WHERE s.id = $1`, [id]);
    return row === null ? null : toSource(row);
  }

  async findByName(db: Queryable, name: string): Promise<Source | null> {
    const row = await db.maybe<SourceRow>(`SELECT ${COLUMNS} FROM sources AS s WHERE s.name = $1`, [name]);
    return row === null ? null : toSource(row);
  }

  async list(db: Queryable): Promise<Source[]> {
    const rows = await db.query<SourceRow>(`SELECT ${COLUMNS} FROM sources AS s ORDER BY s.name`);
    return rows.map(toSource);
  }

  /** Takes a day's pull; false when it was taken already, on this machine or another. */
  async takeBucket(db: Queryable, id: number, bucket: string): Promise<boolean> {
    const sql = `UPDATE sources SET last_bucket = $2::date
                  WHERE id = $1 AND enabled AND (last_bucket IS NULL OR last_bucket < $2::date)`;
    return (await db.execute(sql, [id, bucket])) === 1;
  }

  async setCursor(db: Queryable, id: number, cursor: string): Promise<void> {
    await db.execute('UPDATE sources SET cursor = $2 WHERE id = $1', [id, cursor]);
  }

  /** Imports of the source that a stopped process left. */
  async unfinished(db: Queryable, id: number): Promise<number[]> {
    const sql = `SELECT i.id FROM imports AS i WHERE i.source_id = $1 AND i.state IN ('queued', 'running') ORDER BY i.id`;
    return (await db.query<{ id: number }>(sql, [id])).map((row) => row.id);
  }

  /** Whether a file of that size and time was taken before, or refused before. */
  async isKnownFile(db: Queryable, id: number, fingerprint: string): Promise<boolean> {
    const sql = `SELECT 1 FROM imports AS i WHERE i.source_id = $1 AND i.options ->> 'fingerprint' = $2 LIMIT 1`;
    return (await db.maybe(sql, [id, fingerprint])) !== null;
  }
}

function toSource({ name, kind, config, dailyAt, enabled, ...rest }: SourceRow): Source {
  return { ...rest, definition: { ...config, name, kind, dailyAt, enabled } as SourceDefinition };
}
