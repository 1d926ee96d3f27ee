import fc from 'fast-check';
import { BAR_PARTS, buildLedgerBar } from './ledger-bar.js';
import type { LedgerCounts } from './ledger-bar.js';

const none = Object.fromEntries(BAR_PARTS.map((part) => [part, 0])) as unknown as LedgerCounts;

describe('the ledger bar', () => {
  it('knows eleven parts', () => {
    expect(BAR_PARTS).toHaveLength(11);
  });

  it('shows the parts that have rows, in their order, side by side', () => {
    const bar = buildLedgerBar(7, 10, { ...none, answered: 5, held: 1, excluded: 4 });
    expect(bar.segments.map(({ part, x, width }) => [part, x, width])).toEqual([
      ['answered', 0, 50],
      ['held', 50, 10],
      ['excluded', 60, 40],
    ]);
    expect(bar.balanced).toBe(true);
    expect(bar.segments[1]?.href).toBe('/campaigns/7/rows?part=held');
  });

  it('says so when the books do not balance', () => {
    expect(buildLedgerBar(7, 11, { ...none, answered: 10 })).toMatchObject({ balanced: false, sum: 10, audience: 11 });
  });

  it('takes a negative count for what it is: books that do not balance', () => {
    const bar = buildLedgerBar(7, 0, { ...none, answered: 1, planned: -1 });
    expect(bar).toMatchObject({ balanced: false, segments: [{ part: 'answered', x: 0, width: 100 }] });
  });

  it('draws an empty audience as an empty, balanced bar', () => {
    expect(buildLedgerBar(7, 0, none)).toEqual({ campaignId: 7, audience: 0, sum: 0, balanced: true, segments: [] });
  });

  it('always adds up to one hundred per cent', () => {
    const counts = fc.record(Object.fromEntries(BAR_PARTS.map((part) => [part, fc.nat(2_000_000)])));
    fc.assert(
      fc.property(counts, (drawn) => {
        const bar = buildLedgerBar(1, 0, drawn as unknown as LedgerCounts);
        const total = bar.segments.reduce((sum, segment) => sum + segment.width, 0);
        const last = bar.segments.at(-1);
        if (last) {
          expect(total).toBeCloseTo(100, 2);
          expect(last.x + last.width).toBeCloseTo(100, 2);
        }
      }),
    );
  });

  it('leaves out the number inside a sliver', () => {
    const bar = buildLedgerBar(1, 1000, { ...none, answered: 950, in_doubt: 50 });
    expect(bar.segments.map((segment) => segment.showsNumber)).toEqual([true, false]);
  });
});
