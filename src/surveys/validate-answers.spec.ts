import fc from 'fast-check';
import { DECLINED, NOT_APPLICABLE, sameAnswers } from './answer-value.js';
import { DEFAULT_SURVEY } from './default-survey.js';
import { visibleQuestions } from './next-question.js';
import { answerFlags, satisfactionLevel, scoreAnswers } from './score-answers.js';
import { validateAnswers } from './validate-answers.js';

const check = (raw: Record<string, unknown>) => validateAnswers(DEFAULT_SURVEY, raw);
const ids = (answers: Record<string, number | string>, renewal = false) =>
  visibleQuestions(DEFAULT_SURVEY, answers, new Set(renewal ? ['renewal-offer' as const] : [])).map(({ id }) => id);

describe('the questions that are shown', () => {
  it('asks for the reason only when somebody is not satisfied (E4)', () => {
    expect(ids({ product: 5, service: 4 })).not.toContain('reasons');
    expect(ids({ product: 5, service: 3 })).toContain('reasons');
    expect(ids({ product: 1 })).toContain('reasons');
    expect(ids({ product: NOT_APPLICABLE, service: DECLINED })).not.toContain('reasons');
  });

  it('offers renewal only to those it may be offered to (D3)', () => {
    expect(ids({})).not.toContain('renewal');
    expect(ids({}, true)).toContain('renewal');
  });
});

describe('answers from a form', () => {
  it('reads text as numbers and blanks as skipped', () => {
    expect(check({ product: '5', service: ' 4', nps: '', suggestion: '  ' })).toMatchObject({
      answers: { product: 5, service: 4 },
      faults: [],
      complete: true,
    });
  });

  it('keeps 不适用 and a declined answer apart from empty', () => {
    const { answers, complete } = check({ product: NOT_APPLICABLE, service: DECLINED });
    expect(answers).toEqual({ product: NOT_APPLICABLE, service: DECLINED });
    expect(complete).toBe(true);
    expect(scoreAnswers(DEFAULT_SURVEY, answers)).toMatchObject({ productScore: null, serviceScore: null });
  });

  it('says what is missing', () => {
    expect(check({ product: 5 })).toMatchObject({ missing: ['service'], complete: false });
  });

  it('drops answers to questions that these answers hide', () => {
    expect(check({ product: 5, service: 5, reasons: ['price'], renewal: 'yes' }).answers).toEqual({
      product: 5,
      service: 5,
    });
  });

  it('keeps one choice of a form with check boxes, in the order of the survey', () => {
    expect(check({ product: 2, service: 5, reasons: 'price' }).answers.reasons).toEqual(['price']);
    expect(check({ product: 2, service: 5, reasons: ['price', 'service-attitude'] }).answers.reasons).toEqual([
      'service-attitude',
      'price',
    ]);
  });

  it.each([
    ['product', 0],
    ['product', 6],
    ['product', '4.5'],
    ['nps', 11],
    ['nps', -1],
    ['ces', 8],
    ['reasons', ['nonsense']],
    ['suggestion', 'x'.repeat(1001)],
    ['suggestion', 5],
    ['renewal', 'perhaps'],
    ['constructor', 1],
  ])('refuses %s = %j', (field, value) => {
    expect(check({ product: 2, service: 2, [field]: value }).faults.map((fault) => fault.field)).toEqual([field]);
  });

  it('takes rare characters and emoji whole', () => {
    expect(check({ suggestion: '𠮷'.repeat(1000) }).faults).toEqual([]);
  });

  it('checks its own result again without a change', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    const raw = fc.record(
      { product: value, service: value, reasons: value, nps: value, ces: value, suggestion: value, renewal: value },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(raw, (anything) => {
        const once = check(anything);
        const twice = check({ ...once.answers });
        return twice.faults.length === 0 && sameAnswers(once.answers, twice.answers);
      }),
    );
  });
});

describe('the scores of a response', () => {
  it('keeps product and service apart (F2)', () => {
    const answers = { product: 5, service: 2, reasons: ['price'], nps: 9, ces: 6, suggestion: '快一点', renewal: true };
    expect(scoreAnswers(DEFAULT_SURVEY, answers)).toEqual({
      productScore: 5,
      serviceScore: 2,
      nps: 9,
      ces: 6,
      reasonCodes: ['price'],
      comment: '快一点',
      interested: true,
    });
  });

  it('is empty, never zero, for skipped questions', () => {
    expect(scoreAnswers(DEFAULT_SURVEY, {})).toEqual({
      productScore: null,
      serviceScore: null,
      nps: null,
      ces: null,
      reasonCodes: [],
      comment: null,
      interested: null,
    });
  });

  it('maps five points to the three levels of the phone (F3)', () => {
    expect([5, 4, 3, 2, 1].map(satisfactionLevel)).toEqual([
      'satisfied',
      'satisfied',
      'neutral',
      'dissatisfied',
      'dissatisfied',
    ]);
  });

  it('marks a score that its own words contradict', () => {
    const flags = (service: number, suggestion: string) =>
      answerFlags(scoreAnswers(DEFAULT_SURVEY, { service, suggestion }));
    expect(flags(1, '非常满意')).toEqual(['possible-reversed-scale']);
    expect(flags(5, '非常不满意！')).toEqual(['possible-reversed-scale']);
    expect(flags(5, '非常满意')).toEqual([]);
    expect(flags(1, '非常不满意')).toEqual([]);
  });
});
