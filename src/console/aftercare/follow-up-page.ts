import { followUpDueAt } from '../../aftercare/follow-up-due.js';
import type { FollowUp } from '../../aftercare/follow-up.repository.js';
import type { Locale } from '../../kernel/words.js';
import { DECLINED, NOT_APPLICABLE } from '../../surveys/answer-value.js';
import { isScale, questionText, scaleOf } from '../../surveys/survey-definition.js';
import type { LocalizedText, Question, SurveyDefinition } from '../../surveys/survey-definition.js';
import { clockChip } from '../campaign-card.js';
import type { ClockChip } from '../campaign-card.js';
import { newestFirst } from '../timeline.js';
import type { TimelineItem } from '../timeline.js';
import type { FollowUpAnswer, FollowUpEvent, FollowUpVisit } from './follow-up-facts.read-model.js';

/** A question with what the customer said; `key` instead of `text` where the answer is a word of ours. */
export interface AnswerLine {
  readonly question: string;
  readonly text: string;
  readonly key: string | null;
  readonly isLow: boolean;
}

export interface FollowUpPage {
  readonly followUp: FollowUp;
  readonly isOpen: boolean;
  readonly stateKey: string;
  readonly due: ClockChip | null;
  readonly visit: FollowUpVisit;
  readonly visitStateKey: string;
  readonly answers: readonly AnswerLine[];
  readonly timeline: readonly TimelineItem[];
  readonly mayClose: boolean;
}

/** What one follow-up is shown from. */
export interface FollowUpSource {
  readonly followUp: FollowUp;
  readonly visit: FollowUpVisit;
  readonly answer: FollowUpAnswer | null;
  readonly survey: SurveyDefinition | null;
  readonly events: readonly FollowUpEvent[];
  readonly mayClose: boolean;
  readonly locale: Locale;
  readonly now: Date;
}

/** Who is unhappy, why, and what has been done? */
export function buildFollowUpPage(source: FollowUpSource): FollowUpPage {
  const { followUp, visit, answer, survey, locale, now } = source;
  const isOpen = followUp.state === 'open';
  return {
    followUp,
    isOpen,
    stateKey: `follow-up.${followUp.state}`,
    due: isOpen ? clockChip(followUpDueAt(followUp.openedAt), now) : null,
    visit,
    visitStateKey: `console.visit-state.${visit.visitState}`,
    answers: answer && survey ? listAnswers(survey, answer, locale, followUp.agentNo) : [],
    timeline: buildTimeline(source),
    mayClose: source.mayClose && isOpen,
  };
}

/** The questions that were answered, in the order of the survey. */
export function listAnswers(
  survey: SurveyDefinition,
  { answers }: Pick<FollowUpAnswer, 'answers'>,
  locale: Locale,
  agentNo: string | null,
): AnswerLine[] {
  return survey.questions.flatMap((question) => {
    const value: unknown = answers[question.id];
    if (value === undefined || value === null) return [];
    return [{ question: questionText(question, locale, agentNo), ...spellAnswer(question, value, locale) }];
  });
}

function spellAnswer(question: Question, value: unknown, locale: Locale): Omit<AnswerLine, 'question'> {
  const plain = (text: string, isLow = false) => ({ text, key: null, isLow });
  if (value === NOT_APPLICABLE) return { ...plain(''), key: 'console.follow-ups.answer.not-applicable' };
  if (value === DECLINED) return { ...plain(''), key: 'console.follow-ups.answer.declined' };
  if (typeof value === 'boolean') return { ...plain(''), key: `console.follow-ups.answer.${value ? 'yes' : 'no'}` };
  if (question.kind === 'multi' && Array.isArray(value)) {
    const textOf = (code: unknown) => optionText(question.options, String(code), locale);
    return plain(value.map(textOf).join(locale === 'en' ? ', ' : '、'));
  }
  if (isScale(question) && typeof value === 'number') {
    const label = question.kind === 'rating' ? question.labels[value - 1]?.[locale] : undefined;
    const { min, max } = scaleOf(question.kind);
    return plain(label ? `${value} · ${label}` : `${value} / ${max}`, value < min + (max - min) * 0.4);
  }
  return plain(typeof value === 'string' ? value : JSON.stringify(value));
}

function optionText(options: readonly { code: string; text: LocalizedText }[], code: string, locale: Locale): string {
  return options.find((option) => option.code === code)?.text[locale] ?? code;
}

function buildTimeline({ followUp, answer, events }: FollowUpSource): readonly TimelineItem[] {
  const items: TimelineItem[] = events.map((event) => ({
    at: event.at,
    icon: iconOf(event.channel),
    tone: 'plain',
    titleKey: `console.follow-ups.event.${event.kind}`,
    actor: event.actor ?? undefined,
    text: event.text ?? undefined,
    reasons: event.reason ? [event.reason] : undefined,
  }));
  if (answer) {
    items.push({ at: answer.answeredAt, icon: 'done', tone: 'good', titleKey: 'console.follow-ups.event.answered' });
  }
  const { openedAt, closedAt, closedBy, closingNote, withdrawn, reason } = followUp;
  items.push({
    at: openedAt,
    icon: 'warning',
    tone: 'wrong',
    titleKey: 'console.follow-ups.event.opened',
    reasons: [reason],
  });
  if (closedAt) {
    const said = { text: closingNote ?? undefined, actor: closedBy?.replace(/^user:/, '') };
    items.push(
      withdrawn
        ? {
            ...{ at: closedAt, icon: 'done', tone: 'plain', titleKey: 'console.follow-ups.event.withdrawn' },
            ...{ ...said, reasons: [withdrawn] },
          }
        : { at: closedAt, icon: 'done', tone: 'good', titleKey: 'console.follow-ups.event.closed', ...said },
    );
  }
  return newestFirst(items);
}

function iconOf(channel: string): string {
  if (channel === 'email') return 'email';
  return channel === 'sms' ? 'message' : 'phone';
}
