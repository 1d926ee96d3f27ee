import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { maskAddress } from '../../kernel/masking.js';
import type { Reason } from '../../kernel/reason.js';
import type { Answers } from '../../surveys/answer-value.js';

/** What the customer answered, and which survey asked. */
export interface FollowUpAnswer {
  readonly surveyId: string;
  readonly surveyVersion: number;
  readonly answers: Answers;
  readonly channel: string;
  readonly answeredAt: Date;
}

/** The customer and the visit behind a follow-up. */
export interface FollowUpVisit {
  readonly phone: string | null;
  readonly memberLevel: string | null;
  readonly city: string | null;
  readonly language: string | null;
  readonly visitState: string;
  readonly visitAgentNo: string | null;
  readonly visitAgentName: string | null;
  readonly dueAt: Date;
  readonly reachedAt: Date | null;
}

/** Something that happened with the visit. */
export interface FollowUpEvent {
  readonly at: Date;
  readonly kind: 'asked' | 'recorded';
  readonly channel: string;
  readonly actor: string | null;
  readonly text: string | null;
  readonly reason: Reason | null;
}

/** What one follow-up shows besides itself. */
@Injectable()
export class FollowUpFacts {
  constructor(private readonly database: Database) {}

  /** The answer of a visit; null when there is none. */
  answer(visitId: number): Promise<FollowUpAnswer | null> {
    return this.database.maybe<FollowUpAnswer>(
      `SELECT r.survey_id AS "surveyId", r.survey_version AS "surveyVersion", r.answers, r.channel, r.answered_at AS "answeredAt"
         FROM responses r WHERE r.visit_id = $1`,
      [visitId],
    );
  }

  /** Numbers are masked. */
  async visit(visitId: number): Promise<FollowUpVisit> {
    const row = await this.database.one<FollowUpVisit>(
      `SELECT p.address AS phone, k.member_level AS "memberLevel", k.city, k.language, v.state AS "visitState",
              a.agent_no AS "visitAgentNo", a.name AS "visitAgentName", v.due_at AS "dueAt", v.reached_at AS "reachedAt"
         FROM visits v JOIN customers k ON k.id = v.customer_id LEFT JOIN agents a ON a.id = v.agent_id
         LEFT JOIN LATERAL (SELECT o.address FROM contact_points o
           WHERE o.customer_id = k.id AND o.kind = 'phone' AND o.address IS NOT NULL ORDER BY o.id LIMIT 1) p ON true
        WHERE v.id = $1`,
      [visitId],
    );
    return { ...row, phone: row.phone && maskAddress(row.phone) };
  }

  /** How the customer was asked, and what people wrote down, oldest first. */
  events(visitId: number): Promise<FollowUpEvent[]> {
    return this.database.query<FollowUpEvent>(
      `SELECT t.handed_over_at AS at, 'asked' AS kind, t.channel, NULL AS actor, NULL AS text, t.reasons -> -1 AS reason
         FROM attempts t WHERE t.visit_id = $1 AND t.handed_over_at IS NOT NULL
        UNION ALL
       SELECT w.completed_at, 'recorded', w.channel, a.agent_no, w.fields ->> 'note', NULL
         FROM visit_records w LEFT JOIN agents a ON a.id = w.agent_id WHERE w.visit_id = $1 AND w.state = 'complete'
        ORDER BY 1`,
      [visitId],
    );
  }
}
