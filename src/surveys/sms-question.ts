import type { Locale } from '../kernel/words.js';
import {
  isScale,
  scaleOf,
  type RatingQuestion,
  type ScaleQuestion,
  type SurveyDefinition,
} from './survey-definition.js';

/** The one question that an SMS asks, and how an answer in words is read. */
export interface SmsQuestion {
  readonly questionId: string;
  readonly kind: ScaleQuestion['kind'];
  readonly min: number;
  readonly max: number;
  /** Number by label in every language, as `foldReply` writes it. */
  readonly labels: ReadonlyMap<string, number>;
}

const SPOKEN_LABELS: readonly (readonly [string, number])[] = [
  ['很满意', 5],
  ['很不满意', 1],
];

/** The question that leads: asked by SMS, and as the buttons in an e-mail. Null in a survey without a scale. */
export function leadQuestion(survey: SurveyDefinition): ScaleQuestion | null {
  const scales = survey.questions.filter(isScale);
  return (
    scales.find((question) => question.lead) ??
    scales.find((question) => question.score === 'service') ??
    scales.find((question) => question.showIf === undefined) ??
    null
  );
}

/** Every message of a campaign asks the same, so it is worked out once for each definition. */
const smsQuestions = new WeakMap<SurveyDefinition, SmsQuestion | null>();

/** What a reply by SMS is read against; null in a survey without a scale. */
export function smsQuestion(survey: SurveyDefinition): SmsQuestion | null {
  const known = smsQuestions.get(survey);
  if (known !== undefined) return known;
  const question = leadQuestion(survey);
  const made = question === null ? null : toSmsQuestion(question);
  smsQuestions.set(survey, made);
  return made;
}

function toSmsQuestion(question: ScaleQuestion): SmsQuestion {
  return { questionId: question.id, kind: question.kind, ...scaleOf(question.kind), labels: labelsOf(question) };
}

/** The SMS wording of the leading question, with the direction of its scale. */
export function smsQuestionText(question: SmsQuestion, locale: Locale): string {
  const range = `${question.min}-${question.max}`;
  if (locale === 'zh-CN') {
    if (question.kind === 'nps') return `您有多大可能推荐我们?请评分${range},${question.max}为非常可能。`;
    if (question.kind === 'ces') return `解决问题是否容易?请评分${range},${question.max}为非常容易。`;
    return `请为本次服务评分${range},${question.max}为非常满意。`;
  }
  if (question.kind === 'nps') return `How likely are you to recommend us, ${range}? ${question.max} is the best.`;
  if (question.kind === 'ces')
    return `How easy was it to get your problem solved, ${range}? ${question.max} is the best.`;
  return `How satisfied are you with our service, ${range}? ${question.max} is the best.`;
}

function labelsOf(question: ScaleQuestion): Map<string, number> {
  if (question.kind !== 'rating') return new Map();
  const labels = new Map(SPOKEN_LABELS.map(([label, score]) => [foldLabel(label), score]));
  question.labels.forEach((label, index) => {
    for (const words of Object.values(label)) labels.set(foldLabel(words), index + 1);
  });
  return labels;
}

function foldLabel(label: string): string {
  return label.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();
}

/** The question whose scores are the buttons of an e-mail: the leading one if it is a rating, else the first rating. */
export function buttonQuestion(survey: SurveyDefinition): RatingQuestion | null {
  const lead = leadQuestion(survey);
  if (lead?.kind === 'rating') return lead;
  return survey.questions.find((question) => question.kind === 'rating') ?? null;
}
