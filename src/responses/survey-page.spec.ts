import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { isLate, mergeFlags } from './answer-rules.js';
import { pageQuestions, thanksFor, type PageFacts } from './survey-page.js';

const page = (overrides: Partial<PageFacts> = {}) =>
  pageQuestions(DEFAULT_SURVEY, {
    locale: 'zh-CN',
    agentNo: '010',
    answers: {},
    preselected: null,
    facts: new Set(),
    ...overrides,
  });
const chosen = (overrides: Partial<PageFacts>) =>
  page(overrides).flatMap(({ id, options }) =>
    options.filter((option) => option.chosen).map(({ value }) => `${id}=${value}`),
  );

describe('the survey page', () => {
  it('shows what may be asked, and says what is only for some', () => {
    expect(page().map(({ id, conditional }) => (conditional ? `${id}?` : id))).toEqual([
      'product',
      'service',
      'reasons?',
      'nps',
      'ces',
      'suggestion',
    ]);
    expect(page({ facts: new Set(['renewal-offer'] as const) }).map(({ id }) => id)).toContain('renewal');
  });

  it('offers five named scores, the best first, and 不适用', () => {
    expect(page()[0]?.options.map(({ label }) => label)).toEqual([
      '非常满意',
      '满意',
      '一般',
      '不满意',
      '非常不满意',
      '不适用',
    ]);
    expect(page({ locale: 'en' })[3]).toMatchObject({ lowLabel: 'Not at all likely', highLabel: 'Extremely likely' });
    expect(page()[3]?.options).toHaveLength(11);
  });

  it('shows the score of a link as chosen, on the question that the e-mail asked', () => {
    expect(chosen({ preselected: 4 })).toEqual(['service=4']);
  });

  it.each([0, 6, 4.5, Number.NaN])('ignores the link to %p', (preselected) => {
    expect(chosen({ preselected })).toEqual([]);
  });

  it('shows what was answered before', () => {
    const answers = { product: 2, service: 5, reasons: ['price'], nps: 10, suggestion: '好' };
    expect(chosen({ answers })).toEqual(['product=2', 'service=5', 'reasons=price', 'nps=10']);
    expect(page({ answers }).find(({ id }) => id === 'suggestion')?.value).toBe('好');
  });

  it('thanks the satisfied and the dissatisfied in different words (E4)', () => {
    expect(thanksFor(DEFAULT_SURVEY, { product: 5, service: 4 }, 'zh-CN')).toContain('感谢您的答复');
    expect(thanksFor(DEFAULT_SURVEY, { product: 5, service: 3 }, 'zh-CN')).toContain('我们的确做得不够');
  });
});

describe('an answer', () => {
  const deadlineAt = new Date('2026-11-26T12:00:00Z');
  const before = new Date('2026-11-26T11:59:59Z');

  it('is late from the deadline on, and after the end of its campaign', () => {
    expect(isLate({ campaignState: 'running', deadlineAt }, before)).toBe(false);
    expect(isLate({ campaignState: 'paused', deadlineAt }, before)).toBe(false);
    expect(isLate({ campaignState: 'running', deadlineAt }, deadlineAt)).toBe(true);
    expect(isLate({ campaignState: 'completed', deadlineAt }, before)).toBe(true);
  });

  it('keeps each flag once', () => {
    expect(mergeFlags(['b', 'a'], ['b'])).toEqual(['a', 'b']);
  });
});
