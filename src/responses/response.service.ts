import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { sameAnswers, type Answers } from '../surveys/answer-value.js';
import { answerFlags, scoreAnswers } from '../surveys/score-answers.js';
import { leadQuestion } from '../surveys/sms-question.js';
import type { SurveyDefinition, SurveyFact } from '../surveys/survey-definition.js';
import { validateAnswers } from '../surveys/validate-answers.js';
import { AnswerAnnouncer } from './answer-announcer.service.js';
import { AnswerBasis } from './answer-basis.service.js';
import type { AnswerChannel, RecordedResponse } from './answer-listener.js';
import { isLate, mergeFlags } from './answer-rules.js';
import { ResponseRepository, type AnsweredVisit } from './response.repository.js';

/** An answer that came in. */
export interface AnswerInput {
  readonly visitId: number;
  readonly channel: AnswerChannel;
  readonly answers: Readonly<Record<string, unknown>>;
  /** 'customer', 'user:alice' … */
  readonly actor: string;
  readonly attemptId?: number | null;
  readonly agentId?: number | null;
  /** `replace` (a whole form) unless said; `merge` adds to what was answered before (an SMS). */
  readonly mode?: 'replace' | 'merge';
  readonly flags?: readonly string[];
}

/** What became of it: a first answer, an edit, or nothing new. */
export interface AnswerOutcome {
  readonly status: 'recorded' | 'edited' | 'unchanged';
  readonly response: RecordedResponse;
}

type StoredResponse = Omit<RecordedResponse, 'interested'>;

interface CheckedInput {
  readonly answers: Answers;
  readonly complete: boolean;
  readonly flags: readonly string[];
}

/** Takes answers of every face: idempotent, bound to the version that was sent, every version kept. */
@Injectable()
export class ResponseService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly repository: ResponseRepository,
    private readonly basis: AnswerBasis,
    private readonly visits: VisitService,
    private readonly announcer: AnswerAnnouncer,
  ) {}

  /** Records an answer in a transaction of its own; `InputError` names every answer that cannot be taken. */
  async recordAnswers(input: AnswerInput): Promise<AnswerOutcome> {
    const localDate = await this.basis.localDate(this.clock.now());
    return this.database.transaction((tx) => this.record(tx, input, localDate));
  }

  /** The same inside the caller's transaction; `localDate` is today in the organisation's zone. */
  async record(tx: Tx, input: AnswerInput, localDate: string): Promise<AnswerOutcome> {
    const visit = await this.repository.lockVisit(tx, input.visitId, localDate);
    if (visit === null) throw new NotFoundError('visit', input.visitId);
    const survey = await this.basis.surveyOf(tx, visit);
    const before = await this.repository.ofVisit(tx, input.visitId);
    const checked = checkInput(survey, input, before, visit);
    if (before === null) return this.first(tx, input, visit, survey, checked);
    const flags = mergeFlags(before.flags, checked.flags);
    if (sameAnswers(before.answers, checked.answers) && flags.length === before.flags.length) {
      return { status: 'unchanged', response: withInterest(before, survey) };
    }
    return this.edit(tx, input, visit, survey, { ...before, ...checked, flags });
  }

  private async first(
    tx: Tx,
    input: AnswerInput,
    visit: AnsweredVisit,
    survey: SurveyDefinition,
    checked: CheckedInput,
  ): Promise<AnswerOutcome> {
    const at = this.clock.now();
    const partial = !checked.complete;
    const change = await this.visits.answer(tx, visit.visitId, { actor: input.actor, at, partial });
    const flags = mergeFlags(checked.flags, change.is === 'completed' ? [] : ['after-end']);
    const made = {
      visitId: visit.visitId,
      campaignId: visit.campaignId,
      customerId: visit.customerId,
      surveyId: visit.surveyId ?? '',
      surveyVersion: visit.surveyVersion ?? 0,
      channel: input.channel,
      attemptId: input.attemptId ?? null,
      agentId: input.agentId ?? visit.agentId,
      answers: checked.answers,
      complete: checked.complete,
      late: isLate(visit, at),
      flags,
      answeredAt: at,
      ...scoreAnswers(survey, checked.answers),
    };
    const id = await this.repository.insert(tx, made);
    const response: RecordedResponse = { ...made, id, editedAt: null, version: 1 };
    await this.keepAndTell(tx, response, input, at);
    await this.basis.noteReached(tx, input.attemptId ?? null);
    return { status: 'recorded', response };
  }

  private async edit(
    tx: Tx,
    input: AnswerInput,
    visit: AnsweredVisit,
    survey: SurveyDefinition,
    changed: StoredResponse,
  ): Promise<AnswerOutcome> {
    if (visit.campaignState === 'archived') {
      throw new RefusedError(reason('campaign-archived'), 'The campaign is archived; its answers are frozen.');
    }
    const at = this.clock.now();
    const scores = scoreAnswers(survey, changed.answers);
    const response: RecordedResponse = { ...changed, ...scores, editedAt: at, version: changed.version + 1 };
    await this.repository.replace(tx, response);
    await this.keepAndTell(tx, response, input, at);
    return { status: 'edited', response };
  }

  private async keepAndTell(tx: Tx, response: RecordedResponse, input: AnswerInput, at: Date): Promise<void> {
    const { id: responseId, version, answers } = response;
    await this.repository.appendEdit(tx, {
      responseId,
      version,
      channel: input.channel,
      answers,
      actor: input.actor,
      at,
    });
    await this.announcer.announce(tx, response);
  }
}

function checkInput(
  survey: SurveyDefinition,
  input: AnswerInput,
  before: StoredResponse | null,
  visit: AnsweredVisit,
): CheckedInput {
  const raw = input.mode === 'merge' ? { ...before?.answers, ...input.answers } : input.answers;
  const facts = new Set<SurveyFact>(visit.renewalOffer ? ['renewal-offer'] : []);
  const checked = validateAnswers(survey, raw, facts);
  if (checked.faults.length > 0) throw new InputError(checked.faults);
  const given = input.flags ?? [];
  if (Object.keys(checked.answers).length === 0 && given.length === 0) {
    throw new InputError([{ field: '', code: 'nothing-answered', message: 'at least one question must be answered' }]);
  }
  const lead = leadQuestion(survey);
  const bySms = input.channel === 'sms' && lead !== null && checked.answers[lead.id] !== undefined;
  const flags = mergeFlags(given, answerFlags(scoreAnswers(survey, checked.answers)));
  return { answers: checked.answers, complete: checked.complete || bySms || before?.complete === true, flags };
}

function withInterest(stored: StoredResponse, survey: SurveyDefinition): RecordedResponse {
  return { ...stored, interested: scoreAnswers(survey, stored.answers).interested };
}
