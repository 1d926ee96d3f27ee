import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import type { Channel } from '../kernel/words.js';
import { APPROVAL_JOIN_SQL, IS_APPROVED_SQL, STATE_SQL } from './template-state.js';
import type { TemplateState } from './template-state.js';
import type { TemplateRef, TemplateText, TemplateVersion } from './template-text.js';

/** A version with its story. */
export type StoredTemplate = TemplateVersion & {
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly state: TemplateState;
  /** Who agreed or refused, when, and why; null where nobody has. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly note: string | null;
};

/** A text on its way to becoming a version. */
export type NewTemplate = TemplateText & { readonly id: string; readonly language: string };

const TEXT = 't.id, t.channel, t.language, t.version, t.purpose, t.subject, t.body, t.text_body AS "textBody"';
const STORY = `t.created_by AS "createdBy", t.created_at AS "createdAt", ${STATE_SQL} AS state,
  p.decided_by AS "decidedBy", p.decided_at AS "decidedAt", p.note`;
const FROM = `FROM templates t ${APPROVAL_JOIN_SQL}`;

/** The table of templates: versions are only ever added. */
@Injectable()
export class TemplateRepository {
  /** The newest version of each language that may be sent. */
  approved(db: Queryable, id: string, channel: Channel): Promise<TemplateVersion[]> {
    return db.query<TemplateVersion>(
      `SELECT DISTINCT ON (t.language) ${TEXT} ${FROM} WHERE t.id = $1 AND t.channel = $2 AND ${IS_APPROVED_SQL}
        ORDER BY t.language, t.version DESC`,
      [id, channel],
    );
  }

  /** Whether there is any version, agreed to or not. */
  async isThere(db: Queryable, id: string, channel: Channel): Promise<boolean> {
    return (
      (await db.maybe('SELECT 1 FROM templates t WHERE t.id = $1 AND t.channel = $2 LIMIT 1', [id, channel])) !== null
    );
  }

  /** One version; null when there is none. */
  find(db: Queryable, { id, channel, language, version }: TemplateRef): Promise<StoredTemplate | null> {
    return db.maybe<StoredTemplate>(
      `SELECT ${TEXT}, ${STORY} ${FROM} WHERE t.id = $1 AND t.channel = $2 AND t.language = $3 AND t.version = $4`,
      [id, channel, language, version],
    );
  }

  /** Every version of one text, the newest first. */
  versions(db: Queryable, id: string, channel: Channel, language: string): Promise<StoredTemplate[]> {
    return db.query<StoredTemplate>(
      `SELECT ${TEXT}, ${STORY} ${FROM} WHERE t.id = $1 AND t.channel = $2 AND t.language = $3 ORDER BY t.version DESC`,
      [id, channel, language],
    );
  }

  /** The newest version of every text, with the newest that may be sent (null where none may). */
  newest(db: Queryable): Promise<(StoredTemplate & { readonly approvedVersion: number | null })[]> {
    return db.query(
      `SELECT DISTINCT ON (t.id, t.channel, t.language) ${TEXT}, ${STORY},
              max(t.version) FILTER (WHERE ${IS_APPROVED_SQL})
                OVER (PARTITION BY t.id, t.channel, t.language) AS "approvedVersion"
         ${FROM} ORDER BY t.id, t.channel, t.language, t.version DESC`,
    );
  }

  /** The newest version of one text, whoever else saves it meanwhile waits. */
  async lockNewest(db: Queryable, { id, channel, language }: NewTemplate): Promise<StoredTemplate | null> {
    const key = `template:${id}:${channel}:${language}`;
    await db.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    return (await this.versions(db, id, channel, language))[0] ?? null;
  }

  async insert(db: Queryable, text: NewTemplate, saved: Pick<StoredTemplate, 'version' | 'createdBy' | 'createdAt'>) {
    const { id, channel, language, purpose, subject, body, textBody } = text;
    await db.execute(
      `INSERT INTO templates (id, channel, language, version, purpose, subject, body, text_body, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[id, channel, language, saved.version, purpose, subject, body, textBody],
        ...[saved.createdBy, saved.createdAt],
      ],
    );
  }
}
