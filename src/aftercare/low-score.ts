import { type Reason, reason } from '../kernel/reason.js';

/** What of an answer decides whether somebody must follow up. */
export interface ScoredAnswer {
  readonly productScore: number | null;
  readonly serviceScore: number | null;
  readonly nps: number | null;
  readonly comment: string | null;
  readonly reasonCodes: readonly string[];
  readonly flags: readonly string[];
}

/** I2: 不满意 is 2 or less; a detractor gives 6 or less. */
const DISSATISFIED = 2;
const DETRACTOR = 6;

/**
 * Why an answer needs a follow-up, or null: the customer asked for one, was not satisfied with product or service, or
 * would not recommend us and says why.
 */
export function lowScore(answer: ScoredAnswer): Reason | null {
  const { productScore, serviceScore, nps, comment, reasonCodes } = answer;
  const scores = {
    ...(productScore === null ? {} : { product: productScore }),
    ...(serviceScore === null ? {} : { service: serviceScore }),
    ...(nps === null ? {} : { nps }),
    reasons: [...reasonCodes],
  };
  if (answer.flags.includes('complaint-requested')) return reason('complaint-requested', scores);
  const low = [productScore, serviceScore].some((score) => score !== null && score <= DISSATISFIED);
  if (low) return reason('low-score', scores);
  const says = comment !== null && comment.trim() !== '';
  return nps !== null && nps <= DETRACTOR && says ? reason('detractor', scores) : null;
}
