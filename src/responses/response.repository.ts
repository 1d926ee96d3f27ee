import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CampaignState, VisitState } from '../kernel/words.js';
import type { Answers } from '../surveys/answer-value.js';
import type { AnswerChannel, RecordedResponse } from './answer-listener.js';

/** What must be known of a visit to take its answer. */
export interface AnsweredVisit {
  readonly visitId: number;
  readonly visitState: VisitState;
  readonly campaignId: number;
  readonly campaignState: CampaignState;
  readonly deadlineAt: Date;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  /** Whether renewing may be offered: the card expires within thirty days and marketing was agreed to (D3). */
  readonly renewalOffer: boolean;
}

export type NewResponse = Omit<RecordedResponse, 'id' | 'editedAt' | 'version' | 'interested'>;

const RESPONSE_COLUMNS = `r.id, r.visit_id AS "visitId", r.campaign_id AS "campaignId", r.customer_id AS "customerId",
  r.survey_id AS "surveyId", r.survey_version AS "surveyVersion", r.channel, r.attempt_id AS "attemptId",
  r.agent_id AS "agentId", r.answers, r.product_score AS "productScore", r.service_score AS "serviceScore", r.nps, r.ces,
  r.reason_codes AS "reasonCodes", r.comment, r.complete, r.late, r.flags, r.answered_at AS "answeredAt",
  r.edited_at AS "editedAt", r.version`;

/** SQL for the renewal offer of customer `k` on the local date in parameter `$n`. */
export function renewalOfferSql(n: number): string {
  return `(coalesce(abs(k.card_expires_on - $${n}::date) <= 30, FALSE) AND EXISTS (
    SELECT 1 FROM jsonb_each_text(k.consent) AS c WHERE c.key LIKE '%.marketing' AND c.value = 'granted'))`;
}

const VISIT_SQL = `SELECT v.id AS "visitId", v.state AS "visitState", v.campaign_id AS "campaignId", g.state AS "campaignState",
    greatest(g.deadline_at, v.rolled_due_at) AS "deadlineAt", v.customer_id AS "customerId", v.agent_id AS "agentId", g.survey_id AS "surveyId",
    g.survey_version AS "surveyVersion", ${renewalOfferSql(2)} AS "renewalOffer"
  FROM visits v JOIN campaigns g ON g.id = v.campaign_id JOIN customers k ON k.id = v.customer_id
  WHERE v.id = $1`;

@Injectable()
export class ResponseRepository {
  /** Locks the campaign against its end and the visit against everything, then reads both. Null: no such visit. */
  async lockVisit(tx: Queryable, visitId: number, localDate: string): Promise<AnsweredVisit | null> {
    await tx.query(
      'SELECT g.id FROM campaigns g WHERE g.id = (SELECT v.campaign_id FROM visits v WHERE v.id = $1) FOR SHARE',
      [visitId],
    );
    await tx.query('SELECT v.id FROM visits v WHERE v.id = $1 FOR UPDATE', [visitId]);
    return tx.maybe<AnsweredVisit>(VISIT_SQL, [visitId, localDate]);
  }

  /** The answer of a visit; null before the first. */
  ofVisit(db: Queryable, visitId: number): Promise<Omit<RecordedResponse, 'interested'> | null> {
    return db.maybe(`SELECT ${RESPONSE_COLUMNS} FROM responses r WHERE r.visit_id = $1`, [visitId]);
  }

  async insert(tx: Queryable, response: NewResponse): Promise<number> {
    const { id } = await tx.one<{ id: number }>(
      `INSERT INTO responses (visit_id, campaign_id, customer_id, survey_id, survey_version, channel, attempt_id, agent_id,
         answers, product_score, service_score, nps, ces, reason_codes, comment, complete, late, flags, answered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id`,
      [
        ...[response.visitId, response.campaignId, response.customerId, response.surveyId, response.surveyVersion],
        ...[response.channel, response.attemptId, response.agentId, JSON.stringify(response.answers)],
        ...[response.productScore, response.serviceScore, response.nps, response.ces, response.reasonCodes],
        ...[response.comment, response.complete, response.late, response.flags, response.answeredAt],
      ],
    );
    return id;
  }

  /** Puts changed answers in the place of those before; the ones before stay in the history. */
  async replace(tx: Queryable, response: Omit<RecordedResponse, 'interested'>): Promise<void> {
    await tx.execute(
      `UPDATE responses SET answers = $2, product_score = $3, service_score = $4, nps = $5, ces = $6, reason_codes = $7,
         comment = $8, complete = $9, flags = $10, edited_at = $11, version = $12 WHERE id = $1`,
      [
        ...[response.id, JSON.stringify(response.answers), response.productScore, response.serviceScore, response.nps],
        ...[response.ces, response.reasonCodes, response.comment, response.complete, response.flags],
        ...[response.editedAt, response.version],
      ],
    );
  }

  async appendEdit(
    tx: Queryable,
    edit: { responseId: number; version: number; channel: AnswerChannel; answers: Answers; actor: string; at: Date },
  ): Promise<void> {
    await tx.execute(
      'INSERT INTO response_edits (response_id, version, channel, answers, actor, at) VALUES ($1, $2, $3, $4, $5, $6)',
      [edit.responseId, edit.version, edit.channel, JSON.stringify(edit.answers), edit.actor, edit.at],
    );
  }
}
