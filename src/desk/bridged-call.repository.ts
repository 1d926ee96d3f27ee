import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { LegEvent } from './bridge-marks.js';

/** A call that the service puts through for an agent. */
export interface BridgedCall {
  readonly id: number;
  readonly attemptId: number;
  readonly visitId: number;
  readonly agentId: number;
  readonly key: string;
  readonly state: 'asked' | 'taken' | 'refused' | 'unknown' | 'ended';
  readonly errorCode: string | null;
  readonly askedAt: Date;
}

const COLUMNS = `b.id, b.attempt_id AS "attemptId", a.visit_id AS "visitId", b.agent_id AS "agentId", b.bridge_key AS "key", b.state,
  b.error_code AS "errorCode", b.asked_at AS "askedAt" FROM bridged_calls b JOIN attempts a ON a.id = b.attempt_id`;

@Injectable()
export class BridgedCallRepository {
  byKey(db: Queryable, key: string): Promise<BridgedCall | null> {
    return db.maybe<BridgedCall>(`SELECT ${COLUMNS} WHERE b.bridge_key = $1`, [key]);
  }

  /** The newest of a call in hand. */
  newest(db: Queryable, attemptId: number): Promise<BridgedCall | null> {
    return db.maybe<BridgedCall>(`SELECT ${COLUMNS} WHERE b.attempt_id = $1 ORDER BY b.id DESC LIMIT 1`, [attemptId]);
  }

  /** False where one of the same call is under way. */
  async add(db: Queryable, call: { attemptId: number; agentId: number; key: string; at: Date }): Promise<boolean> {
    const added = await db.execute(
      `INSERT INTO bridged_calls (attempt_id, agent_id, bridge_key, state, asked_at) VALUES ($1, $2, $3, 'asked', $4)
       ON CONFLICT DO NOTHING`,
      [call.attemptId, call.agentId, call.key, call.at],
    );
    return added > 0;
  }

  /** Notes the provider's answer; an end that was told before it stays. */
  async answer(
    db: Queryable,
    key: string,
    answer: { state: 'taken' | 'refused' | 'unknown'; callSid: string | null; errorCode: string | null },
  ): Promise<void> {
    await db.execute(
      `UPDATE bridged_calls SET call_sid = coalesce($2, call_sid), error_code = $3,
         state = CASE WHEN state = 'asked' THEN $4 ELSE state END WHERE bridge_key = $1`,
      [key, answer.callSid, answer.errorCode, answer.state],
    );
  }

  async end(db: Queryable, id: number): Promise<void> {
    await db.execute(`UPDATE bridged_calls SET state = 'ended' WHERE id = $1`, [id]);
  }

  /** Waits for whoever hears of the same call; null for a key that is not ours. */
  lock(db: Queryable, key: string): Promise<BridgedCall | null> {
    return db.maybe<BridgedCall>(`SELECT ${COLUMNS} WHERE b.bridge_key = $1 FOR UPDATE OF b`, [key]);
  }

  /** False where the same was told before. */
  async addEvent(db: Queryable, bridgeId: number, { leg, status, at, talkSeconds }: LegEvent): Promise<boolean> {
    const added = await db.execute(
      `INSERT INTO bridged_call_events (bridge_id, leg, status, at, talk_seconds) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [bridgeId, leg, status, at, talkSeconds],
    );
    return added > 0;
  }

  events(db: Queryable, bridgeId: number): Promise<LegEvent[]> {
    return db.query<LegEvent>(
      'SELECT leg, status, at, talk_seconds AS "talkSeconds" FROM bridged_call_events WHERE bridge_id = $1 ORDER BY at, status',
      [bridgeId],
    );
  }
}
