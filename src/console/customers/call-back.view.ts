import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { SettingsService } from '../../config/settings.service.js';
import { DeskService } from '../../desk/desk.service.js';
import { InputError, NotFoundError, RefusedError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { SurveyService } from '../../surveys/survey.service.js';
import type { SurveyDefinition } from '../../surveys/survey-definition.js';
import { toDeskUser } from '../desk-account.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { callBackQuestions, callBackState, missingFaults, OUTCOME_CHOICES, readCallBack } from './call-back.js';
import type { OpenVisit } from './customer-around.read-model.js';
import { toCustomerPage } from './customer-page.js';
import { CustomerSheets } from './customer-sheet.service.js';

/** Who asks for which customer's form. */
interface Asked {
  readonly account: Account;
  readonly id: number;
  readonly request: WebRequest;
  readonly response: WebResponse;
}

interface Again {
  readonly status: number;
  readonly typed: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
  readonly refusal: Reason | null;
}

const FRESH: Again = { status: 200, typed: {}, faults: [], refusal: null };

/** The short form for a customer who called, on an open visit of theirs. */
@Injectable()
export class CallBackPage {
  constructor(
    private readonly sheets: CustomerSheets,
    private readonly desk: DeskService,
    private readonly surveys: SurveyService,
    private readonly settings: SettingsService,
    private readonly view: PageView,
  ) {}

  /** The form for a visit; the one that is due first when none is named. */
  async show(asked: Asked, visitId: number | null, again: Again = FRESH): Promise<void> {
    const { account, id, request, response } = asked;
    const sheet = await this.sheets.load(account, id);
    const mine = sheet.visits.filter((visit) => visit.isMine);
    const visit = mine.find((one) => one.id === visitId) ?? mine[0] ?? null;
    const survey = await this.surveyOf(visit);
    const speaker = { locale: await this.view.locale(request), agentNo: null };
    const { name, customerNo, points, visits } = toCustomerPage(sheet);
    const page = {
      ...{ id, name, customerNo, points },
      visit: visits.find((one) => one.id === visit?.id) ?? null,
      others: visits.filter((one) => one.mayRecord && one.id !== visit?.id),
      outcomes: OUTCOME_CHOICES,
      questions: callBackQuestions(survey, again.typed, again.faults, speaker),
      refusal: again.refusal,
    };
    response.status(again.status);
    const form = callBackState(again.typed, again.faults);
    await this.view.send(request, response, 'customers-call-back', 'console.customers.call-back', { page, form });
  }

  /** Records it, or shows the form again with what is missing; a draft of it is kept meanwhile. */
  async record(asked: Asked, body: Readonly<Record<string, unknown>>): Promise<void> {
    const { account, id, response } = asked;
    const sheet = await this.sheets.load(account, id);
    const visit = sheet.visits.find((one) => one.isMine && String(one.id) === body['visit']);
    if (!visit) throw new NotFoundError('visit', String(body['visit']));
    const { timeZone } = await this.settings.organisation();
    const form = readCallBack(body, await this.surveyOf(visit), timeZone);
    try {
      const result = await this.desk.recordElsewhere(visit.id, form, toDeskUser(account));
      const faults = missingFaults(result);
      if (faults.length === 0) return response.redirect(303, `/customers/${id}?done=call-recorded`);
      await this.show(asked, visit.id, { status: 422, typed: body, faults, refusal: null });
    } catch (error) {
      if (error instanceof InputError) {
        return this.show(asked, visit.id, { status: 422, typed: body, faults: error.faults, refusal: null });
      }
      if (!(error instanceof RefusedError)) throw error;
      await this.show(asked, visit.id, { status: 409, typed: body, faults: [], refusal: error.reason });
    }
  }

  private async surveyOf(visit: OpenVisit | null): Promise<SurveyDefinition | null> {
    if (!visit || visit.surveyId === null || visit.surveyVersion === null) return null;
    return (await this.surveys.get(visit.surveyId, visit.surveyVersion)).definition;
  }
}
