import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import type { CampaignKind, Channel } from '../kernel/words.js';

/** One contact with a customer, counted by caps and quarantines from the hand-over on. */
export interface ContactLogRow {
  readonly customerId: number;
  readonly address: string | null;
  readonly channel: Channel | 'onsite' | 'other';
  readonly campaignId: number | null;
  readonly campaignKind: CampaignKind | null;
  readonly surveyId: string | null;
  readonly attemptId: number | null;
  readonly at: Date;
  /** A person was spoken to, or the message was delivered. */
  readonly reached?: boolean;
  readonly refused?: boolean;
}

export interface LoggedContact extends Required<ContactLogRow> {
  readonly id: number;
}

const APPEND_SQL = `INSERT INTO contact_log
   (customer_id, address, channel, campaign_id, campaign_kind, survey_id, attempt_id, at, reached, refused)
 SELECT r."customerId", r.address, r.channel, r."campaignId", r."campaignKind", r."surveyId", r."attemptId", r.at,
        coalesce(r.reached, FALSE), coalesce(r.refused, FALSE)
   FROM jsonb_to_recordset($1::jsonb) AS r (
     "customerId" bigint, address text, channel text, "campaignId" bigint, "campaignKind" text, "surveyId" text,
     "attemptId" bigint, at timestamptz, reached boolean, refused boolean)
 ON CONFLICT (attempt_id) DO NOTHING RETURNING id`;

/** Contact facts: written by later stages calling down, read by rules of earlier ones. */
@Injectable()
export class ContactLogRepository {
  /** Adds contacts; one that is there already for its attempt is left as it is. Gives the number added. */
  async append(db: Queryable, rows: readonly ContactLogRow[]): Promise<number> {
    return (await db.prepared('append-contacts', APPEND_SQL, [JSON.stringify(rows)])).length;
  }

  /** The customers of these attempts were reached. */
  async markReached(db: Queryable, attemptIds: readonly number[]): Promise<void> {
    await db.execute('UPDATE contact_log SET reached = TRUE WHERE attempt_id = ANY($1::bigint[]) AND NOT reached', [
      attemptIds,
    ]);
  }

  /** The customers of these attempts refused: the cool-off of the policy starts. */
  async markRefused(db: Queryable, attemptIds: readonly number[]): Promise<void> {
    await db.execute('UPDATE contact_log SET refused = TRUE WHERE attempt_id = ANY($1::bigint[]) AND NOT refused', [
      attemptIds,
    ]);
  }

  /** The same contact goes on under another attempt, as if its outcome had not been said. */
  async passOn(db: Queryable, fromAttemptId: number, toAttemptId: number): Promise<void> {
    await db.execute('UPDATE contact_log SET attempt_id = $2, reached = FALSE, refused = FALSE WHERE attempt_id = $1', [
      fromAttemptId,
      toAttemptId,
    ]);
  }

  /** Takes contacts out again that certainly never happened: the provider refused the message. */
  async withdraw(db: Queryable, attemptIds: readonly number[]): Promise<void> {
    await db.execute('DELETE FROM contact_log WHERE attempt_id = ANY($1::bigint[]) AND NOT reached', [attemptIds]);
  }

  /** The latest contacts with a customer, newest first, for the card before a call. */
  latest(db: Queryable, customerId: number, limit = 5): Promise<LoggedContact[]> {
    return db.query<LoggedContact>(
      `SELECT id, customer_id AS "customerId", address, channel, campaign_id AS "campaignId",
              campaign_kind AS "campaignKind", survey_id AS "surveyId", attempt_id AS "attemptId", at, reached, refused
         FROM contact_log WHERE customer_id = $1 ORDER BY at DESC, id DESC LIMIT $2`,
      [customerId, limit],
    );
  }
}
