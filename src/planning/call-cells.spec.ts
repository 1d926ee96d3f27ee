import { hours, TUESDAY } from '../../test/support/plan-inputs.js';
import { listCallCells } from './call-cells.js';
import { bucketTime } from './time-buckets.js';

const MINUTE = 60_000;
const options = { cellMs: 30 * MINUTE, from: 0, dayOf: (at: number) => Math.floor((at - TUESDAY) / 86_400_000) };
const clock = (at: Float64Array): number[] => [...at].map((moment) => (moment - TUESDAY) / 3_600_000);
const time = { shifts: hours(9, 11), heldAt: [], callsPerDay: null };

describe('listCallCells', () => {
  it('counts cells from the start of the shift while a call ends in it', () => {
    const cells = listCallCells({ ...time, shifts: hours(8.75, 10.5) }, bucketTime([hours(9, 12)]), options);
    expect(clock(cells.at)).toEqual([9.25, 9.75]);
  });

  it('leaves out what the windows close, what has passed, and what touches a planned call', () => {
    const heldAt = [TUESDAY + 9.6 * 3_600_000];
    const cells = listCallCells({ ...time, shifts: hours(8, 12), heldAt }, bucketTime([hours(9, 11.75)]), {
      ...options,
      from: TUESDAY + 9 * 3_600_000,
    });
    expect(clock(cells.at)).toEqual([9, 10.5, 11, 11.5]);
  });

  it('limits a day only where the limit is less than its cells', () => {
    const shifts = hours(9, 11, 33, 34);
    const cells = listCallCells({ shifts, heldAt: [], callsPerDay: 3 }, bucketTime([hours(0, 48)]), options);
    expect([...cells.day]).toEqual([0, 0, 0, 0, 1, 1]);
    expect([...cells.dayRoom]).toEqual([[0, 3]]);
  });

  it('takes planned calls out of the day', () => {
    const heldAt = [TUESDAY + 9 * 3_600_000, TUESDAY + 15 * 3_600_000];
    const cells = listCallCells({ ...time, heldAt, callsPerDay: 4 }, bucketTime([hours(0, 48)]), options);
    expect([...cells.dayRoom]).toEqual([[0, 2]]);
  });
});
