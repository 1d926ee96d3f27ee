import { pageQuestions } from '../../responses/survey-page.js';
import type { PageFacts } from '../../responses/survey-page.js';
import { NOT_APPLICABLE } from '../../surveys/answer-value.js';
import { DEFAULT_SURVEY } from '../../surveys/default-survey.js';
import { branchingStyle, buildFormQuestions, preselectedScore } from './survey-form-page.js';

const facts: PageFacts = { locale: 'en', agentNo: null, answers: {}, preselected: null, facts: new Set() };
const questions = (overrides: Partial<PageFacts> = {}) => pageQuestions(DEFAULT_SURVEY, { ...facts, ...overrides });
const chosen = (form: ReturnType<typeof buildFormQuestions>) =>
  form.flatMap((question) =>
    question.options.filter((option) => option.chosen).map((option) => `${question.id}=${option.value}`),
  );

describe('the survey as a form', () => {
  it('puts a figure on each step of a scale, and words on everything else', () => {
    const [product] = buildFormQuestions(questions());
    expect(product?.options.map((option) => [option.figure, option.label])).toEqual([
      ['5', 'Very satisfied'],
      ['4', 'Satisfied'],
      ['3', 'Neutral'],
      ['2', 'Dissatisfied'],
      ['1', 'Very dissatisfied'],
      ['', 'Does not apply'],
    ]);
    const nps = buildFormQuestions(questions()).find((question) => question.id === 'nps');
    expect(nps?.options[10]).toMatchObject({ figure: '10', label: '' });
  });

  it('gives every input an id of its own', () => {
    const ids = buildFormQuestions(questions()).flatMap((question) => question.options.map((option) => option.id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows stored answers', () => {
    const form = buildFormQuestions(
      questions({ answers: { product: 2, service: NOT_APPLICABLE, reasons: ['price'] } }),
    );
    expect(chosen(form)).toEqual(['product=2', `service=${NOT_APPLICABLE}`, 'reasons=price']);
  });

  it('keeps what was typed when the form is refused, and marks the fault', () => {
    const typed = { product: '4', reasons: ['price', 'other'], suggestion: '<b>好</b>' };
    const form = buildFormQuestions(
      questions({ answers: { product: 2 } }),
      [{ field: 'service', code: 'missing', message: '' }],
      typed,
    );
    expect(chosen(form)).toEqual(['product=4', 'reasons=price', 'reasons=other']);
    expect(form.find((question) => question.kind === 'text')?.value).toBe('<b>好</b>');
    expect(form.filter((question) => question.faultCode !== null).map((question) => question.id)).toEqual(['service']);
  });
});

describe('branching without a script', () => {
  it('folds a follow-up question away until one of its conditions is chosen', () => {
    const style = branchingStyle(DEFAULT_SURVEY);
    expect(style).toContain('#q-reasons{display:none}');
    for (const value of ['1', '2', '3']) expect(style).toContain(`[name="product"][value="${value}"]:checked`);
    expect(style).not.toContain('[name="product"][value="4"]');
    expect(style).not.toContain('#q-product');
    expect(style).not.toContain('#q-renewal');
  });
});

describe('a score chosen in an e-mail', () => {
  it.each([
    ['4', 4],
    ['10', 10],
    ['-1', null],
    ['4.5', null],
    [['4'], null],
    ['<script>', null],
    [undefined, null],
  ])('%p is %p', (raw, score) => expect(preselectedScore(raw)).toBe(score));
});
