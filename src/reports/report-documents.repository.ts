import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import type { ReportFormat } from './report-render.service.js';

/** Which report as which file. */
export interface DocumentWish {
  readonly campaignId: number;
  readonly format: ReportFormat;
  readonly locale: Locale;
}

/** A report document without its content. */
export interface AskedDocument extends DocumentWish {
  readonly id: number;
  readonly state: 'asked' | 'ready' | 'failed';
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly readyAt: Date | null;
  /** Why it failed. */
  readonly reason: Reason | null;
  /** The frozen report that was drawn; null for the live one, and before it is drawn. */
  readonly frozenVersion: number | null;
  /** SHA-256 of the content, in hexadecimal. */
  readonly contentHash: string | null;
  /** In bytes. */
  readonly size: number | null;
}

/** A file as it was drawn. */
export interface DrawnContent {
  readonly content: Buffer;
  readonly contentHash: string;
  /** Null for a live report. */
  readonly frozenVersion: number | null;
  readonly answersSince: number;
}

const COLUMNS = `d.id, d.campaign_id AS "campaignId", d.format, d.locale, d.state, d.asked_by AS "askedBy",
  d.asked_at AS "askedAt", d.ready_at AS "readyAt", d.reason, d.frozen_version AS "frozenVersion",
  d.content_hash AS "contentHash", d.size`;

/** Report documents: the only writer of `report_documents`. */
@Injectable()
export class ReportDocumentsRepository {
  /** Asks for a document, or finds the same that is asked for and not drawn yet. */
  ask(db: Queryable, wish: DocumentWish, by: { actor: string; at: Date }): Promise<AskedDocument> {
    return db.one<AskedDocument>(
      `INSERT INTO report_documents AS d (campaign_id, format, locale, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (campaign_id, format, locale) WHERE state = 'asked' DO UPDATE SET state = d.state
       RETURNING ${COLUMNS}`,
      [wish.campaignId, wish.format, wish.locale, by.actor, by.at],
    );
  }

  /** The ready document of the newest frozen report, as far as no answer came since that it would have to name. */
  findFrozen(db: Queryable, { campaignId, format, locale }: DocumentWish): Promise<AskedDocument | null> {
    return db.maybe<AskedDocument>(
      `WITH newest AS (
         SELECT k.version, (k.document ->> 'asOf')::timestamptz AS as_of FROM report_archives k
         WHERE k.campaign_id = $1 ORDER BY k.version DESC LIMIT 1)
       SELECT ${COLUMNS} FROM newest JOIN report_documents d ON d.campaign_id = $1 AND d.frozen_version = newest.version
       WHERE d.format = $2 AND d.locale = $3 AND d.state = 'ready' AND d.answers_since =
         (SELECT count(*) FROM responses r WHERE r.campaign_id = $1 AND r.answered_at > newest.as_of)
       ORDER BY d.id DESC LIMIT 1`,
      [campaignId, format, locale],
    );
  }

  find(db: Queryable, id: number): Promise<AskedDocument | null> {
    return db.maybe<AskedDocument>(`SELECT ${COLUMNS} FROM report_documents d WHERE d.id = $1`, [id]);
  }

  /** The newest documents of a campaign. */
  list(db: Queryable, campaignId: number, limit: number): Promise<AskedDocument[]> {
    return db.query<AskedDocument>(
      `SELECT ${COLUMNS} FROM report_documents d WHERE d.campaign_id = $1 ORDER BY d.id DESC LIMIT $2`,
      [campaignId, limit],
    );
  }

  /** Null unless it is ready. */
  async content(db: Queryable, id: number): Promise<Buffer | null> {
    const row = await db.maybe<{ content: Buffer | null }>('SELECT d.content FROM report_documents d WHERE d.id = $1', [
      id,
    ]);
    return row?.content ?? null;
  }

  /** Whoever draws this document holds the lock to the end of the transaction; a second one waits here. */
  async lock(tx: Queryable, id: number): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('report-document:' || $1::text, 0))`, [id]);
  }

  async markReady(db: Queryable, id: number, drawn: DrawnContent, at: Date): Promise<void> {
    const { content, contentHash, frozenVersion, answersSince } = drawn;
    await db.execute(
      `UPDATE report_documents SET state = 'ready', ready_at = $2, content = $3, content_hash = $4, size = $5,
         frozen_version = $6, answers_since = $7 WHERE id = $1 AND state = 'asked'`,
      [id, at, content, contentHash, content.length, frozenVersion, answersSince],
    );
  }

  async markFailed(db: Queryable, id: number, why: Reason): Promise<void> {
    await db.execute(`UPDATE report_documents SET state = 'failed', reason = $2 WHERE id = $1 AND state = 'asked'`, [
      id,
      JSON.stringify(why),
    ]);
  }

  /** Deletes what was asked for before an instant, in whatever state. Answers with the number. */
  sweep(db: Queryable, before: Date): Promise<number> {
    return db.execute('DELETE FROM report_documents WHERE asked_at < $1', [before]);
  }
}
