import { parseSurveyDefinition } from '../../surveys/survey-definition.js';
import { callBackQuestions, callBackState, missingFaults, readCallBack } from './call-back.js';

const text = (words: string) => ({ en: words, 'zh-CN': words });
const survey = parseSurveyDefinition({
  title: text('Survey'),
  thanks: text('Thanks'),
  questions: [
    {
      id: 'service',
      kind: 'rating',
      text: text('How?'),
      labels: [1, 2, 3, 4, 5].map((n) => text(`L${n}`)),
      score: 'service',
    },
    { id: 'comment', kind: 'text', text: text('What else?'), score: 'comment' },
  ],
});
const ZONE = 'Asia/Shanghai';

describe('what a customer said who called', () => {
  it('is complete when every question has its answer, and partial before', () => {
    const said = { outcome: 'answered', identity: 'yes', note: '好', 'answer.service': '5' };
    expect(readCallBack(said, survey, ZONE)).toMatchObject({
      ...{ channel: 'inbound', disposition: 'partial', identityVerified: true, note: '好', answers: { service: '5' } },
    });
    expect(readCallBack({ ...said, 'answer.comment': '无' }, survey, ZONE)['disposition']).toBe('completed');
    expect(readCallBack(said, null, ZONE)).toMatchObject({ disposition: 'completed' });
  });

  it('reads a time in the organisation’s zone, and only for another call', () => {
    const later = { outcome: 'inconvenient', appointmentAt: '2026-11-24T10:00' };
    expect(readCallBack(later, survey, ZONE)).toMatchObject({ appointmentAt: '2026-11-24T02:00:00.000Z' });
    expect(readCallBack({ ...later, outcome: 'refused' }, survey, ZONE)).not.toHaveProperty('appointmentAt');
    expect(readCallBack({ ...later, appointmentAt: 'soon' }, survey, ZONE)['appointmentAt']).toBe('soon');
  });

  it('closes a number only when the customer opts out, and opens a need that was told', () => {
    expect(readCallBack({ outcome: 'answered', optOut: 'all' }, null, ZONE)).not.toHaveProperty('optOut');
    expect(readCallBack({ outcome: 'opted_out', optOut: 'all', newNeed: '发票' }, null, ZONE)).toMatchObject({
      ...{ optOut: 'all', newNeed: '发票', newNeedOutcome: 'open' },
    });
  });

  it('names what is missing beside the fields, each once, and marks the questions', () => {
    const missing = ['identityVerified', 'answers.service', 'answers.comment'];
    const faults = missingFaults({ recordId: 1, state: 'draft', missing, flags: [], version: 1 });
    const state = callBackState({ note: '好' }, faults);
    expect(Object.entries(state.faults).map(([field, all]) => [field, all.length])).toEqual([
      ['identity', 1],
      ['answers', 1],
    ]);
    const typed = { 'answer.service': '4' };
    const questions = callBackQuestions(survey, typed, faults, { locale: 'en', agentNo: null });
    expect(questions.map(({ field, isWanted }) => [field, isWanted])).toEqual([
      ['answer.service', true],
      ['answer.comment', true],
    ]);
    expect(questions[0]?.options.find(({ chosen }) => chosen)?.value).toBe('4');
  });
});
