import { z } from 'zod';
import { InputError, type Fault } from '../kernel/faults.js';
import type { Locale } from '../kernel/words.js';

const localizedText = z.strictObject({
  en: z.string().trim().min(1).max(500),
  'zh-CN': z.string().trim().min(1).max(500),
});
const identifier = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens');

const answerCondition = z
  .strictObject({
    question: identifier,
    atMost: z.number().int().optional(),
    atLeast: z.number().int().optional(),
    equals: z.union([z.string(), z.boolean()]).optional(),
  })
  .refine((rule) => rule.atMost !== undefined || rule.atLeast !== undefined || rule.equals !== undefined, {
    message: 'needs atMost, atLeast or equals',
  });
const factCondition = z.strictObject({ fact: z.enum(['renewal-offer', 'first-visit']) });
const condition = z.strictObject({ any: z.array(z.union([answerCondition, factCondition])).min(1) });

const shared = {
  id: identifier,
  text: localizedText,
  /** Used instead of `text` where the agent's number is known; names it as {{agent_no}}. */
  textWithAgent: localizedText.optional(),
  help: localizedText.optional(),
  required: z.boolean().default(false),
  showIf: condition.optional(),
};

const option = z.strictObject({ code: identifier, text: localizedText });
const scale5 = z.array(localizedText).length(5);

const question = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('rating'),
    /** What 1, 2, 3, 4 and 5 are called, in this order; 5 is always the best. */
    labels: scale5,
    notApplicable: z.boolean().default(false),
    score: z.enum(['product', 'service']).optional(),
    lead: z.boolean().default(false),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('multi'),
    options: z.array(option).min(2).max(20),
    score: z.literal('reasons').optional(),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('nps'),
    lowLabel: localizedText,
    highLabel: localizedText,
    score: z.literal('nps').default('nps'),
    lead: z.boolean().default(false),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('ces'),
    lowLabel: localizedText,
    highLabel: localizedText,
    score: z.literal('ces').default('ces'),
    lead: z.boolean().default(false),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('text'),
    maxLength: z.number().int().min(1).max(4000).default(1000),
    score: z.literal('comment').optional(),
  }),
  z.strictObject({ ...shared, kind: z.literal('yesno'), score: z.literal('interest').optional() }),
]);

/** The definition's shape. */
export const definition = z.strictObject({
  title: localizedText,
  intro: localizedText.optional(),
  thanks: localizedText.optional(),
  /** Thanks for whoever was not satisfied; promises attention, never the undoing of a verdict. */
  thanksDissatisfied: localizedText.optional(),
  questions: z.array(question).min(1).max(30),
});

/** A text in both languages of the product. */
export type LocalizedText = Readonly<Record<Locale, string>>;
export type SurveyDefinition = z.infer<typeof definition>;
export type Question = SurveyDefinition['questions'][number];
export type QuestionKind = Question['kind'];
export type RatingQuestion = Extract<Question, { kind: 'rating' }>;
export type ScaleQuestion = Extract<Question, { kind: 'rating' | 'nps' | 'ces' }>;
/** What a survey knows of the customer besides the answers. */
export type SurveyFact = z.infer<typeof factCondition>['fact'];
export type Condition = z.infer<typeof condition>;

/** Reads a definition made by a person; throws `InputError` with every fault. */
export function parseSurveyDefinition(document: unknown): SurveyDefinition {
  const parsed = definition.safeParse(document);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), code: issue.code, message: issue.message })),
    );
  }
  const faults = crossFaults(parsed.data);
  if (faults.length > 0) throw new InputError(faults);
  return parsed.data;
}

/** The lowest and the highest number that answers a question with a scale. */
export function scaleOf(kind: ScaleQuestion['kind']): { min: number; max: number } {
  if (kind === 'nps') return { min: 0, max: 10 };
  return { min: 1, max: kind === 'ces' ? 7 : 5 };
}

/** Whether a question is answered with a number on a scale. */
export function isScale(question: Question): question is ScaleQuestion {
  return question.kind === 'rating' || question.kind === 'nps' || question.kind === 'ces';
}

/** A question's words; the one that names the agent only where the agent's number is known. */
export function questionText(question: Question, locale: Locale, agentNo: string | null): string {
  if (question.textWithAgent === undefined || agentNo === null || agentNo === '') return question.text[locale];
  return question.textWithAgent[locale].replace(/\{\{\s*agent_no\s*\}\}/g, () => agentNo);
}

function crossFaults(survey: SurveyDefinition): Fault[] {
  const seen = new Map<string, Question>();
  const scores = new Set<string>();
  const faults: Fault[] = [];
  survey.questions.forEach((question, position) => {
    const field = `questions.${position}`;
    if (seen.has(question.id)) faults.push(fault(`${field}.id`, 'duplicate-id', `"${question.id}" is used twice`));
    if (question.score !== undefined && scores.has(question.score)) {
      faults.push(fault(`${field}.score`, 'duplicate-score', `two questions give the score "${question.score}"`));
    }
    faults.push(...conditionFaults(question, field, seen));
    seen.set(question.id, question);
    if (question.score !== undefined) scores.add(question.score);
  });
  return [...faults, ...contentFaults(survey)];
}

/** D2: every survey has at least one rating and one open question; at most one question leads. */
function contentFaults(survey: SurveyDefinition): Fault[] {
  const faults: Fault[] = [];
  if (!survey.questions.some(isScale)) faults.push(fault('questions', 'no-rating', 'needs at least one rating'));
  if (!survey.questions.some((question) => question.kind === 'text')) {
    faults.push(fault('questions', 'no-open-question', 'needs at least one open question'));
  }
  if (survey.questions.filter((question) => isScale(question) && question.lead).length > 1) {
    faults.push(fault('questions', 'two-leads', 'only one question can be asked by SMS'));
  }
  return faults;
}

function conditionFaults(question: Question, field: string, earlier: ReadonlyMap<string, Question>): Fault[] {
  return (question.showIf?.any ?? []).flatMap((rule, position) => {
    if ('fact' in rule || earlier.has(rule.question)) return [];
    const message = `"${rule.question}" is not a question before this one`;
    return [fault(`${field}.showIf.any.${position}.question`, 'unknown-question', message)];
  });
}

function fault(field: string, code: string, message: string): Fault {
  return { field, code, message };
}
