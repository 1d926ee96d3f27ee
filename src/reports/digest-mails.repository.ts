import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';

/** The mail to one recipient about one local date. */
export interface DigestMailKey {
  readonly date: string;
  readonly recipient: string;
}

/** How it went out: taken, refused for now or for ever, or nobody knows. */
export type DigestMailEnd =
  | { readonly state: 'accepted'; readonly providerMessageId: string }
  | { readonly state: 'deferred' | 'failed' | 'in_doubt'; readonly errorCode: string };

/** The digest's mails: the only writer of `digest_mails`. */
@Injectable()
export class DigestMailsRepository {
  /**
   * Marks a mail as handed over; it may leave once this is committed. False where it was marked before, unless the relay
   * refused it for the time being.
   */
  async handOver(db: Queryable, { date, recipient }: DigestMailKey, at: Date): Promise<boolean> {
    const marked = await db.execute(
      `INSERT INTO digest_mails AS m (local_date, recipient, state, handed_over_at) VALUES ($1, $2, 'handed_over', $3)
       ON CONFLICT (local_date, recipient) DO UPDATE
         SET state = 'handed_over', handed_over_at = excluded.handed_over_at, ended_at = NULL, error_code = NULL
         WHERE m.state = 'deferred'`,
      [date, recipient, at],
    );
    return marked === 1;
  }

  async end(db: Queryable, { date, recipient }: DigestMailKey, end: DigestMailEnd, at: Date): Promise<void> {
    const [messageId, errorCode] = end.state === 'accepted' ? [end.providerMessageId, null] : [null, end.errorCode];
    await db.execute(
      `UPDATE digest_mails SET state = $3, ended_at = $4, provider_message_id = $5, error_code = $6
       WHERE local_date = $1 AND recipient = $2 AND state = 'handed_over'`,
      [date, recipient, end.state, at, messageId, errorCode],
    );
  }
}
