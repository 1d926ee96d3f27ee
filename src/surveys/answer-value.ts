/** What a question was answered with: a number on a scale, codes, words, yes or no, or one of the two marks below. */
export type AnswerValue = number | boolean | string | readonly string[];

/** Answers by question id; a question that was skipped is not there. */
export type Answers = Readonly<Record<string, AnswerValue>>;

/** The question does not apply to this customer; never counted as a score. */
export const NOT_APPLICABLE = '#not-applicable';
/** Asked, and the customer did not want to say (E4); never counted as a score. */
export const DECLINED = '#declined';

/** Whether two sets of answers say the same. */
export function sameAnswers(left: Answers, right: Answers): boolean {
  const ids = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...ids].every((id) => JSON.stringify(left[id]) === JSON.stringify(right[id]));
}
