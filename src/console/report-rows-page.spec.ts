import { describeWhy, rowQuestion } from './report-rows-page.js';

describe('the rows behind a number', () => {
  it('are asked for by measure, what narrows it, and a cursor', () => {
    expect(rowQuestion({ measure: 'excluded', code: 'no-consent', after: '7', lang: 'en' })).toEqual({
      measure: 'excluded',
      narrowed: { code: 'no-consent' },
      cursor: '7',
    });
    expect(rowQuestion({})).toEqual({ measure: '', narrowed: {}, cursor: null });
  });

  it('say why, in a reason or in plain numbers', () => {
    expect(describeWhy({ code: 'answered' })).toEqual({ reason: { code: 'answered', params: {} }, text: '' });
    expect(describeWhy({ service: 4, nps: null, channel: 'web' })).toEqual({
      reason: null,
      text: 'service 4, channel web',
    });
    expect(describeWhy(null)).toEqual({ reason: null, text: '' });
  });
});
