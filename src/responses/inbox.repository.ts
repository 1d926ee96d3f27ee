import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';
import type { InboundOutcome } from './inbound.repository.js';
import type { Candidate } from './match-reply.js';

/** A visit to which a queued message may belong, as a person needs it to choose. */
export interface InboxCandidate extends Omit<Candidate, 'askedAt'> {
  readonly askedAt: string;
  readonly customerNo: string | null;
  readonly customerName: string | null;
  readonly campaignName: string | null;
}

/** A message that waits for a person. */
export interface InboxMessage {
  readonly id: number;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
  readonly reason: Reason;
  readonly candidates: readonly InboxCandidate[];
}

export interface QueuedMessage {
  readonly from: string;
  readonly body: string;
  readonly settled: boolean;
}

/** A visit that was asked at a number, and by which attempt. */
export interface VisitAtNumber {
  readonly visitId: number;
  readonly attemptId: number;
  readonly surveyId: string;
  readonly surveyVersion: number;
}

@Injectable()
export class InboxRepository {
  list(db: Queryable, after: number, limit: number): Promise<InboxMessage[]> {
    return db.query<InboxMessage>(
      `SELECT i.id, i.from_address AS "from", i.body, i.received_at AS "receivedAt", i.reason,
              coalesce((SELECT jsonb_agg(c.value || jsonb_build_object('customerNo', k.customer_no, 'customerName', k.name,
                                                                      'campaignName', g.name) ORDER BY c.ordinality)
                          FROM jsonb_array_elements(i.candidates) WITH ORDINALITY AS c
                          LEFT JOIN customers k ON k.id = (c.value ->> 'customerId')::bigint
                          LEFT JOIN campaigns g ON g.id = (c.value ->> 'campaignId')::bigint), '[]') AS candidates
         FROM inbound_messages i
        WHERE i.outcome = 'queued' AND i.decided_at IS NULL AND i.id > $1 ORDER BY i.id LIMIT $2`,
      [after, limit],
    );
  }

  async count(db: Queryable): Promise<number> {
    const sql = "SELECT count(*) AS count FROM inbound_messages i WHERE i.outcome = 'queued' AND i.decided_at IS NULL";
    return (await db.one<{ count: number }>(sql)).count;
  }

  /** Locks a message against a second decision. */
  lock(tx: Queryable, id: number): Promise<QueuedMessage | null> {
    return tx.maybe<QueuedMessage>(
      `SELECT i.from_address AS "from", i.body, (i.outcome <> 'queued' OR i.decided_at IS NOT NULL) AS settled
         FROM inbound_messages i WHERE i.id = $1 FOR UPDATE`,
      [id],
    );
  }

  async settle(
    tx: Queryable,
    id: number,
    decision: { outcome: InboundOutcome; reason: Reason; visitId: number | null; actor: string; at: Date },
  ): Promise<void> {
    await tx.execute(
      `UPDATE inbound_messages SET outcome = $2, reason = $3, visit_id = coalesce($4, visit_id), decided_by = $5, decided_at = $6,
              queue_reason = reason
        WHERE id = $1`,
      [id, decision.outcome, JSON.stringify(decision.reason), decision.visitId, decision.actor, decision.at],
    );
  }

  /** Puts a message that was set aside back among those that wait; its address and why it waits, or null. */
  restore(tx: Queryable, id: number): Promise<{ readonly from: string; readonly reason: Reason } | null> {
    return tx.maybe<{ from: string; reason: Reason }>(
      `UPDATE inbound_messages SET outcome = 'queued', reason = queue_reason, queue_reason = NULL, decided_by = NULL, decided_at = NULL
        WHERE id = $1 AND outcome = 'ignored' AND decided_at IS NOT NULL AND queue_reason IS NOT NULL
        RETURNING from_address AS "from", reason`,
      [id],
    );
  }

  /** The visit, if it was asked something at this number; null otherwise. */
  visitAt(tx: Queryable, visitId: number, address: string): Promise<VisitAtNumber | null> {
    return tx.maybe<VisitAtNumber>(
      `SELECT a.visit_id AS "visitId", a.id AS "attemptId", g.survey_id AS "surveyId", g.survey_version AS "surveyVersion"
         FROM attempts a JOIN campaigns g ON g.id = a.campaign_id
        WHERE a.visit_id = $1 AND a.address = $2 AND a.handed_over_at IS NOT NULL AND g.survey_id IS NOT NULL
        ORDER BY a.handed_over_at DESC LIMIT 1`,
      [visitId, address],
    );
  }
}
