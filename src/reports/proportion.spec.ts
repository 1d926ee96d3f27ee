import fc from 'fast-check';
import { difference, formatPercent, proportion, type Proportion } from './proportion.js';

describe('proportion', () => {
  it.each([
    [0, 10, 0, 0.2775327999],
    [10, 10, 0.7224672001, 1],
    [5, 5, 0.5655175352, 1],
    [8, 10, 0.4901624715, 0.9433178485],
    [73, 100, 0.6356788323, 0.8073041585],
    [90, 100, 0.8256343385, 0.9447708629],
    [180, 200, 0.8505941876, 0.9343295513],
    [391, 460, 0.8144771916, 0.8797255233],
  ])('%i of %i lies between %f and %f', (count, n, low, high) => {
    const found = proportion(count, n);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  });

  it('knows nothing from nobody', () => {
    expect(proportion(0, 0)).toBeNull();
  });

  it('keeps the share inside its interval and the interval inside 0 … 1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        const n = Math.max(a, b, 1);
        const found = proportion(Math.min(a, b), n);
        expect(found).not.toBeNull();
        if (found === null) return;
        expect(found.low).toBeGreaterThanOrEqual(0);
        expect(found.high).toBeLessThanOrEqual(1);
        expect(found.low - 1e-12).toBeLessThanOrEqual(found.share);
        expect(found.high + 1e-12).toBeGreaterThanOrEqual(found.share);
      }),
    );
  });
});

describe('formatPercent', () => {
  it.each([
    [0.73, '73.0%'],
    [0.1255, '12.6%'],
    [1, '100.0%'],
    [null, '—'],
    [Number.NaN, '—'],
  ])('%p is %s', (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });
});

describe('difference', () => {
  const of = (count: number, n: number) => proportion(count, n) as Proportion;

  it('shows what two large groups prove', () => {
    const found = difference(of(180, 200), of(160, 200));
    expect(found.delta).toBeCloseTo(0.1, 9);
    expect(found.low).toBeCloseTo(0.03, 4);
    expect(found.high).toBeCloseTo(0.1699, 4);
    expect(found.shown).toBe(true);
  });

  it('shows nothing where two small groups differ by chance', () => {
    const found = difference(of(9, 10), of(7, 10));
    expect(found.delta).toBeCloseTo(0.2, 9);
    expect(found.low).toBeCloseTo(-0.16, 3);
    expect(found.high).toBeCloseTo(0.514, 3);
    expect(found.shown).toBe(false);
  });
});
