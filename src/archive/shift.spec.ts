import fc from 'fast-check';
import type { Leave, Shift } from './shift.js';
import { shiftIntervals } from './shift.js';

const OFFICE: Shift[] = [
  { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
  { days: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' },
];
const ROUND: Shift[] = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];

/** Intervals as readable text, in UTC. */
function worked(shifts: Shift[], leave: Leave[], from: string, to: string, zone = 'Asia/Shanghai'): string[] {
  const intervals = shiftIntervals({ shifts, leave }, { start: new Date(from), end: new Date(to) }, zone);
  return intervals.map(({ start, end }) => `${minute(start)}/${minute(end)}`);
}
const minute = (at: Date) => at.toISOString().slice(5, 16);

describe('when an agent works', () => {
  it('follows the shifts in the zone of the organisation', () => {
    expect(worked(OFFICE, [], '2026-11-20T00:00:00Z', '2026-11-23T16:00:00Z')).toEqual([
      '11-20T01:00/11-20T04:00',
      '11-20T06:00/11-20T10:00',
      '11-23T01:00/11-23T04:00',
      '11-23T06:00/11-23T10:00',
    ]);
  });

  it('ends at the range', () => {
    expect(worked(OFFICE, [], '2026-11-23T02:00:00Z', '2026-11-23T07:00:00Z')).toEqual([
      '11-23T02:00/11-23T04:00',
      '11-23T06:00/11-23T07:00',
    ]);
    expect(worked(ROUND, [], '2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z')).toEqual([]);
  });

  it('leaves out the days of leave, both ends included', () => {
    const leave = [{ from: '2026-11-24', to: '2026-11-25' }];
    expect(worked(ROUND, leave, '2026-11-22T16:00:00Z', '2026-11-26T16:00:00Z')).toEqual([
      '11-22T16:00/11-23T16:00',
      '11-25T16:00/11-26T16:00',
    ]);
  });

  it('joins days that are worked around the clock', () => {
    expect(worked(ROUND, [], '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')).toEqual(['11-01T00:00/12-01T00:00']);
  });

  it('takes a night shift as one, and cuts it by leave on either day', () => {
    const night: Shift[] = [{ days: [1], from: '22:00', to: '06:00' }];
    const range = ['2026-11-22T16:00:00Z', '2026-11-25T16:00:00Z'] as const;
    expect(worked(night, [], ...range)).toEqual(['11-23T14:00/11-23T22:00']);
    expect(worked(night, [{ from: '2026-11-24', to: '2026-11-24' }], ...range)).toEqual(['11-23T14:00/11-23T16:00']);
    expect(worked(night, [{ from: '2026-11-23', to: '2026-11-23' }], ...range)).toEqual([]);
    expect(worked(night, [], '2026-11-23T18:00:00Z', '2026-11-24T00:00:00Z')).toEqual(['11-23T18:00/11-23T22:00']);
  });

  it('follows the wall clock over a change of the clock', () => {
    const morning: Shift[] = [{ days: [7, 1], from: '09:00', to: '12:00' }];
    expect(worked(morning, [], '2026-03-01T00:00:00Z', '2026-03-09T00:00:00Z', 'America/New_York')).toEqual([
      '03-01T14:00/03-01T17:00',
      '03-02T14:00/03-02T17:00',
      '03-08T13:00/03-08T16:00',
    ]);
  });

  it('does not work in an hour that does not exist, nor twice in one that comes again', () => {
    const early: Shift[] = [{ days: [7], from: '02:00', to: '03:00' }];
    expect(worked(early, [], '2026-03-08T00:00:00Z', '2026-03-09T00:00:00Z', 'America/New_York')).toEqual([]);
    const again: Shift[] = [{ days: [7], from: '01:00', to: '02:00' }];
    expect(worked(again, [], '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', 'America/New_York')).toEqual([
      '11-01T06:00/11-01T07:00',
    ]);
  });

  it('is sorted and disjoint, inside the range and outside leave, whatever the shifts', () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const shift = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: time,
      to: time,
    });
    const zones = fc.constantFrom('Asia/Shanghai', 'America/Santiago', 'Africa/Cairo', 'Australia/Lord_Howe');
    const start = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 1) }).map((at) => new Date(at));
    fc.assert(
      fc.property(fc.array(shift, { maxLength: 4 }), start, zones, (shifts, from, zone) => {
        const range = { start: from, end: new Date(from.getTime() + 10 * 86_400_000) };
        const working = shifts.filter((one) => one.from !== one.to);
        const intervals = shiftIntervals({ shifts: working, leave: [] }, range, zone);
        let previous = range.start.getTime() - 1;
        for (const { start, end } of intervals) {
          expect(start.getTime()).toBeGreaterThan(previous);
          expect(end.getTime()).toBeGreaterThan(start.getTime());
          previous = end.getTime();
        }
        expect(previous).toBeLessThanOrEqual(range.end.getTime());
      }),
      { numRuns: 60 },
    );
  });
});
