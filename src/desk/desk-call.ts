import type { CustomerDetail } from '../archive/customer.js';
import type { LoggedContact } from '../archive/contact-log.repository.js';
import type { Reason } from '../kernel/reason.js';
import type { AttemptState, CampaignKind, Locale, Purpose } from '../kernel/words.js';
import {
  isScale,
  type Question,
  questionText,
  scaleOf,
  type SurveyDefinition,
  type SurveyFact,
} from '../surveys/survey-definition.js';
import { mayBeShown } from '../surveys/next-question.js';
import type { CallMarks } from './call-marks.js';
import type { VisitClocks } from './clocks.js';
import type { ScriptStep } from './script-walk.js';

/** What an agent sees of the customer. The whole number stands here only while the call is open. */
export interface CallCustomer extends Pick<
  CustomerDetail,
  | 'id'
  | 'customerNo'
  | 'name'
  | 'contactName'
  | 'contactRelation'
  | 'company'
  | 'gender'
  | 'province'
  | 'city'
  | 'district'
  | 'language'
  | 'memberLevel'
  | 'cardExpiresOn'
  | 'product'
  | 'lastServiceAt'
  | 'lastServiceItem'
  | 'tags'
  | 'attributes'
> {
  readonly phone: string | null;
  readonly isNumberShown: boolean;
}

/** A question as the agent asks it. */
export interface AskedQuestion {
  readonly id: string;
  readonly kind: Question['kind'];
  readonly text: string;
  readonly help: string | null;
  readonly required: boolean;
  readonly scale: { readonly min: number; readonly max: number; readonly labels: readonly string[] } | null;
  readonly options: readonly { readonly code: string; readonly text: string }[];
  readonly showIf: unknown;
  /** The customer may say that a rating does not apply. */
  readonly notApplicable: boolean;
}

/** How well the customer knows us (E7). */
export type Acquaintance = 'first' | 'repeat' | 'frequent';

/** How a call that the service puts through stands: nothing yet, or the last word of each side. */
export interface BridgeState {
  readonly state: 'none' | 'asked' | 'taken' | 'refused' | 'unknown' | 'ended';
  readonly agent: string | null;
  readonly customer: string | null;
}

/** The next call with everything that the agent needs for it. */
export interface DeskCall {
  readonly attemptId: number;
  readonly visitId: number;
  /** `claimed` is offered, `handed_over` is open. */
  readonly state: AttemptState;
  readonly campaign: {
    readonly id: number;
    readonly name: string;
    readonly kind: CampaignKind;
    readonly purpose: Purpose;
  };
  readonly customer: CallCustomer;
  readonly acquaintance: Acquaintance;
  readonly history: readonly LoggedContact[];
  readonly openIssues: readonly { readonly kind: string; readonly ref: string; readonly openedAt: Date }[];
  readonly script: readonly ScriptStep[];
  /** Why there is no script; such a call cannot be opened (E5). */
  readonly scriptProblem: Reason | null;
  readonly locale: Locale;
  readonly survey: {
    readonly id: string;
    readonly version: number;
    readonly questions: readonly AskedQuestion[];
  } | null;
  readonly clocks: VisitClocks;
  readonly appointmentAt: Date | null;
  readonly openedAt: Date | null;
  readonly zones: readonly string[];
  readonly draft: unknown;
  readonly draftVersion: number | null;
  /** When the agent dialled, somebody answered, and it was hung up. */
  readonly marks: CallMarks;
  /** Click-to-call; null where this agent dials by hand. */
  readonly bridge: BridgeState | null;
}

/** First, repeated or frequent, by the contacts that reached the customer before. */
export function acquaintanceOf(reachedBefore: number): Acquaintance {
  if (reachedBefore === 0) return 'first';
  return reachedBefore < 3 ? 'repeat' : 'frequent';
}

/** The questions that may come up with this customer, in the language of the call. */
export function askedQuestions(
  survey: SurveyDefinition,
  facts: ReadonlySet<SurveyFact>,
  locale: Locale,
  agentNo: string,
): AskedQuestion[] {
  return survey.questions
    .filter((question) => mayBeShown(question, facts))
    .map((question) => ({
      id: question.id,
      kind: question.kind,
      text: questionText(question, locale, agentNo),
      help: question.help?.[locale] ?? null,
      required: question.required,
      scale: isScale(question) ? { ...scaleOf(question.kind), labels: labelsOf(question, locale) } : null,
      options:
        question.kind === 'multi' ? question.options.map(({ code, text }) => ({ code, text: text[locale] })) : [],
      showIf: question.showIf ?? null,
      notApplicable: question.kind === 'rating' && question.notApplicable,
    }));
}

function labelsOf(question: Question, locale: Locale): string[] {
  if (question.kind === 'rating') return question.labels.map((label) => label[locale]);
  if (question.kind === 'nps' || question.kind === 'ces')
    return [question.lowLabel[locale], question.highLabel[locale]];
  return [];
}

/** The part of the archive that the call's screen shows. */
export function callCustomer(customer: CustomerDetail, phone: string | null, isNumberShown: boolean): CallCustomer {
  const { id, customerNo, name, contactName, contactRelation, company, gender, province, city, district } = customer;
  const { language, memberLevel, cardExpiresOn, product, lastServiceAt, lastServiceItem, tags, attributes } = customer;
  const who = { id, customerNo, name, contactName, contactRelation, company, gender };
  const what = { memberLevel, cardExpiresOn, product, lastServiceAt, lastServiceItem, tags, attributes };
  return { ...who, province, city, district, language, ...what, phone, isNumberShown };
}
