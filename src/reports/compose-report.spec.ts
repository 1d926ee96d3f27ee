import { emptyReport, sampleReport, SAMPLE_FACTS, SAMPLE_SCOPE } from '../../test/support/sample-report.js';
import { summariseScore } from './compose-report.js';
import type { Proportion } from './proportion.js';

const interval = (found: Proportion | null) =>
  [found?.low, found?.high].map((bound) => Number((100 * (bound ?? NaN)).toFixed(2)));

describe('composeReport', () => {
  const report = sampleReport();

  it('gives coverage of all and of those who can be contacted', () => {
    expect(report.contactable).toBe(800);
    expect(report.rates.coverageOfAll?.share).toBeCloseTo(0.78, 9);
    expect(report.rates.coverageOfContactable?.share).toBeCloseTo(0.975, 9);
  });

  it('counts persons from contact to complete answer', () => {
    expect(report.rates.contact?.share).toBeCloseTo(0.784615, 6);
    expect(report.rates.completion?.share).toBeCloseTo(0.562092, 6);
    expect(report.rates.response?.share).toBeCloseTo(0.43, 9);
    expect(report.rates.refusal?.share).toBeCloseTo(0.148693, 6);
  });

  it('makes a funnel whose steps add up', () => {
    const { funnel } = report;
    expect(funnel.excluded + funnel.planned).toBe(funnel.audience);
    expect(funnel.notAttempted + funnel.attempted).toBe(funnel.planned);
    expect(funnel.notReached + funnel.reached).toBe(funnel.attempted);
    expect(funnel.unanswered + funnel.answered).toBe(funnel.reached);
  });

  it('keeps the promise of matured visits only', () => {
    expect(report.promise.share?.share).toBeCloseTo(0.85, 9);
    expect(interval(report.promise.share)).toEqual([81.45, 87.97]);
    expect(report.promise.firstWeek).toBeNull();
  });

  it('names the path to the rows of every number', () => {
    expect(report.rows.planned).toBe('/api/v1/reports/12/rows?measure=planned');
    expect(report.unfinished[0]).toEqual({
      code: 'unreachable/nothing-delivered',
      count: 120,
      rows: '/api/v1/reports/12/rows?measure=unfinished&code=unreachable%2Fnothing-delivered',
    });
  });

  it('quotes suggestions without what tells who wrote them', () => {
    expect(report.suggestions.quotes.map((quote) => quote.text)).toContain('等得太久了，请打***');
    expect(JSON.stringify(report)).not.toContain('13800138000');
  });

  it('says what a reader should know first', () => {
    expect(report.notes.map((note) => note.code)).toEqual([
      'report-still-running',
      'report-in-doubt',
      'report-late-responses',
    ]);
    const over = sampleReport({ scope: { ...SAMPLE_SCOPE, state: 'completed' } });
    expect(over.notes.map((note) => note.code)).not.toContain('report-still-running');
    const unbalanced = sampleReport({ ledger: { ...report.ledger, balanced: false } });
    expect(unbalanced.notes[0]?.code).toBe('books-do-not-balance');
  });

  it('measures the balance by weight, and leaves agents without weight out', () => {
    const [first] = SAMPLE_FACTS.agents;
    if (first === undefined) throw new Error('the sample has agents');
    const agents = [
      { ...first, visits: 43, weight: 1 },
      { ...first, visits: 35, weight: 0.8 },
      { ...first, visits: 5, weight: 0 },
    ];
    const { balance } = sampleReport({ facts: { ...SAMPLE_FACTS, agents } });
    expect(balance.spread).toBeCloseTo(0.75, 9);
    expect(balance.planned?.optimal).toBe(true);
  });

  it('knows nothing of an empty campaign, and no NaN', () => {
    const empty = emptyReport();
    expect(JSON.stringify(empty)).not.toMatch(/NaN|Infinity/);
    expect(Object.values(empty.rates)).toEqual([null, null, null, null, null, null]);
    expect(empty.nps).toBeNull();
    expect(empty.balance).toMatchObject({ spread: 0, gini: 0, jain: 1 });
  });

  it('is the same for the same facts', () => {
    expect(sampleReport()).toEqual(report);
  });
});

describe('summariseScore', () => {
  it('takes 4 and 5 of five marks', () => {
    const found = summariseScore([6, 9, 12, 31, 42], 4);
    expect(found.good?.share).toBeCloseTo(0.73, 9);
    expect(interval(found.good)).toEqual([63.57, 80.73]);
    expect(found.mean).toBeCloseTo(3.94, 9);
  });

  it('agrees with three words on the phone: 61 satisfied, 25 neutral, 14 not', () => {
    expect(interval(summariseScore([14, 0, 25, 0, 61], 4).good)).toEqual([51.2, 69.98]);
  });

  it('takes 5 to 7 of seven marks', () => {
    const found = summariseScore([4, 6, 8, 12, 18, 22, 30], 5);
    expect(found.mean).toBeCloseTo(5.2, 9);
    expect(interval(found.good)).toEqual([60.42, 78.11]);
  });

  it('knows nothing from nobody', () => {
    expect(summariseScore([0, 0, 0, 0, 0], 4)).toMatchObject({ n: 0, mean: null, good: null });
  });
});
