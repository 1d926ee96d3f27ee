import { Injectable } from '@nestjs/common';
import type { FollowUp } from '../../aftercare/follow-up.repository.js';
import { Clock } from '../../kernel/clock.js';
import type { Locale } from '../../kernel/words.js';
import { SurveyService } from '../../surveys/survey.service.js';
import { FollowUpFacts } from './follow-up-facts.read-model.js';
import { buildFollowUpPage } from './follow-up-page.js';
import type { FollowUpPage } from './follow-up-page.js';

/** Brings together what one follow-up shows. */
@Injectable()
export class FollowUpBook {
  constructor(
    private readonly facts: FollowUpFacts,
    private readonly surveys: SurveyService,
    private readonly clock: Clock,
  ) {}

  async open(followUp: FollowUp, rights: { readonly mayClose: boolean }, locale: Locale): Promise<FollowUpPage> {
    const [answer, visit, events] = await Promise.all([
      this.facts.answer(followUp.visitId),
      this.facts.visit(followUp.visitId),
      this.facts.events(followUp.visitId),
    ]);
    const survey = answer ? (await this.surveys.get(answer.surveyId, answer.surveyVersion)).definition : null;
    return buildFollowUpPage({ followUp, visit, answer, survey, events, ...rights, locale, now: this.clock.now() });
  }
}
