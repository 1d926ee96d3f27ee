import { Injectable } from '@nestjs/common';
import type { ChannelOrAll } from '../archive/opt-out-channels.js';
import type { Queryable } from '../database/queryable.js';
import type { Reason } from '../kernel/reason.js';
import type { AskedQuestion, Candidate } from './match-reply.js';

export type InboundOutcome =
  'answered' | 'comment' | 'opted-out' | 'opted-in' | 'help' | 're-asked' | 'queued' | 'ignored';

/** A message of a customer as it arrived. */
export interface InboundMessage {
  readonly provider: string;
  /** The provider's id; the same id is the same message. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: Date;
  /** The provider carries no text of ours back: nobody can be asked again, and help is given by a person. */
  readonly takesNoAnswer?: boolean;
}

/** What became of a message. */
export interface InboundDecision {
  readonly outcome: InboundOutcome;
  readonly reason: Reason;
  readonly visitId: number | null;
  readonly candidates: readonly Candidate[];
}

/** What the re-ask and the answer need of a matched visit. */
export interface MatchedVisit {
  readonly visitId: number;
  readonly surveyId: string;
  readonly surveyVersion: number;
  readonly policyId: string;
  readonly holidayWindows: boolean;
  readonly zones: readonly string[];
  readonly language: string | null;
  readonly askedAgain: boolean;
}

/** How far back questions are looked for, in days; older ones are only candidates for a person. */
const LOOK_BACK_DAYS = 90;

@Injectable()
export class InboundRepository {
  /** Waits for whoever handles the same message; the outcome of the first time, or null. */
  async lockMessage(tx: Queryable, provider: string, messageId: string): Promise<InboundOutcome | null> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`inbound:${provider}:${messageId}`]);
    const known = await tx.maybe<{ outcome: InboundOutcome }>(
      'SELECT outcome FROM inbound_messages WHERE provider = $1 AND provider_message_id = $2',
      [provider, messageId],
    );
    return known?.outcome ?? null;
  }

  async insert(tx: Queryable, message: InboundMessage, decision: InboundDecision): Promise<number> {
    const { id } = await tx.one<{ id: number }>(
      `INSERT INTO inbound_messages (provider, provider_message_id, from_address, to_address, body, received_at, outcome,
         reason, visit_id, candidates) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
      [
        ...[message.provider, message.messageId, message.from, message.to, message.body, message.at, decision.outcome],
        ...[JSON.stringify(decision.reason), decision.visitId, JSON.stringify(decision.candidates)],
      ],
    );
    return id;
  }

  /** The questions sent by SMS to this number, newest first. */
  questionsAt(db: Queryable, address: string, at: Date): Promise<AskedQuestion[]> {
    return db.query<AskedQuestion>(
      `SELECT a.visit_id AS "visitId", a.id AS "attemptId", a.customer_id AS "customerId", a.campaign_id AS "campaignId",
              a.handed_over_at AS "askedAt", v.state AS "visitState", g.state AS "campaignState", r.id IS NOT NULL AS answered
         FROM attempts a
         JOIN visits v ON v.id = a.visit_id
         JOIN campaigns g ON g.id = a.campaign_id
         LEFT JOIN responses r ON r.visit_id = a.visit_id
        WHERE a.address = $1 AND a.channel = 'sms' AND a.handed_over_at > $2::timestamptz - $3 * interval '1 day'
          AND a.state <> 'failed' AND g.survey_id IS NOT NULL
        ORDER BY a.handed_over_at DESC, a.id DESC LIMIT 50`,
      [address, at, LOOK_BACK_DAYS],
    );
  }

  matchedVisit(db: Queryable, visitId: number): Promise<MatchedVisit> {
    return db.one<MatchedVisit>(
      `SELECT v.id AS "visitId", g.survey_id AS "surveyId", g.survey_version AS "surveyVersion", g.policy_id AS "policyId",
              g.holiday_windows AS "holidayWindows", v.zones, k.language,
              EXISTS (SELECT 1 FROM inbound_messages i WHERE i.visit_id = v.id AND i.outcome = 're-asked') AS "askedAgain"
         FROM visits v JOIN campaigns g ON g.id = v.campaign_id JOIN customers k ON k.id = v.customer_id WHERE v.id = $1`,
      [visitId],
    );
  }

  /** Live visits whose current rung is at this address on this channel, in the order in which they are locked. */
  async liveVisitsAt(db: Queryable, address: string, channel: ChannelOrAll): Promise<number[]> {
    const rows = await db.query<{ id: number }>(
      `SELECT DISTINCT v.id FROM attempts a JOIN visits v ON v.id = a.visit_id AND v.rung = a.rung
        WHERE a.address = $1 AND ($2 = 'all' OR a.channel = $2) AND v.state IN ('planned', 'open') ORDER BY v.id`,
      [address, channel],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether anything of the address waits for a person. */
  async isQueued(db: Queryable, address: string): Promise<boolean> {
    const { queued } = await db.one<{ queued: boolean }>(
      `SELECT EXISTS (SELECT FROM inbound_messages i
         WHERE i.from_address = $1 AND i.outcome = 'queued' AND i.decided_at IS NULL) AS queued`,
      [address],
    );
    return queued;
  }
}
