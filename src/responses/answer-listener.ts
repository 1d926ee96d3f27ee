import type { Tx } from '../database/queryable.js';
import type { Answers } from '../surveys/answer-value.js';
import type { Scores } from '../surveys/score-answers.js';

/** By which face an answer came. */
export type AnswerChannel = 'web' | 'sms' | 'email' | 'call' | 'onsite' | 'other';

/** An answer as it is stored. */
export interface RecordedResponse extends Scores {
  readonly id: number;
  readonly visitId: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly surveyId: string;
  readonly surveyVersion: number;
  readonly channel: AnswerChannel;
  readonly attemptId: number | null;
  readonly agentId: number | null;
  readonly answers: Answers;
  readonly complete: boolean;
  /** Came after the campaign's deadline or end; not part of a frozen report. */
  readonly late: boolean;
  readonly flags: readonly string[];
  readonly answeredAt: Date;
  readonly editedAt: Date | null;
  /** 1, and one more with every edit. */
  readonly version: number;
}

/** A later stage that wants to know of every new or changed answer, in the transaction that records it. */
export abstract class AnswerListener {
  abstract answered(tx: Tx, response: RecordedResponse): Promise<void>;
}
