import type { Fault } from '../kernel/faults.js';
import { DECLINED } from '../surveys/answer-value.js';
import { visibleQuestions } from '../surveys/next-question.js';
import { scoreAnswers } from '../surveys/score-answers.js';
import type { SurveyDefinition, SurveyFact } from '../surveys/survey-definition.js';
import { validateAnswers } from '../surveys/validate-answers.js';
import { findIllegalStep, type WalkFacts } from './script-walk.js';
import {
  type Disposition,
  REACHED_DISPOSITIONS,
  type RecordChannel,
  type VisitRecordForm,
} from './visit-record-form.js';

/** What besides the form decides whether a record is complete. */
export interface RecordContext {
  readonly channel: RecordChannel;
  /** Null: the campaign only notifies. */
  readonly survey: SurveyDefinition | null;
  readonly surveyFacts: ReadonlySet<SurveyFact>;
  readonly hasOpenIssue: boolean;
}

/** T5: a call should take three minutes and never more than five. */
export const TARGET_SECONDS = 180;
export const LIMIT_SECONDS = 300;

/** The answers with a mark for each question that the customer declined. */
export function answersOf(form: VisitRecordForm, survey: SurveyDefinition | null): Record<string, unknown> {
  const declined = (form.declined ?? []).filter((name) => survey?.questions.some(({ id }) => id === name));
  return { ...Object.fromEntries(declined.map((id) => [id, DECLINED])), ...form.answers };
}

/** A person was on the line or met. */
export function isReached(form: VisitRecordForm): boolean {
  if (form.disposition === 'given_up') return form.lineResult === 'answered';
  return (REACHED_DISPOSITIONS as readonly string[]).includes(form.disposition ?? '');
}

/** The names of the mandatory fields that are still empty (G2), in the order of the form; none: the record can be closed. */
export function missingFields(form: VisitRecordForm, context: RecordContext): string[] {
  const { disposition } = form;
  const missing: string[] = [];
  const need = (name: keyof VisitRecordForm) => {
    const isDeclined = form.declined?.includes(name) === true;
    if (form[name] === undefined && !isDeclined) missing.push(name);
  };
  if (context.channel === 'call') need('lineResult');
  need('disposition');
  if (context.channel === 'call' && form.lineResult === 'answered') need('talkSeconds');
  if (disposition === undefined) return missing;
  for (const name of NEEDED[disposition]) need(name);
  if (context.channel === 'onsite' && ANSWERED.includes(disposition)) need('confirmation');
  if (ANSWERED.includes(disposition)) missing.push(...missingIdentity(form, context));
  if (form.path?.includes('complaint') === true) need('complaint');
  if (form.path?.includes('new-need') === true || form.newNeedOutcome !== undefined) need('newNeed');
  return [...missing, ...missingAnswers(form, context)];
}

const ANSWERED: readonly Disposition[] = ['completed', 'partial'];

/** What each disposition must say besides itself. */
const NEEDED: Readonly<Record<Disposition, readonly (keyof VisitRecordForm)[]>> = {
  completed: [],
  partial: [],
  refused: [],
  hung_up: [],
  opted_out: ['optOut'],
  inconvenient: ['appointmentAt'],
  wrong_party: [],
  deceased: [],
  difficult: ['note'],
  language_barrier: ['note'],
  not_reached: [],
  voicemail_left: [],
  given_up: ['note'],
};

/** Who answered must have been asked for, and on the phone whether it was convenient (E1, T6). */
function missingIdentity(form: VisitRecordForm, { channel }: RecordContext): string[] {
  const missing: string[] = [];
  if (form.identityVerified === undefined) missing.push('identityVerified');
  if (form.identityVerified === false && form.identitySkipReason === undefined) missing.push('identitySkipReason');
  if (channel === 'call' && form.convenient === undefined) missing.push('convenient');
  return missing;
}

