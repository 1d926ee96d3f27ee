import { netPromoter } from './net-promoter.js';

const answers = (promoters: number, passives: number, detractors: number) => [
  ...Array<number>(promoters).fill(10),
  ...Array<number>(passives).fill(8),
  ...Array<number>(detractors).fill(3),
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
    const histogram: [number, number][] = [
      [10, 20],
      [9, 15],
      [8, 18],
      [7, 12],
      [6, 8],
      [5, 7],
      [4, 4],
      [3, 3],
      [2, 2],
      [1, 1],
      [0, 10],
    ];
    const found = netPromoter(histogram.flatMap(([score, count]) => Array<number>(count).fill(score)));
    expect(found).toMatchObject({ n: 100, promoters: 35, passives: 30, detractors: 35, score: 0 });
  });

  it('knows nothing from nobody', () => {
    expect(netPromoter([])).toBeNull();
  });
});
