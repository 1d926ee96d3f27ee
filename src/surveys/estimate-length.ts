import { reason, type Reason } from '../kernel/reason.js';
import type { QuestionKind, SurveyDefinition } from './survey-definition.js';

/** A call should take three minutes (T5). */
export const TARGET_CALL_SECONDS = 180;
/** More questions than this are too many for a visit (T5). */
export const MAX_QUESTIONS = 5;

/** Mean seconds to ask a question on the phone and hear its answer. */
const ANSWER_SECONDS: Readonly<Record<QuestionKind, number>> = {
  rating: 20,
  multi: 30,
  nps: 20,
  ces: 20,
  text: 40,
  yesno: 10,
};
/** Greeting, identity, announcement and farewell. */
const FRAME_SECONDS = 45;

/** How long a call with a survey takes. */
export interface LengthEstimate {
  /** Questions that everyone is asked. */
  readonly questions: number;
  /** Seconds with the questions that everyone is asked. */
  readonly seconds: number;
  /** Seconds when every branch is asked. */
  readonly longestSeconds: number;
  readonly warnings: readonly Reason[];
}

/** Estimates the call and warns where it is too long (T5). */
export function estimateLength(survey: SurveyDefinition): LengthEstimate {
  const always = survey.questions.filter((question) => question.showIf === undefined);
  const total = (questions: SurveyDefinition['questions']) =>
    questions.reduce((sum, question) => sum + ANSWER_SECONDS[question.kind], FRAME_SECONDS);
  const seconds = total(always);
  const warnings: Reason[] = [];
  if (always.length > MAX_QUESTIONS) {
    warnings.push(reason('survey-too-many-questions', { questions: always.length, limit: MAX_QUESTIONS }));
  }
  if (seconds > TARGET_CALL_SECONDS) {
    warnings.push(reason('survey-too-long', { seconds, limit: TARGET_CALL_SECONDS }));
  }
  return { questions: always.length, seconds, longestSeconds: total(survey.questions), warnings };
}
