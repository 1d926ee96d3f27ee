import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { CalendarSnapshot } from '../calendar/calendar-snapshot.js';
import { decideContact } from '../calendar/decide-contact.js';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { reason, type Reason } from '../kernel/reason.js';
import { languageChain } from '../messages/choose-language.js';
import { isChinese } from '../messages/template-variables.js';
import { parseReply, type ParsedReply } from '../surveys/parse-reply.js';
import { smsQuestion, type SmsQuestion } from '../surveys/sms-question.js';
import {
  InboundRepository,
  type InboundDecision,
  type InboundMessage,
  type InboundOutcome,
  type MatchedVisit,
} from './inbound.repository.js';
import { matchReply, type ReplyMatch } from './match-reply.js';
import { helpText, reAskText } from './reply-texts.js';
import { SmsAnswerService } from './sms-answer.service.js';

/** What became of a message, and what is sent back at once, if anything. */
export interface InboundResult {
  readonly outcome: InboundOutcome;
  /** A text for the customer as the answer to this very message; null for silence. */
  readonly reply: string | null;
  /** The provider told us a second time; nothing changed. */
  readonly duplicate: boolean;
}

/** Everything that a decision about one message looks at. */
interface Arrival {
  readonly message: InboundMessage;
  readonly now: Date;
  readonly localDate: string;
  readonly organisation: Organisation;
  readonly calendar: CalendarSnapshot;
  readonly match: ReplyMatch;
  readonly visit: MatchedVisit | null;
  readonly question: SmsQuestion | null;
}

type Handled = InboundDecision & { readonly reply?: string };

const MAX_BODY = 4_000;

/** Takes in what customers write back: once, whatever the provider repeats. */
@Injectable()
export class InboundSmsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly calendars: CalendarService,
    private readonly inbound: InboundRepository,
    private readonly answers: SmsAnswerService,
  ) {}

  /** Matches, answers, opts out or queues one message, in one transaction. */
  async receive(given: InboundMessage): Promise<InboundResult> {
    const message = { ...given, body: given.body.replaceAll('\0', '').slice(0, MAX_BODY) };
    const [organisation, calendar] = await Promise.all([this.settings.organisation(), this.calendars.snapshot()]);
    return this.database.transaction(async (tx) => {
      const known = await this.inbound.lockMessage(tx, message.provider, message.messageId);
      if (known !== null) return { outcome: known, reply: null, duplicate: true };
      const { reply, ...decision } = await this.handle(tx, await this.look(tx, message, organisation, calendar));
      await this.inbound.insert(tx, message, decision);
      return { outcome: decision.outcome, reply: reply ?? null, duplicate: false };
    });
  }

  private async look(
    tx: Tx,
    message: InboundMessage,
    organisation: Organisation,
    calendar: CalendarSnapshot,
  ): Promise<Arrival> {
    const now = this.clock.now();
    const match = matchReply(await this.inbound.questionsAt(tx, message.from, now), now);
    const visit = match.kind === 'queue' ? null : await this.inbound.matchedVisit(tx, match.question.visitId);
    const survey = visit === null ? null : await this.answers.surveyOf(tx, visit);
    const localDate = new Intl.DateTimeFormat('en-CA', { timeZone: organisation.timeZone }).format(now);
    return { message, now, localDate, organisation, calendar, match, visit, question: survey && smsQuestion(survey) };
  }

  private handle(tx: Tx, arrival: Arrival): Promise<Handled> | Handled {
    const parsed = parseReply(arrival.message.body, arrival.question);
    const visitId = arrival.visit?.visitId ?? null;
    const done = (outcome: InboundOutcome, why: Reason): Handled => ({ outcome, reason: why, visitId, candidates: [] });
    switch (parsed.kind) {
      case 'auto-reply':
        return done('ignored', reason('auto-reply'));
      case 'opt-out':
      case 'opt-in':
        return this.changeConsent(tx, arrival, parsed.kind).then(() =>
          parsed.kind === 'opt-out'
            ? done('opted-out', reason('opt-out-word'))
            : done('opted-in', reason('opt-in-word')),
        );
      case 'help':
        if (arrival.message.takesNoAnswer === true) return queue(arrival, reason('help-word'));
        return { ...done('help', reason('help-word')), reply: helpText(arrival.organisation, speaksChinese(arrival)) };
      case 'review':
        return this.answers.optOuts
          .suspend(tx, arrival.message.from, arrival.now)
          .then(() => queue(arrival, reason('review-words')));
      default:
        return this.takeAnswer(tx, arrival, parsed);
    }
  }

  private async changeConsent(tx: Tx, { message, now }: Arrival, kind: 'opt-out' | 'opt-in'): Promise<void> {
    const change = {
      address: message.from,
      channel: 'sms',
      source: 'sms-reply',
      evidence: message.body,
      actor: 'customer',
      at: now,
    } as const;
    if (kind === 'opt-out') await this.answers.optOuts.close(tx, change);
    else await this.answers.optOuts.reopen(tx, change);
  }

  private async takeAnswer(tx: Tx, arrival: Arrival, parsed: ParsedReply): Promise<Handled> {
    const { match, visit, question, message, localDate } = arrival;
    if (match.kind === 'queue' || visit === null)
      return queue(arrival, match.kind === 'queue' ? match.reason : reason('no-open-question'));
    const base = { visitId: visit.visitId, candidates: [] };
    const target = { visit, attemptId: match.question.attemptId, localDate };
    if (parsed.kind === 'answer') {
      await this.answers.score(tx, target, parsed.score, parsed.comment ?? null);
      return { ...base, outcome: 'answered', reason: reason('score', { score: parsed.score }) };
    }
    if (parsed.kind === 'out-of-range' && question !== null && match.kind === 'open' && mayAskAgain(arrival, visit)) {
      const reply = reAskText(arrival.organisation, question, speaksChinese(arrival));
      return { ...base, outcome: 're-asked', reason: reason('out-of-range', { score: parsed.score }), reply };
    }
    const kept = await this.answers.comment(tx, target, message.body);
    return kept
      ? { ...base, outcome: 'comment', reason: reason('free-text') }
      : queue(arrival, reason('no-comment-question'));
  }
}

function queue(arrival: Arrival, why: Reason): Handled {
  const { match, visit } = arrival;
  if (match.kind === 'queue') return { outcome: 'queued', reason: why, visitId: null, candidates: match.candidates };
  const { visitId, customerId, campaignId, askedAt } = match.question;
  const candidate = { visitId, customerId, campaignId, askedAt, reason: why };
  return { outcome: 'queued', reason: why, visitId: visit?.visitId ?? null, candidates: [candidate] };
}

/** Once, and only when the customer may be written to at this moment. */
function mayAskAgain({ message, calendar, now }: Arrival, visit: MatchedVisit): boolean {
  if (visit.askedAgain || message.takesNoAnswer === true) return false;
  const policy = calendar.policy(visit.policyId, now);
  if (policy === null) return false;
  const question = {
    channel: 'sms',
    policy,
    calendar: calendar.calendar(policy.calendar),
    zones: visit.zones,
    holidayCampaign: visit.holidayWindows,
  } as const;
  const { allowed, provisional } = decideContact(question, now);
  return allowed && !provisional;
}

function speaksChinese({ visit, organisation }: Arrival): boolean {
  return isChinese(
    languageChain(visit?.language ?? null, organisation.locale).find((tag) => /^(?:zh|en)/.test(tag)) ??
      organisation.locale,
  );
}
