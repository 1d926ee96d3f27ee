import { Injectable } from '@nestjs/common';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { SettingsService } from '../config/settings.service.js';
import type { Tx } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';
import { SurveyService } from '../surveys/survey.service.js';
import type { AnsweredVisit } from './response.repository.js';

/** What earlier stages know that an answer needs: the survey that was sent, today's date, the contact log. */
@Injectable()
export class AnswerBasis {
  constructor(
    private readonly surveys: SurveyService,
    private readonly settings: SettingsService,
    private readonly contactLog: ContactLogRepository,
  ) {}

  /** Today in the organisation's zone, YYYY-MM-DD. */
  async localDate(now: Date): Promise<string> {
    const { timeZone } = await this.settings.organisation();
    return new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
  }

  /** The survey version that was sent; refused for a campaign that only notifies. */
  async surveyOf(tx: Tx, visit: AnsweredVisit): Promise<SurveyDefinition> {
    if (visit.surveyId === null || visit.surveyVersion === null) {
      throw new RefusedError(reason('no-survey'), 'This campaign asks nothing.');
    }
    return (await this.surveys.get(visit.surveyId, visit.surveyVersion, tx)).definition;
  }

  /** Whoever answers a message was reached by it. */
  async noteReached(tx: Tx, attemptId: number | null): Promise<void> {
    if (attemptId !== null) await this.contactLog.markReached(tx, [attemptId]);
  }
}
