import fc from 'fast-check';
import { costOf, measureBalance, shareByDHondt, shareByLargestRemainder } from './balance-measures.js';

describe('measureBalance', () => {
  it.each([
    { loads: [34, 33, 33], spread: 1, gini: 0.0066667, jain: 0.9998 },
    { loads: [50, 30, 20], spread: 30, gini: 0.2, jain: 0.877193 },
    { loads: [100, 0, 0], spread: 100, gini: 0.6666667, jain: 0.3333333 },
    { loads: [10, 12, 9, 11, 13], spread: 4, gini: 0.0727273, jain: 0.9837398 },
    { loads: [0, 0, 0], spread: 0, gini: 0, jain: 1 },
    { loads: [], spread: 0, gini: 0, jain: 1 },
  ])('measures $loads', ({ loads, spread, gini, jain }) => {
    const measured = measureBalance(loads);
    expect(measured.spread).toBe(spread);
    expect(measured.gini).toBeCloseTo(gini, 6);
    expect(measured.jain).toBeCloseTo(jain, 6);
  });

  it('compares loads per unit of weight', () => {
    expect(measureBalance([20, 10], [2, 1])).toEqual({ spread: 0, gini: 0, jain: 1 });
  });
});

describe('shareByLargestRemainder', () => {
  it.each([
    { units: 100, weights: [1, 0.8, 0.5], expected: [43, 35, 22] },
    { units: 10, weights: [1, 1, 1], expected: [4, 3, 3] },
    { units: 7, weights: [1, 1, 1, 1], expected: [2, 2, 2, 1] },
    { units: 5, weights: [], expected: [] },
  ])('shares $units by $weights as $expected', ({ units, weights, expected }) => {
    expect(shareByLargestRemainder(units, weights)).toEqual(expected);
  });
});

describe('shareByDHondt', () => {
  it.each([
    { units: 100, weights: [1, 0.8, 0.5], expected: [44, 35, 21] },
    { units: 10, weights: [1, 1, 1], expected: [4, 3, 3] },
    { units: 5, weights: [], expected: [] },
  ])('shares $units by $weights as $expected, unlike the assignment', ({ units, weights, expected }) => {
    expect(shareByDHondt(units, weights)).toEqual(expected);
  });

  // Mutant: a start above the whole part of the even share.
  it('comes out as if each unit were given in its turn', () => {
    const weight = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.nat(200), fc.array(weight, { minLength: 1, maxLength: 6 }), (units, weights) => {
        const shares = weights.map(() => 0);
        for (let unit = 0; unit < units; unit++) {
          const cost = weights.map((each, i) => (shares[i]! + 1) / each);
          shares[cost.indexOf(Math.min(...cost))]! += 1;
        }
        expect(shareByDHondt(units, weights)).toEqual(shares);
      }),
    );
  });
});

describe('costOf', () => {
  it('adds the squares by weight', () => {
    expect(costOf([4, 3], [1, 3])).toBe(19);
  });
});
