import { Injectable } from '@nestjs/common';
import { LEVEL_DEMAND, type LevelDemand } from '../archive/level-rule.js';
import type { Queryable, Tx } from '../database/queryable.js';
import { NotFoundError } from '../kernel/faults.js';
import type { AttemptState, CampaignKind, VisitState } from '../kernel/words.js';
import { renewalOfferSql } from '../responses/response.repository.js';

/** The newest attempt of a visit. */
export interface CurrentAttempt {
  readonly id: number;
  readonly channel: string;
  readonly state: AttemptState;
  readonly address: string | null;
  /** The agent who holds a call. */
  readonly claimedBy: number | null;
  readonly handedOverAt: Date | null;
  readonly templateVersion: unknown;
}

/** What recording a contact needs to know of its visit. */
export interface VisitBasis {
  readonly visitId: number;
  readonly campaignId: number;
  readonly campaignKind: CampaignKind;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly state: VisitState;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly policyId: string;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly renewalOffer: boolean;
  readonly hasOpenIssue: boolean;
  readonly language: string | null;
  readonly province: string | null;
  readonly requiredSkill: string | null;
  readonly lastServedBy: string | null;
  readonly level: LevelDemand | null;
  readonly attempt: CurrentAttempt | null;
}

const BASIS_SQL = `SELECT v.id AS "visitId", v.campaign_id AS "campaignId", g.kind AS "campaignKind",
  v.customer_id AS "customerId", v.agent_id AS "agentId", v.state, v.due_at AS "dueAt", v.ended_at AS "endedAt",
  g.policy_id AS "policyId", g.survey_id AS "surveyId", g.survey_version AS "surveyVersion",
  ${renewalOfferSql(2)} AS "renewalOffer", k.language, k.province, k.required_skill AS "requiredSkill",
  k.last_served_by AS "lastServedBy",
  (SELECT ${LEVEL_DEMAND} FROM level_rules lr WHERE lr.member_level = k.member_level) AS level,
  EXISTS (SELECT FROM open_issues i WHERE i.customer_id = k.id) AS "hasOpenIssue",
  a.id AS "attemptId", a.channel, a.state AS "attemptState", a.address, a.claimed_by AS "claimedBy",
  a.handed_over_at AS "handedOverAt", a.template_version AS "templateVersion"
FROM visits v JOIN campaigns g ON g.id = v.campaign_id JOIN customers k ON k.id = v.customer_id
  LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
WHERE v.id = $1`;

type BasisRow = Omit<VisitBasis, 'attempt'> &
  Omit<CurrentAttempt, 'id' | 'state'> & { attemptId: number | null; attemptState: AttemptState };

/** The visit, and the live ones of everybody who shares an address with its customer: found by keys, never by a walk. */
const LOCK_SQL = `SELECT v.id FROM visits v
  WHERE v.id = ANY (ARRAY(SELECT $1::bigint UNION SELECT s.id FROM visits w JOIN contact_points p ON p.customer_id = w.customer_id
    JOIN contact_points o ON o.address = p.address JOIN visits s ON s.customer_id = o.customer_id WHERE w.id = $1))
    AND (v.id = $1 OR v.state IN ('planned', 'open'))
  ORDER BY v.id FOR UPDATE`;

/** Reads a visit with its campaign, customer and newest attempt, as the desk works with it. */
@Injectable()
export class VisitBasisReadModel {
  /**
   * Locks the campaign against its end, and the visit with every other live visit of the customer, in the order of
   * their ids: an opt-out ends them too. Then reads. Throws NotFoundError.
   */
  async lock(tx: Tx, visitId: number, localDate: string): Promise<VisitBasis> {
    await tx.query(
      'SELECT g.id FROM campaigns g WHERE g.id = (SELECT v.campaign_id FROM visits v WHERE v.id = $1) FOR SHARE',
      [visitId],
    );
    await tx.prepared('lock-visits-of-customer', LOCK_SQL, [visitId]);
    return this.read(tx, visitId, localDate);
  }

  /** The same without locks. */
  async read(db: Queryable, visitId: number, localDate: string): Promise<VisitBasis> {
    const [row] = await db.prepared<BasisRow>('visit-basis', BASIS_SQL, [visitId, localDate]);
    if (row === undefined) throw new NotFoundError('visit', visitId);
    const { attemptId: id, attemptState: state, channel, address, claimedBy, handedOverAt, templateVersion, ...visit } = row; // prettier-ignore
    const attempt = { channel, state, address, claimedBy, handedOverAt, templateVersion };
    return { ...visit, attempt: id === null ? null : { id, ...attempt } };
  }
}
