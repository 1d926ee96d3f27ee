import type { Answers } from './answer-value.js';
import type { Condition, Question, SurveyDefinition, SurveyFact } from './survey-definition.js';

type Rule = Condition['any'][number];

/** The questions to show, in order, given the answers so far; an answer to a hidden question opens nothing. */
export function visibleQuestions(
  survey: SurveyDefinition,
  answers: Answers,
  facts: ReadonlySet<SurveyFact> = new Set(),
): Question[] {
  const visible: Question[] = [];
  const shown = new Set<string>();
  for (const question of survey.questions) {
    const holds = question.showIf?.any.some((rule) => ruleHolds(rule, answers, shown, facts)) ?? true;
    if (!holds) continue;
    visible.push(question);
    shown.add(question.id);
  }
  return visible;
}

/** Whether a question could ever be shown to this customer, whatever is answered. */
export function mayBeShown(question: Question, facts: ReadonlySet<SurveyFact>): boolean {
  return question.showIf?.any.some((rule) => !('fact' in rule) || facts.has(rule.fact)) ?? true;
}

function ruleHolds(rule: Rule, answers: Answers, shown: ReadonlySet<string>, facts: ReadonlySet<SurveyFact>): boolean {
  if ('fact' in rule) return facts.has(rule.fact);
  const answer = shown.has(rule.question) ? answers[rule.question] : undefined;
  if (answer === undefined) return false;
  if (rule.equals !== undefined) return Array.isArray(answer) ? answer.includes(rule.equals) : answer === rule.equals;
  if (typeof answer !== 'number') return false;
  return answer <= (rule.atMost ?? Infinity) && answer >= (rule.atLeast ?? -Infinity);
}
