import { reason, type Reason } from '../kernel/reason.js';
import type { CampaignState, VisitState } from '../kernel/words.js';

/** How long after a question a reply still answers it, in days. */
export const ANSWER_WINDOW_DAYS = 14;
const DAY_MS = 86_400_000;

/** A question that was sent by SMS to the number that now replies. */
export interface AskedQuestion {
  readonly visitId: number;
  readonly attemptId: number;
  readonly customerId: number;
  readonly campaignId: number;
  readonly askedAt: Date;
  readonly visitState: VisitState;
  readonly campaignState: CampaignState;
  /** An answer of the visit is there already. */
  readonly answered: boolean;
}

/** A question that a person may choose, and why the reply was not given to it by itself. */
export interface Candidate {
  readonly visitId: number;
  readonly customerId: number;
  readonly campaignId: number;
  readonly askedAt: Date;
  readonly reason: Reason;
}

/**
 * Which question a reply answers. `open`: the newest one without an answer; `answered`: a word more on the newest answer;
 * `queue`: a person must decide.
 */
export type ReplyMatch =
  | { readonly kind: 'open' | 'answered'; readonly question: AskedQuestion }
  | { readonly kind: 'queue'; readonly reason: Reason; readonly candidates: readonly Candidate[] };

/** Matches a reply that came at `at` from a number to what was asked at that number. */
export function matchReply(
  asked: readonly AskedQuestion[],
  at: Date,
  windowDays: number = ANSWER_WINDOW_DAYS,
): ReplyMatch {
  const newestFirst = [...asked].sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime() || b.attemptId - a.attemptId);
  if (newestFirst.length === 0) return { kind: 'queue', reason: reason('unknown-sender'), candidates: [] };
  const inTime = newestFirst.filter((question) => whyNot(question, at, windowDays) === null);
  const open = inTime.filter((question) => !question.answered);
  const pool = open.length > 0 ? open : inTime;
  const [newest] = pool;
  const customers = new Set(pool.map(({ customerId }) => customerId)).size;
  if (newest !== undefined && customers === 1) {
    return { kind: newest.answered ? 'answered' : 'open', question: newest };
  }
  const why = customers > 1 ? reason('several-customers', { customers }) : reason('no-open-question');
  const candidates = newestFirst.map((question) => toCandidate(question, whyNot(question, at, windowDays) ?? why));
  return { kind: 'queue', reason: customers > 1 ? why : (candidates[0]?.reason ?? why), candidates };
}

function whyNot(question: AskedQuestion, at: Date, windowDays: number): Reason | null {
  if (at.getTime() - question.askedAt.getTime() > windowDays * DAY_MS)
    return reason('late-reply', { days: windowDays });
  if (question.campaignState === 'archived') return reason('campaign-archived');
  const over: readonly VisitState[] = ['refused', 'opted_out', 'cancelled'];
  return over.includes(question.visitState) ? reason('visit-over', { state: question.visitState }) : null;
}

function toCandidate({ visitId, customerId, campaignId, askedAt }: AskedQuestion, why: Reason): Candidate {
  return { visitId, customerId, campaignId, askedAt, reason: why };
}
