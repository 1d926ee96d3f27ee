import { Injectable } from '@nestjs/common';
import type { Organisation } from '../config/organisation.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { chooseLanguage } from '../messages/choose-language.js';
import { readSurveyToken } from '../messages/signed-link.js';
import { visibleQuestions } from '../surveys/next-question.js';
import type { SurveyDefinition, SurveyFact } from '../surveys/survey-definition.js';
import { SurveyService } from '../surveys/survey.service.js';
import { isLate } from './answer-rules.js';
import { PageVisitRepository, type PageVisit } from './page-visit.repository.js';
import { ResponseService } from './response.service.js';
import { pageQuestions, thanksFor, type PageQuestion } from './survey-page.js';

/** `open` and `late` take answers, `answered` shows them for an edit, `closed` shows nothing to send. */
export type SurveyPageState = 'open' | 'answered' | 'late' | 'closed';

/** Everything that the customer's page shows; nothing about the customer. */
export interface SurveyPage {
  readonly state: SurveyPageState;
  readonly locale: Locale;
  readonly organisation: Pick<Organisation, 'name' | 'servicePhone'>;
  readonly title: string;
  readonly intro: string | null;
  /** Null before the first answer. */
  readonly thanks: string | null;
  readonly questions: readonly PageQuestion[];
}

export interface OpenOptions {
  /** The score of an e-mail's link, `?r=4`; chosen on the page, recorded only by its form. */
  readonly preselected?: number | null;
  /** A language that was asked for; otherwise the customer's, then the organisation's. */
  readonly locale?: Locale | null;
}

/** After the form was sent. */
export interface SubmitResult {
  readonly page: SurveyPage;
  /** Questions that these answers opened and that are not answered: the reason for a low score. */
  readonly stillOpen: readonly string[];
}

const LOCALES: readonly Locale[] = ['en', 'zh-CN'];

@Injectable()
export class SurveyPageService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly surveys: SurveyService,
    private readonly visits: PageVisitRepository,
    private readonly responses: ResponseService,
  ) {}

  /** The page of a token; `NotFoundError` for a token that we did not make. Changes nothing. */
  async open(token: string, options: OpenOptions = {}): Promise<SurveyPage> {
    const { visit, survey, organisation } = await this.read(token);
    return this.toPage(visit, survey, organisation, options);
  }

  /** Records the form; an edit until the campaign is archived. `InputError` names what cannot be taken. */
  async submit(
    token: string,
    answers: Readonly<Record<string, unknown>>,
    options: { complaint?: boolean; locale?: Locale | null } = {},
  ): Promise<SubmitResult> {
    const { visit } = await this.read(token);
    if (stateOf(visit, this.clock.now()) === 'closed') {
      throw new RefusedError(reason('survey-closed'), 'This survey is closed.');
    }
    const flags = options.complaint === true ? ['complaint-requested'] : [];
    await this.responses.recordAnswers({ visitId: visit.visitId, channel: 'web', answers, actor: 'customer', flags });
    const after = await this.read(token);
    const page = this.toPage(after.visit, after.survey, after.organisation, { locale: options.locale ?? null });
    return { page, stillOpen: stillOpen(after.survey, after.visit) };
  }

  private async read(
    token: string,
  ): Promise<{ visit: PageVisit; survey: SurveyDefinition; organisation: Organisation }> {
    const visitId = readSurveyToken(token, this.settings.settings.secretKey);
    if (visitId === null) throw new NotFoundError('survey', token);
    const organisation = await this.settings.organisation();
    const localDate = new Intl.DateTimeFormat('en-CA', { timeZone: organisation.timeZone }).format(this.clock.now());
    const visit = await this.visits.find(this.database, visitId, localDate);
    if (visit === null || visit.surveyId === null || visit.surveyVersion === null)
      throw new NotFoundError('survey', token);
    const { definition } = await this.surveys.get(visit.surveyId, visit.surveyVersion);
    return { visit, survey: definition, organisation };
  }

  private toPage(
    visit: PageVisit,
    survey: SurveyDefinition,
    organisation: Organisation,
    options: OpenOptions,
  ): SurveyPage {
    const locale = options.locale ?? pageLocale(visit.language, organisation.locale);
    const { name, servicePhone } = organisation;
    return {
      state: stateOf(visit, this.clock.now()),
      locale,
      organisation: { name, servicePhone },
      title: survey.title[locale],
      intro: survey.intro?.[locale] ?? null,
      thanks: visit.answers === null ? null : thanksFor(survey, visit.answers, locale),
      questions: pageQuestions(survey, {
        locale,
        agentNo: visit.agentNo,
        answers: visit.answers ?? {},
        preselected: options.preselected ?? null,
        facts: factsOf(visit),
      }),
    };
  }
}

/** The language of a customer's page. */
export function pageLocale(language: string | null, organisationLocale: Locale): Locale {
  return (
    LOCALES.find((locale) => locale === chooseLanguage(language, organisationLocale, LOCALES)) ?? organisationLocale
  );
}

function stateOf(visit: PageVisit, now: Date): SurveyPageState {
  if (visit.campaignState === 'archived') return 'closed';
  if (visit.answers !== null) return 'answered';
  return isLate(visit, now) ? 'late' : 'open';
}

function factsOf(visit: PageVisit): Set<SurveyFact> {
  return new Set(visit.renewalOffer ? ['renewal-offer'] : []);
}

function stillOpen(survey: SurveyDefinition, visit: PageVisit): string[] {
  const answers = visit.answers ?? {};
  return visibleQuestions(survey, answers, factsOf(visit))
    .filter((question) => question.showIf !== undefined && answers[question.id] === undefined)
    .map(({ id }) => id);
}
