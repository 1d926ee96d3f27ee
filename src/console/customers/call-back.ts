import { askedInstants } from '../../calendar/asked-instant.js';
import type { RecordResult } from '../../desk/visit-record.service.js';
import type { Fault } from '../../kernel/faults.js';
import type { Locale } from '../../kernel/words.js';
import { pageQuestions } from '../../responses/survey-page.js';
import type { PageQuestion } from '../../responses/survey-page.js';
import { visibleQuestions } from '../../surveys/next-question.js';
import type { SurveyDefinition } from '../../surveys/survey-definition.js';
import { validateAnswers } from '../../surveys/validate-answers.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';

type Typed = Readonly<Record<string, unknown>>;

/** How a call of the customer's own ends; `answered` becomes completed or partial by what was answered. */
export const CALL_BACK_OUTCOMES = [
  ...['answered', 'inconvenient', 'refused', 'opted_out', 'difficult', 'language_barrier', 'wrong_party'],
] as const;
const OUTCOME_KEYS: Readonly<Record<string, string>> = { answered: 'console.customers.outcome.answered' };
const TEXTS = ['note', 'identitySkipReason', 'dissatisfiedReason', 'complaint', 'newNeed', 'refusalReason'] as const;
const FIELDS = ['visit', 'outcome', 'identity', 'appointmentAt', 'optOut', 'answers', ...TEXTS];
const ANSWER = 'answer.';
const NO_FACTS: ReadonlySet<never> = new Set();

/** The outcomes as choices. */
export const OUTCOME_CHOICES = CALL_BACK_OUTCOMES.map((value) => ({
  value,
  labelKey: OUTCOME_KEYS[value] ?? `disposition.${value}`,
}));

/** The record of a contact that the customer began, as the desk takes it; times are those of `zone`. */
export function readCallBack(body: Typed, survey: SurveyDefinition | null, zone: string): Record<string, unknown> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  const answers = answersOf(body);
  const outcome = text('outcome');
  const isAnswered = outcome === 'answered';
  const disposition = isAnswered ? answeredHow(survey, answers) : outcome;
  const identity = text('identity');
  return {
    channel: 'inbound',
    disposition,
    ...(identity === '' ? {} : { identityVerified: identity === 'yes' }),
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    ...(outcome === 'inconvenient' ? { appointmentAt: instantOf(text('appointmentAt'), zone), appointmentReason: 'customer_requested' } : {}), // prettier-ignore
    ...(outcome === 'opted_out' ? { optOut: text('optOut') } : {}),
    ...(isAnswered && survey !== null && Object.keys(answers).length > 0 ? { answers } : {}),
    ...(text('newNeed') === '' ? {} : { newNeedOutcome: 'open' }),
  };
}

/** What a draft still misses, as faults beside the fields of the form. */
export function missingFaults({ state, missing }: RecordResult): readonly Fault[] {
  if (state === 'complete') return [];
  return missing.map((name) => ({ field: name, code: 'missing', message: `${name} is needed` }));
}

/** The form again with what was typed; the record's own names of fields become those of the form. */
export function callBackState(typed: Typed, faults: readonly Fault[] = []): FormState {
  const renamed = faults.map((fault) => {
    const field = FORM_NAMES[fault.field] ?? fault.field.replace(/^answers\..*$/, 'answers');
    return { ...fault, field, code: fault.code.startsWith('invalid') ? 'missing' : fault.code };
  });
  // Many answers may be missing; their questions are marked, and the word stands once.
  const told = new Map(renamed.map((fault) => [`${fault.field} ${fault.code}`, fault]));
  return formState(FIELDS, typed, [...told.values()]);
}

/** The questions of a survey with what was typed, and which of them are still wanted. */
export function callBackQuestions(
  survey: SurveyDefinition | null,
  typed: Typed,
  faults: readonly Fault[],
  speaker: { readonly locale: Locale; readonly agentNo: string | null },
): readonly (PageQuestion & { readonly field: string; readonly isWanted: boolean })[] {
  if (survey === null) return [];
  const { answers } = validateAnswers(survey, answersOf(typed), NO_FACTS);
  return pageQuestions(survey, { ...speaker, answers, preselected: null, facts: NO_FACTS }).map((question) => ({
    ...question,
    field: `${ANSWER}${question.id}`,
    isWanted: faults.some(({ field }) => field === `answers.${question.id}`),
  }));
}

const FORM_NAMES: Readonly<Record<string, string>> = { disposition: 'outcome', identityVerified: 'identity' };

function answersOf(body: Typed): Record<string, unknown> {
  const given = Object.entries(body).filter(([name, value]) => name.startsWith(ANSWER) && value !== '');
  return Object.fromEntries(given.map(([name, value]) => [name.slice(ANSWER.length), value]));
}

function answeredHow(survey: SurveyDefinition | null, raw: Record<string, unknown>): 'completed' | 'partial' {
  if (survey === null) return 'completed';
  const { answers } = validateAnswers(survey, raw, NO_FACTS);
  const open = visibleQuestions(survey, answers, NO_FACTS).filter(({ id }) => answers[id] === undefined);
  return open.length === 0 ? 'completed' : 'partial';
}

/** What a date field of the browser says, in the organisation's zone; what cannot be read stays as it is, to be refused. */
function instantOf(text: string, zone: string): string {
  return askedInstants(text, zone)?.[0]?.toISOString() ?? text;
}
