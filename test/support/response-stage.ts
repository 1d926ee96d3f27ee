import type { ModuleRef } from '@nestjs/core';
import { AuditService } from '../../src/access/audit.service.js';
import { ContactLogRepository } from '../../src/archive/contact-log.repository.js';
import { OptOutService } from '../../src/archive/opt-out.service.js';
import { CalendarDayRepository } from '../../src/calendar/calendar-day.repository.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import { PolicyRepository } from '../../src/calendar/policy.repository.js';
import { PolicyService } from '../../src/calendar/policy.service.js';
import { parseSettings } from '../../src/config/settings.js';
import { SettingsService } from '../../src/config/settings.service.js';
import type { Database, Tx } from '../../src/database/database.service.js';
import { NewAttemptRepository } from '../../src/planning/new-attempt.repository.js';
import { TransitionRepository } from '../../src/planning/transition.repository.js';
import { VisitRepository } from '../../src/planning/visit.repository.js';
import { VisitService } from '../../src/planning/visit.service.js';
import { AddressOptOut } from '../../src/responses/address-opt-out.service.js';
import { AnswerAnnouncer } from '../../src/responses/answer-announcer.service.js';
import { AnswerBasis } from '../../src/responses/answer-basis.service.js';
import { AnswerListener, type RecordedResponse } from '../../src/responses/answer-listener.js';
import { InboundSmsService } from '../../src/responses/inbound-sms.service.js';
import { InboundRepository } from '../../src/responses/inbound.repository.js';
import { InboxRepository } from '../../src/responses/inbox.repository.js';
import { InboxService } from '../../src/responses/inbox.service.js';
import { OptOutPageService } from '../../src/responses/opt-out-page.service.js';
import { PageVisitRepository } from '../../src/responses/page-visit.repository.js';
import { ResponseRepository } from '../../src/responses/response.repository.js';
import { ResponseService } from '../../src/responses/response.service.js';
import { SmsAnswerService } from '../../src/responses/sms-answer.service.js';
import { SurveyPageService } from '../../src/responses/survey-page.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from './builders.js';
import type { FixedClock } from './fixed-clock.js';

/** Remembers what it was told. */
export class ListenerProbe extends AnswerListener {
  readonly heard: RecordedResponse[] = [];

  override answered(_tx: Tx, response: RecordedResponse): Promise<void> {
    this.heard.push(response);
    return Promise.resolve();
  }
}

/** The services of the stage on a real database, with the packaged policies and survey. */
export async function buildResponseStage(database: Database, clock: FixedClock) {
  const settings = new SettingsService({ ...parseSettings({ ORG_NAME: '三学苑' }), secretKey: 'secret '.repeat(6) });
  const surveys = new SurveyService(database);
  const contactLog = new ContactLogRepository();
  const listener = new ListenerProbe();
  const announcer = new AnswerAnnouncer({ get: () => listener } as unknown as ModuleRef);
  const visits = new VisitService(
    new VisitRepository(),
    new TransitionRepository(contactLog),
    new NewAttemptRepository(),
    contactLog,
  );
  const policies = new PolicyRepository();
  const audit = new AuditService(database, clock);
  const policyTexts = new PolicyService(database, audit, policies);
  const calendars = new CalendarService(database, settings, audit, policies, new CalendarDayRepository(), policyTexts);
  const repository = new ResponseRepository();
  const basis = new AnswerBasis(surveys, settings, contactLog);
  const responses = new ResponseService(database, clock, repository, basis, visits, announcer);
  const inbound = new InboundRepository();
  const optOut = new AddressOptOut(new OptOutService(database), visits, inbound);
  const answers = new SmsAnswerService(surveys, responses, repository, optOut);
  const pages = new PageVisitRepository();
  await surveys.installPackaged();
  await new PolicyInstallService(database, policies).installPackagedPolicies();
  return {
    listener,
    settings,
    responses,
    inboundSms: new InboundSmsService(database, clock, settings, calendars, inbound, answers),
    inbox: new InboxService(database, clock, settings, new InboxRepository(), answers),
    surveyPage: new SurveyPageService(database, clock, settings, surveys, pages, responses),
    optOutPage: new OptOutPageService(database, clock, settings, pages, optOut),
  };
}

/** What a question by SMS leaves behind: campaign, customer, visit and its attempt, delivered unless said otherwise. */
export interface AskedVisit {
  readonly campaignId: number;
  readonly customerId: number;
  readonly visitId: number;
  readonly attemptId: number;
  readonly phone: string;
}

/** Asks a customer by SMS at `phone` in a running campaign. */
export async function askBySms(
  db: Database,
  phone: string,
  given: { askedAt?: string; campaign?: object; visit?: object; attempt?: object; customer?: object } = {},
): Promise<AskedVisit> {
  const askedAt = given.askedAt ?? '2026-11-23T02:00:00Z';
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(db, { state: 'running', ...survey, ...given.campaign });
  const customerId = await insertCustomer(db, { phone, ...given.customer });
  const open = { state: 'open', ledger_part: 'waiting', opened_at: askedAt, ladder: ['sms', 'email'] };
  const visitId = await insertVisit(db, campaignId, customerId, { ...open, ...given.visit });
  const sent = { address: phone, state: 'delivered', handed_over_at: askedAt, ...given.attempt };
  const attemptId = await insertAttempt(db, { id: visitId, campaignId, customerId }, sent);
  return { campaignId, customerId, visitId, attemptId, phone };
}
