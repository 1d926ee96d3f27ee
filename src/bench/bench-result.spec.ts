import { compareTimes, median } from './bench-result.js';

describe('bench results', () => {
  it('takes the median', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2);
    expect(median([])).toBe(0);
  });

  it('gives rates per second and a ratio above one when Revisit is faster', () => {
    expect(compareTimes(1000, [200, 100, 300], [100, 100, 100])).toEqual({ baseline: 5000, revisit: 10000, ratio: 2 });
  });
});
