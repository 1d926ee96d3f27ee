import { Test } from '@nestjs/testing';
import { AftercareModule } from '../../src/aftercare/aftercare.module.js';
import { FollowUpService } from '../../src/aftercare/follow-up.service.js';
import { CalendarModule } from '../../src/calendar/calendar.module.js';
import { PolicyInstallService } from '../../src/calendar/policy-install.service.js';
import { parseSettings } from '../../src/config/settings.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import type { Database } from '../../src/database/database.service.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { DeskService } from '../../src/desk/desk.service.js';
import type { DeskUser } from '../../src/desk/desk-user.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { Clock } from '../../src/kernel/clock.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { ReturnOffersJob } from '../../src/planning/return-offers.job.js';
import { TemplateService } from '../../src/messages/template.service.js';
import { ResponseService } from '../../src/responses/response.service.js';
import { SurveyService } from '../../src/surveys/survey.service.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from './builders.js';
import type { FixedClock } from './fixed-clock.js';

/** Desk and aftercare as the application wires them, on a real database, with what is packaged. */
export async function buildDeskStage(database: Database, clock: FixedClock) {
  const settings = {
    ...parseSettings({ ORG_NAME: '三学苑', ORG_DEPARTMENT: '客服部', LOG_LEVEL: 'silent' }),
    secretKey: 'a secret of thirty-two characters',
  };
  const stages = [CalendarModule, DeskModule, AftercareModule];
  const module = await Test.createTestingModule({
    imports: [KernelModule, DatabaseModule.with(settings, database), JobsModule, ...stages],
  })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const get = <T>(type: abstract new (...args: never[]) => T): T => module.get<T>(type, { strict: false });
  await get(PolicyInstallService).installPackagedPolicies();
  await get(SurveyService).installPackaged();
  await get(TemplateService).installPackaged();
  return {
    desk: get(DeskService),
    followUps: get(FollowUpService),
    responses: get(ResponseService),
    returnOffers: get(ReturnOffersJob),
  };
}

/** A call of the plan, due at nine on Monday the 23rd in Shanghai. */
export interface PlannedCall {
  readonly campaignId: number;
  readonly customerId: number;
  readonly visitId: number;
  readonly attemptId: number;
  readonly phone: string;
}

/** Plans a call for an agent in a running campaign with the packaged survey. */
export async function planCall(
  db: Database,
  agentId: number,
  phone: string,
  given: { campaign?: object; visit?: object; attempt?: object; customer?: object } = {},
): Promise<PlannedCall> {
  const survey = { survey_id: 'default', survey_version: 1 };
  const ladder = JSON.stringify([{ channel: 'call', waitHours: 24 }]);
  const campaignId = await insertCampaign(db, { state: 'running', ...survey, ladder, ...given.campaign });
  const customerId = await insertCustomer(db, { phone, gender: 'male', ...given.customer });
  const visitId = await insertVisit(db, campaignId, customerId, {
    ladder: ['call'],
    agent_id: agentId,
    ...given.visit,
  });
  const attempt = { channel: 'call', address: phone, ...given.attempt };
  const attemptId = await insertAttempt(db, { id: visitId, campaignId, customerId }, attempt);
  return { campaignId, customerId, visitId, attemptId, phone };
}

/** An agent at the desk, who sees only the own visits. */
export function agentUser(agentId: number): DeskUser {
  return { actor: `user:agent-${agentId}`, agentId, scope: { kind: 'agent', agentId } };
}

/** A supervisor, who has no agent's number. */
export const supervisor: DeskUser = { actor: 'user:supervisor', agentId: null, scope: { kind: 'all' } };
