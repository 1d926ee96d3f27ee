import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { type HoldCause, IS_HELD_SQL } from './sending-hold.js';

/** A time in which nothing is handed over, because this database may be an older copy. Instants in business time. */
export interface SendingHold {
  readonly id: number;
  readonly cause: HoldCause;
  readonly detail: Readonly<Record<string, string | number>>;
  readonly noticedAt: Date;
  readonly knownUntil: Date | null;
  readonly lostUntil: Date | null;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly confirmedRealAt: Date | null;
  readonly doubted: number;
  readonly endedAt: Date | null;
}

/** Receipts of what was lost still come for so long after a confirmation: they say nothing new. */
const ECHO = '3 days';
const HOLD = `SELECT h.id, h.cause, h.detail, h.noticed_at AS "noticedAt", h.known_until AS "knownUntil", h.lost_until AS "lostUntil",
  h.confirmed_by AS "confirmedBy", h.confirmed_at AS "confirmedAt", h.confirmed_real_at AS "confirmedRealAt", h.doubted,
  h.ended_at AS "endedAt" FROM sending_holds h`;

/** The one writer of holds; they belong to the hand-over, which looks at them in its own statement. */
@Injectable()
export class SendingHoldRepository {
  /** Holds all sending, unless it is held; answers whether this began it. */
  async raise(db: Queryable, cause: HoldCause, detail: SendingHold['detail'], at: Date): Promise<boolean> {
    const raised = await db.execute(
      `INSERT INTO sending_holds (cause, detail, noticed_at, known_until)
       VALUES ($1, $2, $3, (SELECT e.at FROM visit_events e ORDER BY e.id DESC LIMIT 1)) ON CONFLICT DO NOTHING`,
      [cause, JSON.stringify(detail), at],
    );
    return raised > 0;
  }

  /** The same on a receipt for a message that this database does not know, unless that follows from a loss that was confirmed. */
  async raiseByReceipt(db: Queryable, key: string, provider: string, at: Date): Promise<boolean> {
    const echo = await db.maybe(
      `SELECT id FROM sending_holds WHERE confirmed_at > $1::timestamptz - interval '${ECHO}' LIMIT 1`,
      [at],
    );
    return echo === null && (await this.raise(db, 'unknown-receipt', { key, provider }, at));
  }

  async isHeld(db: Queryable): Promise<boolean> {
    return (await db.one<{ held: boolean }>(`SELECT ${IS_HELD_SQL} AS held`)).held;
  }

  /** The hold that is not over; null where nothing is held. */
  open(db: Queryable): Promise<SendingHold | null> {
    return db.maybe<SendingHold>(`${HOLD} WHERE h.ended_at IS NULL`);
  }

  one(db: Queryable, id: number): Promise<SendingHold | null> {
    return db.maybe<SendingHold>(`${HOLD} WHERE h.id = $1`, [id]);
  }

  /** The newest first. */
  latest(db: Queryable, limit: number): Promise<SendingHold[]> {
    return db.query<SendingHold>(`${HOLD} ORDER BY h.id DESC LIMIT $1`, [limit]);
  }

  /** A person says until when messages may have been sent of which this database knows nothing. False: somebody had. */
  async confirm(db: Queryable, id: number, by: { actor: string; lostUntil: Date; at: Date }): Promise<boolean> {
    const confirmed = await db.execute(
      `UPDATE sending_holds SET confirmed_by = $2, lost_until = $3, confirmed_at = $4, confirmed_real_at = clock_timestamp()
       WHERE id = $1 AND confirmed_at IS NULL`,
      [id, by.actor, by.lostUntil, by.at],
    );
    return confirmed > 0;
  }

  async count(db: Queryable, id: number, doubted: number): Promise<void> {
    await db.execute('UPDATE sending_holds SET doubted = doubted + $2 WHERE id = $1', [id, doubted]);
  }

  /** Everything that may have been sent is in doubt now: what else is due goes on. */
  async end(db: Queryable, id: number, at: Date): Promise<void> {
    await db.execute(
      'UPDATE sending_holds SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND confirmed_at IS NOT NULL',
      [id, at],
    );
  }
}
