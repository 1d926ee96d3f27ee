import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';

/** The message that a returned mail is about. */
export interface ReturnedMessage {
  readonly attemptId: number;
  readonly customerId: number;
  readonly key: string;
  readonly address: string | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
}

export type MatchedBy = 'bounce-address' | 'message-id';
export type DecidedAs = 'bounce' | 'complaint' | 'nothing';

/** A returned mail as it is kept. */
export interface MailReportRow {
  readonly receivedAt: Date;
  readonly via: 'smtp' | 'webhook' | 'command';
  readonly digest: string;
  readonly verdict: string;
  readonly code: string | null;
  readonly diagnostic: string | null;
  readonly attemptId: number | null;
  readonly matchedBy: MatchedBy | null;
  readonly outcome: 'applied' | 'noted' | 'queued' | 'ignored';
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

/** One that waits for a person, with whom it may be about. */
export interface WaitingReport extends Omit<MailReportRow, 'digest' | 'outcome'> {
  readonly id: number;
  readonly customerId: number | null;
  readonly customerNo: string | null;
}

const MESSAGE = `SELECT a.id AS "attemptId", a.customer_id AS "customerId", a.attempt_key AS "key", a.address, a.provider,
  a.provider_message_id AS "providerMessageId" FROM attempts a WHERE a.channel = 'email'`;
const WAITING = `SELECT m.id, m.received_at AS "receivedAt", m.via, m.verdict, m.code, m.diagnostic, m.attempt_id AS "attemptId",
  m.matched_by AS "matchedBy", m.from_line AS "from", m.subject, m.body, k.id AS "customerId", k.customer_no AS "customerNo"
FROM mail_reports m LEFT JOIN attempts a ON a.id = m.attempt_id LEFT JOIN customers k ON k.id = a.customer_id
WHERE m.outcome = 'queued' AND m.decided_at IS NULL`;

@Injectable()
export class MailReportRepository {
  constructor(private readonly database: Database) {}

  byKey(db: Queryable, key: string): Promise<ReturnedMessage | null> {
    return db.maybe<ReturnedMessage>(`${MESSAGE} AND a.attempt_key = $1`, [key]);
  }

  byId(db: Queryable, attemptId: number): Promise<ReturnedMessage | null> {
    return db.maybe<ReturnedMessage>(`${MESSAGE} AND a.id = $1`, [attemptId]);
  }

  /** By what the provider calls it, or by the key in a Message-ID of ours. */
  byMessageIds(db: Queryable, messageIds: readonly string[]): Promise<ReturnedMessage | null> {
    const keys = messageIds.flatMap((id) => keyOfMessageId(id) ?? []);
    return db.maybe<ReturnedMessage>(
      `${MESSAGE} AND (a.provider_message_id = ANY ($1::text[]) OR a.attempt_key = ANY ($2::text[])) ORDER BY a.id LIMIT 1`,
      [messageIds, keys],
    );
  }

  /** False where this very mail was kept before. */
  async add(db: Queryable, row: MailReportRow): Promise<boolean> {
    const stored = await db.execute(
      `INSERT INTO mail_reports (received_at, via, digest, verdict, code, diagnostic, attempt_id, matched_by, outcome, from_line,
         subject, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (digest) DO NOTHING`,
      [
        ...[row.receivedAt, row.via, row.digest, row.verdict, row.code, row.diagnostic, row.attemptId, row.matchedBy],
        ...[row.outcome, row.from, row.subject, row.body],
      ],
    );
    return stored > 0;
  }

  async isKept(db: Queryable, digest: string): Promise<boolean> {
    return (await db.maybe('SELECT id FROM mail_reports WHERE digest = $1', [digest])) !== null;
  }

  /** Those that wait for a person, oldest first. */
  waiting(limit: number): Promise<WaitingReport[]> {
    return this.database.query<WaitingReport>(`${WAITING} ORDER BY m.id LIMIT $1`, [limit]);
  }

  waitingOne(id: number): Promise<WaitingReport | null> {
    return this.database.maybe<WaitingReport>(`${WAITING} AND m.id = $1`, [id]);
  }

  /** The first decision stands. */
  async decide(id: number, { as, actor, at }: { as: DecidedAs; actor: string; at: Date }): Promise<void> {
    await this.database.execute(
      'UPDATE mail_reports SET decided_as = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND decided_at IS NULL',
      [id, as, actor, at],
    );
  }

  /** Deletes what came before, but for what waits for a person; answers with the number. */
  async sweep(before: Date): Promise<number> {
    return this.database.execute(
      `DELETE FROM mail_reports WHERE received_at < $1 AND NOT (outcome = 'queued' AND decided_at IS NULL)`,
      [before],
    );
  }

  /** How many came back, by what they meant, and how many wait for a person. */
  async counts(): Promise<{ readonly verdict: string; readonly number: number; readonly waiting: number }[]> {
    return this.database.query(
      `SELECT verdict, count(*)::int AS number,
         (count(*) FILTER (WHERE outcome = 'queued' AND decided_at IS NULL))::int AS waiting
       FROM mail_reports GROUP BY verdict ORDER BY verdict`,
    );
  }
}

/** The attempt's key in a Message-ID of ours; null for another's. */
export function keyOfMessageId(messageId: string): string | null {
  return /^<?(v\d+-r\d+-t\d+-[a-z0-9]+)@/.exec(messageId.trim())?.[1] ?? null;
}
