import type { Locale } from '../kernel/words.js';
import { NOT_APPLICABLE, type Answers } from '../surveys/answer-value.js';
import { mayBeShown } from '../surveys/next-question.js';
import { satisfactionLevel, scoreAnswers } from '../surveys/score-answers.js';
import { buttonQuestion } from '../surveys/sms-question.js';
import {
  questionText,
  scaleOf,
  type Question,
  type QuestionKind,
  type SurveyDefinition,
  type SurveyFact,
} from '../surveys/survey-definition.js';

/** Something to choose. `value` is what the form sends. */
export interface PageOption {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** A question as the page shows it, ready for a form without scripts. */
export interface PageQuestion {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly text: string;
  readonly help: string | null;
  readonly required: boolean;
  /** Asked only of some; the page shows it to all and says so, for it works without scripts. */
  readonly conditional: boolean;
  /** Single for scales and yes/no, several for `multi`, none for `text`. */
  readonly options: readonly PageOption[];
  readonly lowLabel: string | null;
  readonly highLabel: string | null;
  readonly maxLength: number | null;
  /** What stands in a text field. */
  readonly value: string;
}

/** What the page builder looks at. */
export interface PageFacts {
  readonly locale: Locale;
  readonly agentNo: string | null;
  readonly answers: Answers;
  /** A score that was chosen by a link in an e-mail; shown, and recorded only when the form is sent. */
  readonly preselected: number | null;
  readonly facts: ReadonlySet<SurveyFact>;
}

const YES_NO: Readonly<Record<Locale, readonly [string, string]>> = { en: ['Yes', 'No'], 'zh-CN': ['是', '否'] };
const DOES_NOT_APPLY: Readonly<Record<Locale, string>> = { en: 'Does not apply', 'zh-CN': '不适用' };

/** The questions of the page, with what was answered or chosen already. */
export function pageQuestions(survey: SurveyDefinition, page: PageFacts): PageQuestion[] {
  const answers = withPreselection(survey, page);
  return survey.questions
    .filter((question) => mayBeShown(question, page.facts))
    .map((question) => toPageQuestion(question, page, answers));
}

/** The words after the answer: for the satisfied, or for those who were not. */
export function thanksFor(survey: SurveyDefinition, answers: Answers, locale: Locale): string | null {
  const { productScore, serviceScore } = scoreAnswers(survey, answers);
  const given = [productScore, serviceScore].filter((score) => score !== null);
  const unhappy = given.some((score) => satisfactionLevel(score) !== 'satisfied');
  return (unhappy ? (survey.thanksDissatisfied ?? survey.thanks) : survey.thanks)?.[locale] ?? null;
}

function withPreselection(survey: SurveyDefinition, { answers, preselected }: PageFacts): Answers {
  const question = buttonQuestion(survey);
  if (question === null || preselected === null || !Number.isInteger(preselected)) return answers;
  const { min, max } = scaleOf(question.kind);
  return preselected < min || preselected > max ? answers : { ...answers, [question.id]: preselected };
}

function toPageQuestion(question: Question, page: PageFacts, answers: Answers): PageQuestion {
  const { locale } = page;
  const answer = answers[question.id];
  const hasEnds = question.kind === 'nps' || question.kind === 'ces';
  return {
    id: question.id,
    kind: question.kind,
    text: questionText(question, locale, page.agentNo),
    help: question.help?.[locale] ?? null,
    required: question.required,
    conditional: question.showIf?.any.some((rule) => !('fact' in rule)) ?? false,
    options: optionsOf(question, locale).map(([value, label]) => ({ value, label, chosen: isChosen(answer, value) })),
    lowLabel: hasEnds ? question.lowLabel[locale] : null,
    highLabel: hasEnds ? question.highLabel[locale] : null,
    maxLength: question.kind === 'text' ? question.maxLength : null,
    value: question.kind === 'text' && typeof answer === 'string' ? answer : '',
  };
}

function optionsOf(question: Question, locale: Locale): (readonly [string, string])[] {
  if (question.kind === 'text') return [];
  if (question.kind === 'yesno') return [['yes', YES_NO[locale][0]], ['no', YES_NO[locale][1]]]; // prettier-ignore
  if (question.kind === 'multi') return question.options.map(({ code, text }) => [code, text[locale]]);
  if (question.kind === 'rating') {
    const scores = question.labels.map((label, index) => [String(index + 1), label[locale]] as const).reverse();
    return question.notApplicable ? [...scores, [NOT_APPLICABLE, DOES_NOT_APPLY[locale]]] : scores;
  }
  const { min, max } = scaleOf(question.kind);
  return Array.from({ length: max - min + 1 }, (_, index) => [String(min + index), String(min + index)] as const);
}

function isChosen(answer: Answers[string] | undefined, value: string): boolean {
  if (answer === undefined) return false;
  if (typeof answer === 'boolean') return answer === (value === 'yes');
  return Array.isArray(answer) ? answer.includes(value) : String(answer) === value;
}
