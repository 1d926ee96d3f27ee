import type { CallInHand } from '../../desk/call-in-hand.service.js';
import type { AskedQuestion } from '../../desk/desk-call.js';
import { DECLINED, NOT_APPLICABLE } from '../../surveys/answer-value.js';
import { nodeOf } from './call-steps.js';

/** One value that a key gives as the answer. */
export interface AnswerButton {
  readonly step: string;
  readonly text: string;
  /** Words instead of `text`. */
  readonly labelKey: string | null;
  readonly key: string;
  readonly chosen: boolean;
}

/** The question that is asked now, with its buttons or its field. */
export interface QuestionModel {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly help: string | null;
  readonly number: number;
  readonly of: number;
  readonly kind: AskedQuestion['kind'];
  readonly buttons: readonly AnswerButton[];
  readonly ends: { readonly low: string; readonly high: string } | null;
  readonly options: readonly { value: string; text: string; key: string; checked: boolean }[];
  readonly typed: string;
  readonly declineStep: string;
}

/** An answer that was given, with the way back to its question. */
export interface AnsweredModel {
  readonly id: string;
  readonly text: string;
  readonly answer: string;
  readonly labelKey: string | null;
  readonly href: string;
}

type Asking = Pick<CallInHand, 'call' | 'path' | 'answers' | 'questionIds'>;

/** The questions that are open to this customer, in order. */
function asked({ call, questionIds }: Asking): AskedQuestion[] {
  return (call.survey?.questions ?? []).filter(({ id }) => questionIds.includes(id));
}

/** The question to ask: the one that was asked for, else the first without an answer; null when all have one. */
export function currentQuestion(hand: Asking, wanted: string | null): QuestionModel | null {
  if (nodeOf(hand) !== 'survey') return null;
  const questions = asked(hand);
  const question = questions.find(({ id }) => id === wanted) ?? questions.find(({ id }) => !(id in hand.answers));
  if (question === undefined) return null;
  const { id, text, help, kind, scale } = question;
  const value = hand.answers[id];
  return {
    id,
    name: `answers.${id}`,
    text,
    help,
    number: questions.indexOf(question) + 1,
    of: questions.length,
    kind,
    buttons: buttonsOf(question, value),
    ends: kind === 'nps' || kind === 'ces' ? { low: scale?.labels[0] ?? '', high: scale?.labels[1] ?? '' } : null,
    options: question.options.map((option, index) => ({
      value: option.code,
      text: option.text,
      key: index < 9 ? String(index + 1) : '',
      checked: Array.isArray(value) && value.includes(option.code),
    })),
    typed: typeof value === 'string' && value !== DECLINED ? value : '',
    declineStep: `decline:${id}`,
  };
}

/** A digit gives the answer; ten stands on the key beside the nought. */
function buttonsOf(question: AskedQuestion, value: unknown): AnswerButton[] {
  const { id, kind, scale } = question;
  const step = (answer: string) => `answer:${id}:${answer}`;
  if (kind === 'yesno') {
    return [
      { step: step('yes'), text: '', labelKey: 'console.desk.yes', key: '1', chosen: value === true },
      { step: step('no'), text: '', labelKey: 'console.desk.no', key: '2', chosen: value === false },
    ];
  }
  if (scale === null) return [];
  const numbers = Array.from({ length: scale.max - scale.min + 1 }, (_, index) => scale.min + index);
  const buttons = numbers.map((number) => ({
    step: step(String(number)),
    text: kind === 'rating' ? `${number} ${scale.labels[number - scale.min] ?? ''}` : String(number),
    labelKey: null,
    key: number === 10 ? '-' : String(number),
    chosen: value === number,
  }));
  const none = { step: step(NOT_APPLICABLE), text: '', labelKey: 'console.desk.not-applicable', key: '0' };
  return question.notApplicable ? [...buttons, { ...none, chosen: value === NOT_APPLICABLE }] : buttons;
}

/** What the customer has said so far, for reading it back. */
export function answered(hand: Asking, base: string): AnsweredModel[] {
  return asked(hand).flatMap((question) => {
    const value = hand.answers[question.id];
    if (value === undefined) return [];
    const href = `${base}?question=${question.id}#call-node`;
    return [{ id: question.id, text: question.text, href, ...spellAnswer(question, value) }];
  });
}

function spellAnswer(question: AskedQuestion, value: unknown): { answer: string; labelKey: string | null } {
  if (value === DECLINED) return { answer: '', labelKey: 'console.desk.declined' };
  if (value === NOT_APPLICABLE) return { answer: '', labelKey: 'console.desk.not-applicable' };
  if (typeof value === 'boolean') return { answer: '', labelKey: value ? 'console.desk.yes' : 'console.desk.no' };
  if (typeof value === 'number') {
    const label = question.kind === 'rating' ? question.scale?.labels[value - question.scale.min] : undefined;
    return { answer: label === undefined ? String(value) : `${value} ${label}`, labelKey: null };
  }
  if (Array.isArray(value)) {
    const texts = question.options.filter(({ code }) => value.includes(code)).map(({ text }) => text);
    return { answer: texts.join(' · '), labelKey: null };
  }
  return { answer: typeof value === 'string' ? value : '', labelKey: null };
}
