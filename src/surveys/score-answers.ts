import type { Answers } from './answer-value.js';
import type { SurveyDefinition } from './survey-definition.js';

/** The scores of one response; null where the question was skipped, declined or did not apply (never 0). */
export interface Scores {
  /** 1 to 5, 5 is best. */
  readonly productScore: number | null;
  /** 1 to 5, 5 is best. */
  readonly serviceScore: number | null;
  /** 0 to 10. */
  readonly nps: number | null;
  /** 1 to 7, 7 is easiest. */
  readonly ces: number | null;
  readonly reasonCodes: readonly string[];
  readonly comment: string | null;
  /** Whether the customer wants to hear about renewing; null when not asked. */
  readonly interested: boolean | null;
}

/** The phone's three levels of a five-point score (F3). */
export type SatisfactionLevel = 'satisfied' | 'neutral' | 'dissatisfied';

/** Takes the scores out of checked answers. */
export function scoreAnswers(survey: SurveyDefinition, answers: Answers): Scores {
  const find = (score: string) => {
    const question = survey.questions.find((candidate) => candidate.score === score);
    return question === undefined ? undefined : answers[question.id];
  };
  const number = (score: string) => {
    const value = find(score);
    return typeof value === 'number' ? value : null;
  };
  const reasons = find('reasons');
  const comment = find('comment');
  const interested = find('interest');
  return {
    productScore: number('product'),
    serviceScore: number('service'),
    nps: number('nps'),
    ces: number('ces'),
    reasonCodes: Array.isArray(reasons) ? (reasons as string[]) : [],
    comment: typeof comment === 'string' && !comment.startsWith('#') ? comment : null,
    interested: typeof interested === 'boolean' ? interested : null,
  };
}

/** 5 and 4 are satisfied, 3 is neutral, 2 and 1 are dissatisfied, so that 满意率 equals the top-2-box (F3). */
export function satisfactionLevel(score: number): SatisfactionLevel {
  if (score >= 4) return 'satisfied';
  return score === 3 ? 'neutral' : 'dissatisfied';
}

const PRAISE = /非常满意|很满意|very satisfied|excellent|perfect/i;
const BLAME = /非常不满意|很不满意|very dissatisfied|terrible|awful/i;

/**
 * Marks for a person to look at; a marked answer still counts. `possible-reversed-scale`: the words contradict the
 * number, as in a 1 with 非常满意.
 */
export function answerFlags(scores: Scores): string[] {
  const given = [scores.productScore, scores.serviceScore].filter((score) => score !== null);
  if (scores.comment === null || given.length === 0) return [];
  const blames = BLAME.test(scores.comment);
  const praises = !blames && PRAISE.test(scores.comment);
  const reversed = (praises && given.every((score) => score <= 2)) || (blames && given.every((score) => score >= 4));
  return reversed ? ['possible-reversed-scale'] : [];
}
