import { Injectable } from '@nestjs/common';
import type { Agent } from '../archive/agent.js';
import type { CustomerDetail } from '../archive/customer.js';
import { SettingsService } from '../config/settings.service.js';
import type { Reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { type Composition, isComposed } from '../messages/compose-message.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { splitScript } from '../messages/script-sections.js';
import { isChinese } from '../messages/template-variables.js';
import type { SurveyFact } from '../surveys/survey-definition.js';
import { type SurveyVersion, SurveyService } from '../surveys/survey.service.js';
import type { Today } from './desk-context.service.js';
import { askedQuestions, type DeskCall } from './desk-call.js';
import type { CallFacts } from './desk.read-model.js';
import { offersRenewal } from './renewal-offer.js';
import { scriptSteps } from './script-walk.js';

/** For whom, by whom and when a script is read. */
export interface ScriptContext {
  readonly customer: CustomerDetail;
  readonly agent: Agent;
  readonly today: Today;
  readonly hasOpenIssue: boolean;
}

export type CallScript = Pick<DeskCall, 'script' | 'scriptProblem' | 'locale' | 'survey'>;

/** The script and the questions of a call, in the customer's language. */
@Injectable()
export class CallScriptService {
  constructor(
    private readonly composer: MessageComposer,
    private readonly surveys: SurveyService,
    private readonly settings: SettingsService,
  ) {}

  async script(call: CallFacts, context: ScriptContext): Promise<CallScript> {
    const survey = await this.surveyOf(call);
    const composed = await this.compose(call, context, survey);
    const { locale: fallback } = await this.settings.organisation();
    const locale: Locale = isComposed(composed) ? localeOf(composed.templateVersion.language) : fallback;
    const facts = new Set<SurveyFact>(offersRenewal(context.customer, context.today.date) ? ['renewal-offer'] : []);
    const questions = survey ? askedQuestions(survey.definition, facts, locale, context.agent.agentNo) : [];
    return {
      ...stepsOf(composed, { hasOpenIssue: context.hasOpenIssue, withoutSurvey: survey === null }),
      locale,
      survey: survey === null ? null : { id: survey.surveyId, version: survey.version, questions },
    };
  }

  private async surveyOf({ surveyId, surveyVersion }: CallFacts): Promise<SurveyVersion | null> {
    return surveyId === null || surveyVersion === null ? null : this.surveys.get(surveyId, surveyVersion);
  }

  private async compose(
    call: CallFacts,
    { customer, agent }: ScriptContext,
    survey: SurveyVersion | null,
  ): Promise<Composition> {
    return this.composer.compose({
      channel: 'call',
      templateId: call.scriptId,
      visitId: call.visitId,
      attemptKey: call.attemptKey,
      to: call.address ?? '',
      country: customer.country,
      provider: 'call',
      customer,
      campaign: { kind: call.kind, purpose: call.purpose },
      agent: { agentNo: agent.agentNo, name: agent.name },
      organisation: await this.settings.organisation(),
      survey: survey?.definition ?? null,
    });
  }
}

function stepsOf(
  composed: Composition,
  facts: { hasOpenIssue: boolean; withoutSurvey: boolean },
): { script: CallScript['script']; scriptProblem: Reason | null } {
  if (!isComposed(composed)) return { script: [], scriptProblem: composed.reason };
  return { script: scriptSteps(splitScript(composed.text), facts), scriptProblem: null };
}

function localeOf(language: string): Locale {
  return isChinese(language) ? 'zh-CN' : 'en';
}
