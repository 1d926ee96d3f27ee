import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/queryable.js';
import { leadQuestion } from '../surveys/sms-question.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';
import { SurveyService } from '../surveys/survey.service.js';
import { AddressOptOut } from './address-opt-out.service.js';
import { ResponseRepository } from './response.repository.js';
import { ResponseService } from './response.service.js';

/** The visit that an SMS answers, by which attempt, and the local date of the organisation. */
export interface SmsTarget {
  readonly visit: { readonly visitId: number; readonly surveyId: string; readonly surveyVersion: number };
  readonly attemptId: number | null;
  readonly localDate: string;
  /** Who decided that it answers this visit; the customer unless said. */
  readonly actor?: string;
}

/** Writes what an SMS says into the answer of its visit. */
@Injectable()
export class SmsAnswerService {
  constructor(
    private readonly surveys: SurveyService,
    private readonly responses: ResponseService,
    private readonly repository: ResponseRepository,
    readonly optOuts: AddressOptOut,
  ) {}

  /** The survey version that was sent. */
  async surveyOf(tx: Tx, { surveyId, surveyVersion }: SmsTarget['visit']): Promise<SurveyDefinition> {
    return (await this.surveys.get(surveyId, surveyVersion, tx)).definition;
  }

  /** Answers the leading question, with a comment where one came along. */
  async score(tx: Tx, target: SmsTarget, score: number, comment: string | null): Promise<void> {
    const survey = await this.surveyOf(tx, target.visit);
    const lead = leadQuestion(survey);
    if (lead === null) return;
    const words = comment === null ? {} : await this.commentAnswer(tx, survey, target, comment);
    await this.record(tx, target, { [lead.id]: score, ...words });
  }

  /** Adds free text to the survey's open question; false in a survey that has none. */
  async comment(tx: Tx, target: SmsTarget, text: string): Promise<boolean> {
    const survey = await this.surveyOf(tx, target.visit);
    const words = await this.commentAnswer(tx, survey, target, text);
    if (Object.keys(words).length === 0) return false;
    await this.record(tx, target, words);
    return true;
  }

  private async record(tx: Tx, target: SmsTarget, answers: Record<string, string | number>): Promise<void> {
    const { visit, attemptId, localDate } = target;
    const actor = target.actor ?? 'customer';
    await this.responses.record(
      tx,
      { visitId: visit.visitId, channel: 'sms', answers, actor, attemptId, mode: 'merge' },
      localDate,
    );
  }

  private async commentAnswer(
    tx: Tx,
    survey: SurveyDefinition,
    target: SmsTarget,
    text: string,
  ): Promise<Record<string, string>> {
    const question = survey.questions.find((candidate) => candidate.score === 'comment');
    if (question?.kind !== 'text' || text.trim() === '') return {};
    const before = (await this.repository.ofVisit(tx, target.visit.visitId))?.answers[question.id];
    const whole = typeof before === 'string' ? `${before}\n${text.trim()}` : text.trim();
    return { [question.id]: Array.from(whole).slice(0, question.maxLength).join('') };
  }
}
