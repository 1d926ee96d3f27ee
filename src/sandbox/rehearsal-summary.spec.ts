import fc from 'fast-check';
import { rangeOf } from './rehearsal-summary.js';

describe('the range of a number over the runs', () => {
  it.each([
    [[5], { low: 5, median: 5, high: 5 }],
    [[3, 1], { low: 1, median: 2, high: 3 }],
    [Array.from({ length: 11 }, (_, i) => i * 10), { low: 10, median: 50, high: 90 }],
    [Array.from({ length: 20 }, (_, i) => i * 100), { low: 190, median: 950, high: 1710 }],
    [[], { low: 0, median: 0, high: 0 }],
  ])('of %j is the 10, 50 and 90 % mark', (values, range) => {
    expect(rangeOf(values)).toEqual(range);
  });

  it('holds its marks in order and within what was seen, in whatever order the runs came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 40 }), (values) => {
        const { low, median, high } = rangeOf(values);
        expect([low, median, high]).toEqual([low, median, high].sort((a, b) => a - b));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        expect(rangeOf([...values].reverse())).toEqual({ low, median, high });
      }),
      { seed: 20261128 },
    );
  });
});
