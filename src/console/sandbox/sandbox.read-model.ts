import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { SandboxMessage } from '../../sandbox/sandbox-message.repository.js';
import { cutPage } from '../table-query.js';

/** The customer's end of a message; the index of migration 20261128070100 has the same expression. */
const CUSTOMER_END = (m: string) =>
  `(CASE ${m}.direction WHEN 'to-customer' THEN ${m}.to_address ELSE ${m}.from_address END)`;
const NAME_SQL = `LEFT JOIN LATERAL (SELECT c.name FROM contact_points p JOIN customers c ON c.id = p.customer_id
   WHERE p.address = m.address ORDER BY c.id LIMIT 1) who ON true`;

/** Which messages are asked for: of these customers (null: of anybody), and of one campaign. */
export interface SandboxScope {
  readonly customerIds: readonly number[] | null;
  readonly campaignId: number | null;
}

/** A number with its newest message, or a mail in the list. */
export interface SandboxEntry {
  readonly id: number;
  readonly address: string;
  readonly name: string | null;
  readonly direction: SandboxMessage['direction'];
  readonly subject: string | null;
  readonly text: string;
  readonly at: Date;
  /** The campaign of which it is a sample; null for what was sent. */
  readonly sampleOf: number | null;
}

/** A page of entries, newest first; `next` is the id that the next page begins before. */
export interface EntryPage {
  readonly items: readonly SandboxEntry[];
  readonly next: number | null;
}

/** One message of a phone. */
export type Bubble = Pick<
  SandboxMessage,
  'id' | 'direction' | 'body' | 'status' | 'errorCode' | 'receivedAt' | 'sampleOf'
>;

/** What customers have on their phones and in their mailboxes. */
@Injectable()
export class SandboxReadModel {
  constructor(private readonly database: Database) {}

  /** Phones by their newest message. */
  threads(scope: SandboxScope, before: number | null, limit: number): Promise<EntryPage> {
    const isNewest = `NOT EXISTS (SELECT 1 FROM sandbox_messages n
      WHERE n.channel = 'sms' AND ${CUSTOMER_END('n')} = ${CUSTOMER_END('s')} AND n.id > s.id)`;
    return this.entries('sms', isNewest, scope, before, limit);
  }

  /** Mails. */
  mails(scope: SandboxScope, before: number | null, limit: number): Promise<EntryPage> {
    return this.entries('email', 'TRUE', scope, before, limit);
  }

  /** The phone number of the customer in this message; null when it is no SMS. */
  async phoneOf(id: number): Promise<string | null> {
    const sql = `SELECT ${CUSTOMER_END('s')} AS address FROM sandbox_messages s WHERE s.id = $1 AND s.channel = 'sms'`;
    return (await this.database.maybe<{ address: string }>(sql, [id]))?.address ?? null;
  }

  /** The messages of a number before `before` (null: the newest), the oldest of them first. */
  async bubbles(
    phone: string,
    before: number | null,
    limit: number,
  ): Promise<{ items: Bubble[]; earlier: number | null }> {
    const rows = await this.database.query<Bubble>(
      `SELECT s.id, s.direction, s.body, s.status, s.error_code AS "errorCode", s.received_at AS "receivedAt",
              s.sample_of AS "sampleOf"
         FROM sandbox_messages s
        WHERE s.channel = 'sms' AND ${CUSTOMER_END('s')} = $1 AND ($2::bigint IS NULL OR s.id < $2)
        ORDER BY s.id DESC LIMIT ${limit + 1}`,
      [phone, before],
    );
    const items = rows.slice(0, limit);
    return { items: items.toReversed(), earlier: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Who has this address; null when nobody does. */
  async nameOf(address: string): Promise<string | null> {
    const sql = `SELECT who.name FROM (SELECT $1::text AS address) m ${NAME_SQL}`;
    return (await this.database.maybe<{ name: string | null }>(sql, [address]))?.name ?? null;
  }

  /** The campaigns that used these addresses last. */
  async campaignsOf(addresses: readonly string[], limit: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT t.campaign_id AS id FROM attempts t WHERE t.address = ANY ($1::text[])
        GROUP BY t.campaign_id ORDER BY max(t.handed_over_at) DESC NULLS LAST, t.campaign_id DESC LIMIT $2`,
      [addresses, limit],
    );
    return rows.map(({ id }) => id);
  }

  private async entries(
    channel: 'sms' | 'email',
    condition: string,
    { customerIds, campaignId }: SandboxScope,
    before: number | null,
    limit: number,
  ): Promise<EntryPage> {
    const asked = [
      ...(customerIds === null
        ? []
        : [
            `${CUSTOMER_END('s')} IN (SELECT p.address FROM contact_points p WHERE p.customer_id = ANY ($3::bigint[]))`,
          ]),
      ...(campaignId === null
        ? []
        : [
            `(s.sample_of = $4 OR EXISTS (SELECT 1 FROM attempts t WHERE t.address = ${CUSTOMER_END('s')} AND t.campaign_id = $4))`,
          ]),
    ];
    const rows = await this.database.query<SandboxEntry & { sortValue: string }>(
      `SELECT m.*, who.name FROM (
         SELECT s.id, s.id::text AS "sortValue", ${CUSTOMER_END('s')} AS address, s.direction, s.subject,
                left(s.body, 160) AS text, s.received_at AS at, s.sample_of AS "sampleOf"
           FROM sandbox_messages s
          WHERE s.channel = $1 AND ($2::bigint IS NULL OR s.id < $2) AND ${[condition, ...asked].join(' AND ')}
            AND ($3::bigint[] IS NULL OR true) AND ($4::bigint IS NULL OR true)
          ORDER BY s.id DESC LIMIT ${limit + 1}) m ${NAME_SQL} ORDER BY m.id DESC`,
      [channel, before, customerIds, campaignId],
    );
    const { items, next } = cutPage(rows, limit);
    return { items, next: next?.id ?? null };
  }
}
