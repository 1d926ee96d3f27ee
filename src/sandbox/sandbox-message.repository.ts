import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Channel } from '../kernel/words.js';

/** What arrived at a customer's phone or mailbox, or came from there. */
export interface SandboxMessage {
  readonly id: number;
  readonly channel: Exclude<Channel, 'call'>;
  readonly direction: 'to-customer' | 'from-customer';
  /** SID, or Message-ID; a second one with the same Message-ID has `#2` behind it. */
  readonly messageId: string;
  readonly fromAddress: string;
  readonly toAddress: string;
  readonly subject: string | null;
  readonly body: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: string;
  readonly errorCode: string | null;
  readonly statusCallback: string | null;
  readonly receivedAt: Date;
  /** The campaign of which this is a sample, sent to nobody; null for what was sent. */
  readonly sampleOf: number | null;
}
export type NewSandboxMessage = Omit<SandboxMessage, 'id' | 'sampleOf'> & { readonly sampleOf?: number };

export interface SandboxFilter {
  readonly channel?: 'sms' | 'email' | undefined;
  readonly direction?: 'to-customer' | 'from-customer' | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly since?: Date | undefined;
  /** Messages after this id. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
  /** Samples of this campaign, in place of what was sent. */
  readonly sampleOf?: number | undefined;
}

const COLUMNS = `id, channel, direction, message_id AS "messageId", from_address AS "fromAddress",
  to_address AS "toAddress", subject, body, html, headers, status, error_code AS "errorCode",
  status_callback AS "statusCallback", received_at AS "receivedAt", sample_of AS "sampleOf"`;
const FIELDS = `channel text, direction text, "messageId" text, "fromAddress" text, "toAddress" text, subject text,
  body text, html text, headers jsonb, status text, "errorCode" text, "statusCallback" text, "receivedAt" timestamptz, "sampleOf" bigint`;
const INSERT_SQL = `INSERT INTO sandbox_messages (channel, direction, message_id, from_address, to_address, subject, body,
  html, headers, status, error_code, status_callback, received_at, sample_of)
SELECT g.channel, g.direction, g."messageId", g."fromAddress", g."toAddress", g.subject, g.body, g.html, g.headers,
  g.status, g."errorCode", g."statusCallback", g."receivedAt", g."sampleOf"
FROM jsonb_to_recordset($1::jsonb) AS g (${FIELDS}) ON CONFLICT (message_id) DO NOTHING RETURNING message_id AS "messageId"`;
const LIST_SQL = `SELECT ${COLUMNS} FROM sandbox_messages
WHERE ($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR direction = $2) AND ($3::text IS NULL OR to_address = $3)
  AND ($4::text IS NULL OR from_address = $4) AND ($5::timestamptz IS NULL OR received_at >= $5)
  AND ($6::bigint IS NULL OR id > $6) AND sample_of IS NOT DISTINCT FROM $7::bigint ORDER BY id LIMIT $8`;

/** The sandbox's phones and mailboxes. */
@Injectable()
export class SandboxMessageRepository {
  constructor(private readonly database: Database) {}

  /** Stores messages; one that comes a second time is stored beside the first, so that a double send shows. */
  async add(messages: readonly NewSandboxMessage[]): Promise<void> {
    const names = new Set<string>();
    const again: NewSandboxMessage[] = [];
    const fresh = messages.filter((message) => {
      if (names.has(message.messageId)) again.push(message);
      return !names.has(message.messageId) && names.add(message.messageId);
    });
    const stored = await this.database.query<{ messageId: string }>(INSERT_SQL, [JSON.stringify(fresh)]);
    const kept = new Set(stored.map(({ messageId }) => messageId));
    again.push(...fresh.filter(({ messageId }) => !kept.has(messageId)));
    for (const message of again) await this.addAgain(message);
  }

  /** In the order of arrival. */
  list(filter: SandboxFilter = {}): Promise<SandboxMessage[]> {
    const { channel, direction, to, from, since, after, sampleOf, limit } = filter;
    const params = [channel, direction, to, from, since, after, sampleOf].map((value) => value ?? null);
    return this.database.query<SandboxMessage>(LIST_SQL, [...params, limit ?? 1_000]);
  }

  get(messageId: string): Promise<SandboxMessage | null> {
    return this.database.maybe<SandboxMessage>(`SELECT ${COLUMNS} FROM sandbox_messages WHERE message_id = $1`, [
      messageId,
    ]);
  }

  byId(id: number): Promise<SandboxMessage | null> {
    return this.database.maybe<SandboxMessage>(`SELECT ${COLUMNS} FROM sandbox_messages WHERE id = $1`, [id]);
  }

  /** Takes away the samples of a campaign, which new ones replace. */
  async removeSamples(campaignId: number): Promise<void> {
    await this.database.execute('DELETE FROM sandbox_messages WHERE sample_of = $1', [campaignId]);
  }

  async setStatus(messageId: string, status: string, errorCode: string | null): Promise<void> {
    await this.database.execute('UPDATE sandbox_messages SET status = $2, error_code = $3 WHERE message_id = $1', [
      messageId,
      status,
      errorCode,
    ]);
  }

  private async addAgain(message: NewSandboxMessage): Promise<void> {
    for (let copy = 2; ; copy += 1) {
      const named = { ...message, messageId: `${message.messageId}#${copy}` };
      const stored = await this.database.query(INSERT_SQL, [JSON.stringify([named])]);
      if (stored.length > 0) return;
    }
  }
}
