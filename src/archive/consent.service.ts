import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { CHANNELS } from '../kernel/words.js';
import type { Purpose } from '../kernel/words.js';
import type { ConsentState } from './import-row.js';
import type { ChannelOrAll } from './opt-out-channels.js';

/** What a customer said about being contacted on a channel for a purpose. */
export interface ConsentChange {
  readonly customerId: number;
  readonly channel: ChannelOrAll;
  readonly purpose: Purpose;
  readonly state: ConsentState;
  /** 'import', 'list-declaration', 'call', 'survey-page', 'console', 'api'. */
  readonly method: string;
  readonly evidence?: string | null;
  readonly actor: string;
  readonly at: Date;
}

export interface ConsentEntry extends Required<ConsentChange> {
  readonly id: number;
}

/** Now in force, `{"sms.service": "granted"}`; `all.` counts where the channel has none, what is not there is unknown. */
export type ConsentInForce = Readonly<Partial<Record<`${ChannelOrAll}.${Purpose}`, ConsentState>>>;

/** Consent as an append-only history, and beside it what is in force, which selection and hand-over read. */
@Injectable()
export class ConsentService {
  constructor(private readonly database: Database) {}

  /**
   * Adds to the history and puts in force; in one statement that locks the customer against hand-overs.
   * False when there is no such customer.
   */
  async record(db: Queryable, change: ConsentChange): Promise<boolean> {
    const recorded = await db.execute(
      `WITH customer AS (
         UPDATE customers AS c
            SET consent = c.consent || $8::jsonb, version = c.version + 1, updated_at = $7::timestamptz
          WHERE c.id = $1 RETURNING c.id
       )
       INSERT INTO consents (customer_id, channel, purpose, state, method, evidence, actor, at)
       SELECT customer.id, $2, $3, $4, $5, $6, $9, $7::timestamptz FROM customer`,
      [
        change.customerId,
        change.channel,
        change.purpose,
        change.state,
        change.method,
        change.evidence ?? null,
        change.at,
        JSON.stringify(consentInForce(change)),
        change.actor,
      ],
    );
    return recorded > 0;
  }

  /** A customer's history, newest first. */
  history(customerId: number): Promise<ConsentEntry[]> {
    return this.database.query<ConsentEntry>(
      `SELECT id, customer_id AS "customerId", channel, purpose, state, method, evidence, actor, at
         FROM consents WHERE customer_id = $1 ORDER BY at DESC, id DESC`,
      [customerId],
    );
  }
}

/** What one statement puts in force; `all` speaks for every channel, over what was said of single ones before. */
export function consentInForce(change: Pick<ConsentChange, 'channel' | 'purpose' | 'state'>): ConsentInForce {
  const channels = change.channel === 'all' ? [...CHANNELS, 'all'] : [change.channel];
  return Object.fromEntries(channels.map((channel) => [`${channel}.${change.purpose}`, change.state]));
}
