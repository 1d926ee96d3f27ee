import fc from 'fast-check';
import { aProfile, hours, planColumns, TUESDAY } from '../../test/support/plan-inputs.js';
import { placeMessages } from './place-messages.js';
import { groupByTime } from './time-classes.js';

const HOUR = 3_600_000;

function place(candidates: Parameters<typeof planColumns>[0], windows: Float64Array[], perMinute: number, held = 0) {
  const columns = planColumns(candidates);
  const members = candidates.map((_, member) => member);
  const profiles = windows.map((open) => aProfile({ windows: open }));
  const slots = new Float64Array(columns.length).fill(NaN);
  const rate = { perMinute, held: held === 0 ? [] : [{ at: TUESDAY + 9 * HOUR, count: held }] };
  placeMessages(members, groupByTime(members, columns, profiles), rate, slots);
  return [...slots];
}

function perHour(slots: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const at of slots) {
    const hour = Math.floor((at - TUESDAY) / HOUR);
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return counts;
}

describe('placeMessages', () => {
  it('makes room in the hours that are open to some for those who have no other', () => {
    // 300 may go at any of three hours, 300 only in the first: the others keep out of it.
    const candidates = Array.from({ length: 600 }, (_, i) => ({ profile: i % 2 }));
    const slots = place(candidates, [hours(9, 12), hours(9, 10)], 1_000);
    expect(perHour(slots)).toEqual(
      new Map([
        [9, 300],
        [10, 150],
        [11, 150],
      ]),
    );
  });

  it('keeps clear of what other campaigns have planned', () => {
    const slots = place(
      Array.from({ length: 100 }, (_, i) => ({ profile: i % 2 })),
      [hours(9, 11), hours(10, 11)],
      1_000,
      60,
    );
    expect(perHour(slots)).toEqual(
      new Map([
        [9, 20],
        [10, 80],
      ]),
    );
  });

  it('sends what is due first earlier', () => {
    const dues = [12, 11, 10].map((hour) => TUESDAY + hour * HOUR);
    const slots = place(
      dues.map((rolledDue) => ({ rolledDue })),
      [hours(9, 12)],
      1,
    );
    slots.forEach((at, i) => expect(at).toBeLessThan(dues[i]!));
  });

  it('places as many as there is room for and never exceeds the rate of a minute', () => {
    const candidate = fc.record({
      profile: fc.nat(1),
      rolledDue: fc.constantFrom(9.1, 9.2, 10.1).map((hour) => TUESDAY + hour * HOUR),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (candidates, perMinute) => {
        const slots = place(candidates, [hours(9, 9.25), hours(9.1, 9.2, 10, 10.05)], perMinute);
        const minutes = new Map<number, number>();
        slots.forEach((at) => !Number.isNaN(at) && minutes.set(Math.floor(at / 60_000), 0));
        slots.forEach(
          (at) => !Number.isNaN(at) && minutes.set(Math.floor(at / 60_000), minutes.get(Math.floor(at / 60_000))! + 1),
        );
        for (const count of minutes.values()) expect(count).toBeLessThanOrEqual(perMinute);
        slots.forEach((at, i) => !Number.isNaN(at) && expect(at).toBeLessThan(candidates[i]!.rolledDue));
      }),
    );
  });
});
