import type { Fault } from '../../kernel/faults.js';
import type { PageOption, PageQuestion } from '../../responses/survey-page.js';
import { NOT_APPLICABLE } from '../../surveys/answer-value.js';
import type { Condition, SurveyDefinition } from '../../surveys/survey-definition.js';

/** An option with what the form needs: its own id, and the figure on its button (empty where there is only a word). */
export interface FormOption extends PageOption {
  readonly id: string;
  readonly figure: string;
}

/** A question with what the form needs. */
export interface FormQuestion extends Omit<PageQuestion, 'options'> {
  readonly inputType: 'radio' | 'checkbox';
  readonly options: readonly FormOption[];
  readonly faultCode: string | null;
}

const FIGURES = ['rating', 'nps', 'ces'];

/**
 * Questions as fields of a form. `typed` is what a form that was refused had in it: it is shown again instead of what is
 * stored, with each fault beside its question.
 */
export function buildFormQuestions(
  questions: readonly PageQuestion[],
  faults: readonly Fault[] = [],
  typed: Readonly<Record<string, unknown>> | null = null,
): FormQuestion[] {
  return questions.map((question) => ({
    ...question,
    inputType: question.kind === 'multi' ? 'checkbox' : 'radio',
    value: typed === null ? question.value : textOf(typed[question.id]),
    options: question.options.map((option, position) => toFormOption(question, option, position, typed)),
    faultCode: faults.find((fault) => fault.field === question.id)?.code ?? null,
  }));
}

function toFormOption(
  question: PageQuestion,
  option: PageOption,
  position: number,
  typed: Readonly<Record<string, unknown>> | null,
): FormOption {
  const hasFigure = FIGURES.includes(question.kind) && option.value !== NOT_APPLICABLE;
  return {
    value: option.value,
    // A scale's figure needs no word beside it that repeats it.
    label: option.label === option.value ? '' : option.label,
    chosen: typed === null ? option.chosen : [typed[question.id]].flat().includes(option.value),
    id: `${question.id}-${position}`,
    figure: hasFigure ? option.value : '',
  };
}

/**
 * Style that folds a question away until its condition is chosen, so that branching works without any script; a browser that
 * does not know `:has` shows all. Ids and codes are kebab-case by the survey's own rules, so they can stand in a selector.
 */
export function branchingStyle(definition: SurveyDefinition): string {
  return definition.questions
    .filter((question) => question.showIf?.any.every((rule) => !('fact' in rule)) ?? false)
    .map((question) => {
      const chosen = (question.showIf?.any ?? []).flatMap((rule) => listChosen(rule)).join(',');
      return `@supports selector(:has(*)){form:not(:has(${chosen})) #q-${question.id}{display:none}}`;
    })
    .join('');
}

function listChosen(rule: Condition['any'][number]): string[] {
  if ('fact' in rule) return [];
  const input = (value: string) => `[name="${rule.question}"][value="${value}"]:checked`;
  if (rule.equals !== undefined) {
    return [input(typeof rule.equals === 'boolean' ? (rule.equals ? 'yes' : 'no') : rule.equals)];
  }
  const values: string[] = [];
  const last = Math.min(10, rule.atMost ?? 10);
  for (let value = Math.max(0, rule.atLeast ?? 0); value <= last; value += 1) values.push(input(String(value)));
  return values;
}

/** The score that a link in an e-mail brings along (`?r=4`); null when there is none. It only fills the form. */
export function preselectedScore(raw: unknown): number | null {
  return typeof raw === 'string' && /^\d{1,2}$/.test(raw) ? Number(raw) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
