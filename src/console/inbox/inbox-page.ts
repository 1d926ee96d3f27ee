import { maskAddress } from '../../kernel/masking.js';
import type { Reason } from '../../kernel/reason.js';
import type { InboxMessage } from '../../responses/inbox.repository.js';
import { parseReply } from '../../surveys/parse-reply.js';
import type { SmsQuestion } from '../../surveys/sms-question.js';

/** What is known of a visit to which a message may belong. */
export interface CandidateVisit {
  readonly state: string;
  readonly agentNo: string | null;
  readonly agentName: string | null;
  /** An answer is there already. */
  readonly answered: boolean;
  /** The question that its SMS asked; null in a survey without a scale. */
  readonly question: SmsQuestion | null;
  /** Whether its survey can keep words. */
  readonly keepsWords: boolean;
}

/** A way in which a message can be placed: `comment`, or the score that it gives. */
export interface PlaceChoice {
  readonly value: string;
  readonly score: number | null;
  readonly chosen: boolean;
}

export interface InboxCandidateView {
  /** 1 to 9 by keyboard; null beyond. */
  readonly key: number | null;
  readonly visitId: number;
  readonly customerId: number;
  readonly customerName: string;
  readonly customerNo: string;
  readonly campaignId: number;
  readonly campaignName: string;
  readonly askedAt: Date;
  readonly stateKey: string;
  readonly agent: string;
  readonly answered: boolean;
  readonly reason: Reason;
  /** Empty where the survey has neither a scale nor a place for words. */
  readonly choices: readonly PlaceChoice[];
}

export interface InboxMessageView {
  readonly id: number;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
  readonly reason: Reason;
  readonly current: boolean;
  readonly candidates: readonly InboxCandidateView[];
}

export interface InboxPage {
  readonly messages: readonly InboxMessageView[];
  readonly next: number | null;
  readonly after: number | undefined;
  /** A message that was just set aside and can be taken back. */
  readonly undo: number | null;
  /** Why the last decision was refused. */
  readonly refusal: Reason | null;
}

/** What the page is made from; `at` is the message in focus. */
export interface InboxFacts {
  readonly messages: readonly InboxMessage[];
  readonly visits: ReadonlyMap<number, CandidateVisit>;
  readonly at: number | null;
  readonly next: number | null;
  readonly after: number | undefined;
  readonly undo: number | null;
  readonly refusal: Reason | null;
}

/** Which replies could the machine not place, and where may they belong? */
export function buildInboxPage({ messages, visits, at, ...rest }: InboxFacts): InboxPage {
  const current = messages.some(({ id }) => id === at) ? at : (messages[0]?.id ?? null);
  return {
    ...rest,
    messages: messages.map((message) => ({
      id: message.id,
      from: maskAddress(message.from),
      body: message.body,
      receivedAt: message.receivedAt,
      reason: message.reason,
      current: message.id === current,
      candidates: message.candidates.map((candidate, index) =>
        toCandidate(candidate, index, message.body, visits.get(candidate.visitId)),
      ),
    })),
  };
}

function toCandidate(
  candidate: InboxMessage['candidates'][number],
  index: number,
  body: string,
  visit: CandidateVisit | undefined,
): InboxCandidateView {
  return {
    key: index < 9 ? index + 1 : null,
    visitId: candidate.visitId,
    customerId: candidate.customerId,
    customerName: candidate.customerName ?? '—',
    customerNo: candidate.customerNo ?? '',
    campaignId: candidate.campaignId,
    campaignName: candidate.campaignName ?? '',
    askedAt: new Date(candidate.askedAt),
    stateKey: `console.visit-state.${visit?.state ?? 'planned'}`,
    agent: [visit?.agentName ?? '', visit?.agentNo ?? ''].filter((part) => part !== '').join(' '),
    answered: visit?.answered ?? false,
    reason: candidate.reason,
    choices: visit ? listChoices(body, visit) : [],
  };
}

/** The machine's own reading is chosen: the score where the words give one, else a comment. */
export function listChoices(body: string, { question, keepsWords }: CandidateVisit): PlaceChoice[] {
  const read = question ? parseReply(body, question) : null;
  const score = read?.kind === 'answer' ? read.score : null;
  const scores = question ? Array.from({ length: question.max - question.min + 1 }, (_, i) => question.min + i) : [];
  return [
    ...(keepsWords ? [{ value: 'comment', score: null, chosen: score === null }] : []),
    ...scores.map((one) => ({ value: String(one), score: one, chosen: one === score })),
  ];
}
