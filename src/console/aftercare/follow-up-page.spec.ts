import type { FollowUp } from '../../aftercare/follow-up.repository.js';
import { reason } from '../../kernel/reason.js';
import { parseSurveyDefinition } from '../../surveys/survey-definition.js';
import { buildFollowUpPage, listAnswers } from './follow-up-page.js';
import type { FollowUpSource } from './follow-up-page.js';

const two = (text: string) => ({ en: text, 'zh-CN': text });
const survey = parseSurveyDefinition({
  title: two('Visit'),
  questions: [
    {
      id: 'service',
      kind: 'rating',
      text: two('Service?'),
      labels: ['bad', 'poor', 'fair', 'good', 'great'].map(two),
      score: 'service',
    },
    { id: 'nps', kind: 'nps', text: two('Recommend?'), lowLabel: two('no'), highLabel: two('yes') },
    {
      id: 'why',
      kind: 'multi',
      text: two('Why?'),
      options: [
        { code: 'price', text: two('Price') },
        { code: 'late', text: two('Late') },
      ],
    },
    { id: 'again', kind: 'yesno', text: two('Again?') },
    { id: 'words', kind: 'text', text: two('Words?'), score: 'comment' },
  ],
});

const followUp: FollowUp = {
  ...{
    id: 5,
    visitId: 7,
    campaignId: 3,
    campaign: 'National Day',
    customerId: 9,
    customerNo: 'C9',
    customerName: '张三',
  },
  ...{ reason: reason('low-score', {}), state: 'open', agentId: 1, agentNo: '010', agentName: '李客服', team: 'north' },
  ...{ openedAt: new Date('2026-11-24T01:00:00Z'), closedAt: null, closedBy: null, closingNote: null, withdrawn: null },
};

function aSource(overrides: Partial<FollowUpSource> = {}): FollowUpSource {
  const visit = {
    ...{ phone: null, memberLevel: null, city: null, language: null, visitState: 'completed' },
    ...{ visitAgentNo: null, visitAgentName: null, dueAt: new Date('2026-11-26T01:00:00Z'), reachedAt: null },
  };
  const now = new Date('2026-11-25T01:00:00Z');
  return { followUp, visit, answer: null, survey: null, events: [], mayClose: true, locale: 'en', now, ...overrides };
}

describe('a follow-up', () => {
  it('has three days, and then its clock is late', () => {
    expect(buildFollowUpPage(aSource()).due).toMatchObject({ at: new Date('2026-11-27T01:00:00Z'), late: false });
    const late = buildFollowUpPage(aSource({ now: new Date('2026-11-27T01:00:01Z') }));
    expect(late.due).toMatchObject({ late: true });
  });

  it('has no clock and no form once it is closed', () => {
    const closedAt = new Date('2026-11-25T00:00:00Z');
    const closed = { ...followUp, state: 'closed' as const, closedAt, closedBy: 'user:boss', closingNote: '已致歉' };
    const page = buildFollowUpPage(aSource({ followUp: closed }));
    expect(page).toMatchObject({ isOpen: false, due: null, mayClose: false });
    expect(page.timeline[0]).toMatchObject({
      titleKey: 'console.follow-ups.event.closed',
      actor: 'boss',
      text: '已致歉',
    });
  });

  it('says why it was taken back, where nobody closed it', () => {
    const withdrawn = { code: 'outcome-undone', params: {} };
    const by = { closedAt: new Date('2026-11-24T01:05:00Z'), closedBy: 'user:agent' };
    const page = buildFollowUpPage(aSource({ followUp: { ...followUp, state: 'closed', ...by, withdrawn } }));
    expect(page.timeline[0]).toMatchObject({
      titleKey: 'console.follow-ups.event.withdrawn',
      ...{ actor: 'agent', reasons: [withdrawn] },
    });
  });

  it('has no form for who may not close it', () => {
    expect(buildFollowUpPage(aSource({ mayClose: false })).mayClose).toBe(false);
  });

  it('tells what happened, the newest first', () => {
    const asked = { kind: 'asked', channel: 'sms', actor: null, text: null, reason: null } as const;
    const answeredAt = new Date('2026-11-24T00:59:00Z');
    const answer = { surveyId: 's', surveyVersion: 1, answers: {}, channel: 'sms', answeredAt };
    const page = buildFollowUpPage(
      aSource({ answer, survey, events: [{ at: new Date('2026-11-23T01:00:00Z'), ...asked }] }),
    );
    expect(page.timeline.map(({ titleKey }) => titleKey.split('.').at(-1))).toEqual(['opened', 'answered', 'asked']);
  });
});

describe('what the customer answered', () => {
  const lines = (answers: Record<string, string | number | boolean | string[]>) =>
    listAnswers(survey, { answers }, 'en', null).map(({ question, text, key, isLow }) => [
      question,
      key ?? text,
      isLow,
    ]);

  it('stands in words, in the order of the survey, low scores marked', () => {
    expect(lines({ words: 'too slow', service: 2, nps: 9, why: ['late', 'price'], again: false })).toEqual([
      ['Service?', '2 · poor', true],
      ['Recommend?', '9 / 10', false],
      ['Why?', 'Late, Price', false],
      ['Again?', 'console.follow-ups.answer.no', false],
      ['Words?', 'too slow', false],
    ]);
  });

  it('says so where the customer did not want to', () => {
    expect(lines({ service: '#not-applicable', nps: '#declined' })).toEqual([
      ['Service?', 'console.follow-ups.answer.not-applicable', false],
      ['Recommend?', 'console.follow-ups.answer.declined', false],
    ]);
  });
});
