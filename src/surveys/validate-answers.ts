import type { Fault } from '../kernel/faults.js';
import { DECLINED, NOT_APPLICABLE, type Answers, type AnswerValue } from './answer-value.js';
import { visibleQuestions } from './next-question.js';
import {
  isScale,
  scaleOf,
  type Question,
  type ScaleQuestion,
  type SurveyDefinition,
  type SurveyFact,
} from './survey-definition.js';

/** Answers that can be kept, everything that cannot, and what is still missing. */
export interface CheckedAnswers {
  readonly answers: Answers;
  readonly faults: readonly Fault[];
  /** Required questions that are visible and have no answer. */
  readonly missing: readonly string[];
  readonly complete: boolean;
}

type Read = { readonly value: AnswerValue } | { readonly fault: Fault } | null;

/**
 * Checks answers as they come from a form, an SMS or the desk. Text in the place of a number is read as that number;
 * blanks are skipped questions; answers to questions that these answers hide are dropped (a page without scripts shows all).
 */
export function validateAnswers(
  survey: SurveyDefinition,
  raw: Readonly<Record<string, unknown>>,
  facts: ReadonlySet<SurveyFact> = new Set(),
): CheckedAnswers {
  const faults: Fault[] = unknownQuestions(survey, raw);
  const read: Record<string, AnswerValue> = {};
  for (const question of survey.questions) {
    const answer = readAnswer(question, Object.hasOwn(raw, question.id) ? raw[question.id] : undefined);
    if (answer === null) continue;
    if ('fault' in answer) faults.push(answer.fault);
    else read[question.id] = answer.value;
  }
  const visible = visibleQuestions(survey, read, facts);
  const answers: Record<string, AnswerValue> = {};
  for (const { id } of visible) {
    const value = read[id];
    if (value !== undefined) answers[id] = value;
  }
  const missing = visible.filter(({ id, required }) => required && answers[id] === undefined).map(({ id }) => id);
  return { answers, faults, missing, complete: missing.length === 0 && faults.length === 0 };
}

function unknownQuestions(survey: SurveyDefinition, raw: Readonly<Record<string, unknown>>): Fault[] {
  const known = new Set(survey.questions.map(({ id }) => id));
  return Object.keys(raw)
    .filter((id) => !known.has(id))
    .map((id) => ({ field: id, code: 'unknown-question', message: 'is not a question of this survey' }));
}

function readAnswer(question: Question, raw: unknown): Read {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'string' && raw.trim() === '') return null;
  if (raw === DECLINED) return { value: DECLINED };
  if (isScale(question)) return readScale(question, raw);
  if (question.kind === 'multi') return readChoices(question, raw);
  if (question.kind === 'yesno') return readYesNo(question, raw);
  return readText(question, raw);
}

function readScale(question: ScaleQuestion, raw: unknown): Read {
  if (raw === NOT_APPLICABLE && question.kind === 'rating' && question.notApplicable) return { value: NOT_APPLICABLE };
  const number = typeof raw === 'string' && /^\d{1,2}$/.test(raw.trim()) ? Number(raw) : raw;
  const { min, max } = scaleOf(question.kind);
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
    return refuse(question, 'out-of-range', `takes a whole number from ${min} to ${max}`);
  }
  return { value: number };
}

function readChoices(question: Extract<Question, { kind: 'multi' }>, raw: unknown): Read {
  const chosen: unknown[] = Array.isArray(raw) ? raw : [raw];
  const codes = question.options.map(({ code }) => code);
  const unknown = chosen.filter((code) => typeof code !== 'string' || (code !== '' && !codes.includes(code)));
  if (unknown.length > 0) return refuse(question, 'unknown-option', `takes any of ${codes.join(', ')}`);
  const value = codes.filter((code) => chosen.includes(code));
  return value.length === 0 ? null : { value };
}

function readYesNo(question: Question, raw: unknown): Read {
  if (raw === true || raw === 'yes' || raw === 'true') return { value: true };
  if (raw === false || raw === 'no' || raw === 'false') return { value: false };
  return refuse(question, 'not-yes-or-no', 'takes yes or no');
}

function readText(question: Extract<Question, { kind: 'text' }>, raw: unknown): Read {
  if (typeof raw !== 'string') return refuse(question, 'not-text', 'takes text');
  const value = raw.replace(/\r\n?/g, '\n').replaceAll('\0', '').trim();
  if (value === '') return null;
  if (Array.from(value).length > question.maxLength) {
    return refuse(question, 'too-long', `takes at most ${question.maxLength} characters`);
  }
  return { value };
}

function refuse(question: Question, code: string, message: string): Read {
  return { fault: { field: question.id, code, message } };
}
