import { Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '../database/queryable.js';
import type { CallMarks } from './call-marks.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { RecordChannel, VisitRecordForm } from './visit-record-form.js';

/** A visit record (回访记录表) as it is stored. */
export interface StoredRecord extends CallMarks {
  readonly id: number;
  readonly visitId: number;
  readonly attemptId: number | null;
  readonly agentId: number | null;
  readonly channel: RecordChannel;
  readonly state: 'draft' | 'complete';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  readonly version: number;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
  /** When its outcome was taken back. */
  readonly undoneAt: Date | null;
}

/** What a record is written with. */
export interface RecordContent {
  readonly form: VisitRecordForm;
  readonly agentId: number | null;
  /** What the desk itself notes beside the form: the agent's number, the number dialled, the script's version. */
  readonly noted: Readonly<Record<string, unknown>>;
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  readonly startedAt: Date | null;
  readonly at: Date;
  /** Closes the record. */
  readonly complete: boolean;
}

const COLUMNS = `id, visit_id AS "visitId", attempt_id AS "attemptId", agent_id AS "agentId", channel, state, fields, missing,
  flags, version, created_at AS "createdAt", completed_at AS "completedAt", dialled_at AS "dialledAt", answered_at AS "answeredAt",
  hung_up_at AS "hungUpAt", undone_at AS "undoneAt"`;

const INSERT_SQL = `INSERT INTO visit_records (visit_id, attempt_id, campaign_id, customer_id, agent_id, channel, state, fields,
  line_result, disposition, identity_verified, convenient, ring_seconds, talk_seconds, started_at, ended_at, missing, flags,
  created_at, completed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) RETURNING ${COLUMNS}`;

const UPDATE_SQL = `UPDATE visit_records SET agent_id = $2, attempt_id = coalesce(attempt_id, $3), state = $4, fields = $5,
  line_result = $6, disposition = $7, identity_verified = $8, convenient = $9, ring_seconds = $10, talk_seconds = $11,
  started_at = $12, ended_at = $13, missing = $14, flags = $15, completed_at = $16, version = version + 1
WHERE id = $1 AND state = 'draft' RETURNING ${COLUMNS}`;

const MARK_SQL = `INSERT INTO visit_records (visit_id, attempt_id, campaign_id, customer_id, agent_id, channel, missing, created_at,
  dialled_at, answered_at, hung_up_at) VALUES ($1, $2, $3, $4, $5, 'call', '{lineResult,disposition}', $6, $7, $8, $9)
ON CONFLICT (attempt_id) DO UPDATE SET dialled_at = excluded.dialled_at, answered_at = excluded.answered_at,
  hung_up_at = excluded.hung_up_at WHERE visit_records.state = 'draft'`;

const CONTINUE_SQL = `INSERT INTO visit_records (visit_id, attempt_id, campaign_id, customer_id, agent_id, channel, fields, missing,
  created_at, dialled_at, answered_at, hung_up_at)
SELECT visit_id, $2, campaign_id, customer_id, agent_id, 'call', $3, '{lineResult,disposition}', $4, dialled_at, answered_at,
  hung_up_at FROM visit_records WHERE id = $1`;

/** The one writer of visit records. They are never deleted. */
@Injectable()
export class VisitRecordRepository {
  /** The record of a call, locked; null before the first draft. */
  ofAttempt(db: Queryable, attemptId: number): Promise<StoredRecord | null> {
    return db.maybe(`SELECT ${COLUMNS} FROM visit_records WHERE attempt_id = $1 FOR UPDATE`, [attemptId]);
  }

  /** The draft of a contact that was made another way, locked. */
  draftElsewhere(db: Queryable, visitId: number, channel: RecordChannel): Promise<StoredRecord | null> {
    return db.maybe(
      `SELECT ${COLUMNS} FROM visit_records WHERE visit_id = $1 AND channel = $2 AND attempt_id IS NULL AND state = 'draft'
       FOR UPDATE`,
      [visitId, channel],
    );
  }

  /** Every record of a visit, oldest first. */
  ofVisit(db: Queryable, visitId: number): Promise<StoredRecord[]> {
    return db.query(`SELECT ${COLUMNS} FROM visit_records WHERE visit_id = $1 ORDER BY id`, [visitId]);
  }

  /** Writes a new record, or a draft anew. */
  save(
    tx: Tx,
    visit: VisitBasis,
    place: { readonly channel: RecordChannel; readonly attemptId: number | null; readonly before: StoredRecord | null },
    content: RecordContent,
  ): Promise<StoredRecord> {
    const { form, agentId, startedAt, missing, flags, at, complete } = content;
    const state = complete ? 'complete' : 'draft';
    const fields = JSON.stringify({ ...form, ...content.noted });
    const said = [
      form.lineResult ?? null,
      form.disposition ?? null,
      form.identityVerified ?? null,
      form.convenient ?? null,
    ];
    const times = [form.ringSeconds ?? null, form.talkSeconds ?? null, form.startedAt ?? startedAt];
    const ended = form.endedAt ?? (complete ? at : null);
    const completed = complete ? at : null;
    if (place.before !== null) {
      const params = [
        place.before.id,
        agentId,
        place.attemptId,
        state,
        fields,
        ...said,
        ...times,
        ended,
        missing,
        flags,
      ];
      return tx.one<StoredRecord>(UPDATE_SQL, [...params, completed]);
    }
    const whose = [
      visit.visitId,
      place.attemptId,
      visit.campaignId,
      visit.customerId,
      agentId,
      place.channel,
      state,
      fields,
    ];
    return tx.one<StoredRecord>(INSERT_SQL, [...whose, ...said, ...times, ended, missing, flags, at, completed]);
  }

  /** Keeps the marked instants of a call beside its draft; what is typed meanwhile is another column's. */
  async mark(tx: Tx, visit: VisitBasis, attemptId: number, marks: CallMarks, at: Date): Promise<void> {
    const { visitId, campaignId, customerId, agentId } = visit;
    const { dialledAt, answeredAt, hungUpAt } = marks;
    const whose = [visitId, attemptId, campaignId, customerId, agentId];
    await tx.execute(MARK_SQL, [...whose, at, dialledAt, answeredAt, hungUpAt]);
  }

  /** Marks the outcome of a record as taken back, and goes on with what it said as the draft of another attempt. */
  async undo(
    tx: Tx,
    recordId: number,
    next: { readonly attemptId: number; readonly form: VisitRecordForm; readonly at: Date },
  ): Promise<void> {
    await tx.execute('UPDATE visit_records SET undone_at = $2 WHERE id = $1', [recordId, next.at]);
    await tx.execute(CONTINUE_SQL, [recordId, next.attemptId, JSON.stringify(next.form), next.at]);
  }

  /** The newest record of a visit that was closed; null when there is none. */
  newestClosed(tx: Tx, visitId: number): Promise<StoredRecord | null> {
    return tx.maybe(
      `SELECT ${COLUMNS} FROM visit_records WHERE visit_id = $1 AND state = 'complete' ORDER BY id DESC LIMIT 1`,
      [visitId],
    );
  }

  /** How often the agent of this visit was changed because of the customer (B3), and who has tried. */
  async swaps(db: Queryable, visitId: number): Promise<{ swaps: number; agentIds: number[] }> {
    return db.one(
      `SELECT count(*) FILTER (WHERE disposition IN ('difficult', 'language_barrier'))::int AS swaps,
         coalesce(array_agg(DISTINCT agent_id) FILTER (WHERE agent_id IS NOT NULL), '{}') AS "agentIds"
       FROM visit_records WHERE visit_id = $1 AND state = 'complete' AND undone_at IS NULL`,
      [visitId],
    );
  }

  /** In how many visits somebody else was found at this number (E2). */
  async wrongParties(db: Queryable, address: string): Promise<number> {
    const row = await db.one<{ visits: number }>(
      `SELECT count(DISTINCT r.visit_id)::int AS visits FROM visit_records r JOIN attempts a ON a.id = r.attempt_id
       WHERE r.disposition = 'wrong_party' AND r.state = 'complete' AND r.undone_at IS NULL AND a.address = $1`,
      [address],
    );
    return row.visits;
  }
}
