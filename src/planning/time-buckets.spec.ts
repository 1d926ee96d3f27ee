import fc from 'fast-check';
import { bucketTime, chooseDueGridMs, clipStretches, findBucket, instantAt, lengthOf } from './time-buckets.js';

const at = (...edges: number[]): Float64Array => Float64Array.from(edges);

describe('bucketTime', () => {
  it('cuts where anything changes and merges what is open to the same classes', () => {
    const buckets = bucketTime([at(0, 10, 20, 30), at(5, 25)]);
    expect([...buckets.edges]).toEqual([0, 5, 10, 20, 25, 30]);
    expect([...buckets.kindOf]).toEqual([0, 1, 2, 1, 0]);
    expect(buckets.kindsOf.map((kinds) => [...kinds])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(buckets.stretchesOf.map((list) => [...list])).toEqual([
      [0, 5, 25, 30],
      [5, 10, 20, 25],
      [10, 20],
    ]);
  });

  it('knows nothing without classes', () => {
    expect(bucketTime([]).kindCount).toBe(0);
    expect(findBucket(bucketTime([]), 5)).toBe(-1);
  });

  it('says of every moment to whom it is open', () => {
    const stretches = fc
      .uniqueArray(fc.nat(40), { maxLength: 6 })
      .map((edges) => Float64Array.from(edges.sort((a, b) => a - b).slice(0, edges.length - (edges.length % 2))));
    fc.assert(
      fc.property(fc.array(stretches, { minLength: 1, maxLength: 4 }), fc.nat(41), (classes, moment) => {
        const buckets = bucketTime(classes);
        const bucket = findBucket(buckets, moment);
        const kind = bucket < 0 ? -1 : buckets.kindOf[bucket]!;
        classes.forEach((own, index) => {
          const isOpen = lengthOf(clipStretches(own, moment, moment + 1)) > 0;
          expect(buckets.kindsOf[index]!.includes(kind)).toBe(isOpen);
        });
      }),
    );
  });
});

describe('stretches', () => {
  it('are clipped, measured and walked through', () => {
    const stretches = clipStretches(at(0, 10, 20, 30), 5, 25);
    expect([...stretches]).toEqual([5, 10, 20, 25]);
    expect(lengthOf(stretches)).toBe(10);
    expect([0, 4.5, 5, 9].map((offset) => instantAt(stretches, offset))).toEqual([5, 9.5, 20, 24]);
  });
});

describe('chooseDueGridMs', () => {
  const minutes = (count: number): number[] => Array.from({ length: count }, (_, i) => i * 60_000);

  it.each([
    { count: 10, grid: 0 },
    { count: 96, grid: 0 },
    { count: 400, grid: 5 * 60_000 },
    { count: 1_400, grid: 15 * 60_000 },
    { count: 100_000, grid: 240 * 60_000 },
  ])('keeps $count different minutes apart by $grid ms', ({ count, grid }) => {
    expect(chooseDueGridMs(minutes(count), 96)).toBe(grid);
  });
});
