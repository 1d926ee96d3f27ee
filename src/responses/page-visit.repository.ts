import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CampaignState, Channel, VisitState } from '../kernel/words.js';
import type { Answers } from '../surveys/answer-value.js';
import { renewalOfferSql } from './response.repository.js';

/** What a page may know: no name, no number, nothing about the customer but a language. */
export interface PageVisit {
  readonly visitId: number;
  readonly visitState: VisitState;
  readonly campaignState: CampaignState;
  readonly deadlineAt: Date;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly language: string | null;
  /** Of the agent who served the customer, about whom the question is; null where the archive names none. */
  readonly agentNo: string | null;
  readonly answers: Answers | null;
  readonly renewalOffer: boolean;
}

@Injectable()
export class PageVisitRepository {
  find(db: Queryable, visitId: number, localDate: string): Promise<PageVisit | null> {
    return db.maybe<PageVisit>(
      `SELECT v.id AS "visitId", v.state AS "visitState", g.state AS "campaignState", greatest(g.deadline_at, v.rolled_due_at) AS "deadlineAt",
              g.survey_id AS "surveyId", g.survey_version AS "surveyVersion", k.language, n.agent_no AS "agentNo", r.answers,
              ${renewalOfferSql(2)} AS "renewalOffer"
         FROM visits v
         JOIN campaigns g ON g.id = v.campaign_id
         JOIN customers k ON k.id = v.customer_id
         LEFT JOIN agents n ON n.agent_no = k.last_served_by
         LEFT JOIN responses r ON r.visit_id = v.id
        WHERE v.id = $1`,
      [visitId, localDate],
    );
  }

  /** The language of whoever got the message, and whether the address is closed for the channel. */
  async optOutState(
    db: Queryable,
    link: { visitId: number | null; address: string; channel: Channel },
  ): Promise<{ language: string | null; closed: boolean }> {
    return db.one(
      `SELECT (SELECT k.language FROM visits v JOIN customers k ON k.id = v.customer_id WHERE v.id = $1) AS language,
              EXISTS (SELECT 1 FROM addresses a WHERE a.address = $2 AND a.opted_out && ARRAY['all', $3::text]) AS closed`,
      [link.visitId, link.address, link.channel],
    );
  }
}
