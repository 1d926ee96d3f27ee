import { netPromoter } from './net-promoter.js';

/** A histogram of 0 … 10 with this many promoters, passives and detractors. */
const answers = (promoters: number, passives: number, detractors: number) => [
  0,
  0,
  0,
  detractors,
  0,
  0,
  0,
  0,
  passives,
  0,
  promoters,
];

describe('netPromoter', () => {
  it('is exact where floating point would not be', () => {
    expect(netPromoter(answers(60, 25, 15))?.score).toBe(45);
  });

  it.each([
    [60, 25, 15, 45, 30.498, 59.502],
    [7, 1, 2, 50, 0.031, 99.969],
  ])('%i promoters, %i passives, %i detractors make %f between %f and %f', (p, m, d, score, low, high) => {
    const found = netPromoter(answers(p, m, d));
    expect(found?.score).toBeCloseTo(score, 9);
    expect(found?.low).toBeCloseTo(low, 3);
    expect(found?.high).toBeCloseTo(high, 3);
  });

  it('does not claim certainty when everybody promotes', () => {
    const found = netPromoter(answers(10, 0, 0));
    expect(found?.score).toBe(100);
    expect(found?.low).toBeCloseTo(47.504, 3);
    expect(found?.high).toBe(100);
  });

  it('counts 9 and 10 as promoters, 7 and 8 as passive, 0 to 6 as detractors', () => {
    const found = netPromoter([10, 1, 2, 3, 4, 7, 8, 12, 18, 15, 20]);
    expect(found).toMatchObject({ n: 100, promoters: 35, passives: 30, detractors: 35, score: 0 });
  });

  it('knows nothing from nobody', () => {
    expect(netPromoter(answers(0, 0, 0))).toBeNull();
  });
});
