import { seededRandom } from '../../src/kernel/seeded-random.js';
import { leastOfBlocks, trendOf } from '../chaos/trend.js';

/** One-sided, one in a hundred. */
const CRITICAL = 2.326;

describe('the trend of a row of measurements', () => {
  it('is told as Mann and Kendall do, ties included', () => {
    expect(trendOf([1, 2, 3, 4, 5])).toEqual({ slope: 1, z: 9 / Math.sqrt(50 / 3), n: 5 });
    expect(trendOf([5, 5, 5, 5])).toEqual({ slope: 0, z: 0, n: 4 });
    expect(trendOf([1, 2, 2, 3]).z).toBeCloseTo(4 / Math.sqrt((156 - 18) / 18), 12);
  });

  it('finds a leak under a sawtooth, and calls a sawtooth alone no leak more often than one time in a hundred', () => {
    const random = seededRandom(7);
    const saw = (leak: number) => Array.from({ length: 300 }, (_, i) => 200 + (i % 7) * 5 + random() * 10 + leak * i);
    const isLeak = (values: number[]) => trendOf(leastOfBlocks(values, 20)).z > CRITICAL;
    expect(Array.from({ length: 50 }, () => isLeak(saw(0.05))).filter(Boolean)).toHaveLength(50);
    expect(Array.from({ length: 400 }, () => isLeak(saw(0))).filter(Boolean).length).toBeLessThanOrEqual(12);
  });

  it('takes the least of each stretch, and leaves out what fills none', () => {
    expect(leastOfBlocks([3, 1, 2, 9, 8, 7, 5], 3)).toEqual([1, 2, 7]);
  });
});