/** Every visible question is answered or declined; who was not satisfied was asked why (E4). */
function missingAnswers(form: VisitRecordForm, { survey, surveyFacts }: RecordContext): string[] {
  if (survey === null || !ANSWERED.includes(form.disposition as Disposition)) return [];
  const { answers } = validateAnswers(survey, answersOf(form, survey), surveyFacts);
  if (form.disposition === 'partial')
    return Object.values(answers).some((value) => value !== DECLINED) ? [] : ['answers'];
  const open = visibleQuestions(survey, answers, surveyFacts).filter(({ id }) => answers[id] === undefined);
  const missing = open.map(({ id }) => `answers.${id}`);
  const { productScore, serviceScore } = scoreAnswers(survey, answers);
  const dissatisfied = [productScore, serviceScore].some((score) => score !== null && score <= 3);
  const asksWhy = survey.questions.some(({ score }) => score === 'reasons');
  const saysWhy = form.dissatisfiedReason !== undefined || form.declined?.includes('dissatisfiedReason') === true;
  return dissatisfied && !asksWhy && !saysWhy ? [...missing, 'dissatisfiedReason'] : missing;
}

/** What contradicts itself or cannot be answered: no draft is closed with it, whatever is filled in. */
export function contradictions(form: VisitRecordForm, context: RecordContext): Fault[] {
  const faults: Fault[] = [];
  const blame = (field: string, code: string, message: string) => faults.push({ field, code, message });
  const answered = form.lineResult === undefined || form.lineResult === 'answered';
  const isAnswered = form.disposition !== undefined && ANSWERED.includes(form.disposition);
  if (!answered && isReached(form)) blame('disposition', 'contradiction', `nobody answered: ${form.lineResult ?? ''}`);
  if (form.lineResult === 'answered' && form.disposition === 'not_reached') {
    blame('disposition', 'contradiction', 'somebody answered');
  }
  if (isAnswered && form.convenient === false && context.channel === 'call') {
    blame(
      'convenient',
      'contradiction',
      'an inconvenient moment leads to an appointment or a refusal, never to the survey',
    );
  }
  if (context.channel !== 'call' && form.disposition !== undefined && !isReached(form)) {
    blame('disposition', 'contradiction', 'a contact made another way met somebody');
  }
  if (form.startedAt && form.endedAt && form.endedAt < form.startedAt)
    blame('endedAt', 'before-start', 'lies before the start');
  const step = findIllegalStep(form.path ?? [], walkFacts(form, context));
  if (step)
    blame(`path.${step.position}`, 'illegal-step', `"${step.node}" may not follow; open are ${step.legal.join(', ')}`);
  if (context.survey !== null && form.answers !== undefined) {
    faults.push(...validateAnswers(context.survey, form.answers, context.surveyFacts).faults.map(inAnswers));
  }
  return faults;
}

function inAnswers(fault: Fault): Fault {
  return { ...fault, field: `answers.${fault.field}` };
}

/** What the record says of the walk through the script. */
export function walkFacts(form: VisitRecordForm, context: RecordContext): WalkFacts {
  const skipped = form.identitySkipReason !== undefined ? ('skipped' as const) : undefined;
  const verified = form.identityVerified === true ? ('verified' as const) : skipped;
  const identity = form.disposition === 'wrong_party' ? ('wrong-party' as const) : verified;
  const facts = { hasOpenIssue: context.hasOpenIssue, withoutSurvey: context.survey === null };
  return { ...facts, identity, convenient: form.convenient };
}

/** T5: marks for calls that took too long; they are stored and never cut a line. */
export function recordFlags(form: VisitRecordForm): string[] {
  const talked = (form.talkSeconds ?? 0) + (form.holdSeconds ?? 0);
  const flags = [
    ...(talked > TARGET_SECONDS ? ['over-target'] : []),
    ...(talked > LIMIT_SECONDS ? ['over-limit'] : []),
    ...(form.disposition === 'partial' ? ['partial'] : []),
    ...(form.identityVerified === false && form.identitySkipReason !== undefined ? ['identity-skipped'] : []),
    ...(form.special === true ? ['special'] : []),
  ];
  return flags;
}
