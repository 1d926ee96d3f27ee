import fc from 'fast-check';
import { aPlanFrame, aProfile, hours, planColumns, TUESDAY } from '../../test/support/plan-inputs.js';
import type { PlanInstance } from '../../test/support/plan-instances.js';
import { mostMessages } from '../../test/support/plan-oracle.js';
import { placeMessages } from './place-messages.js';
import type { Candidate, ChannelRate } from './plan-input.js';
import { solvePlan } from './solve-plan.js';
import { groupByTime } from './time-classes.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

type Rate = Omit<ChannelRate, 'held'> & Partial<ChannelRate>;

function place(candidates: readonly Partial<Candidate>[], windows: readonly Float64Array[], rate: Rate) {
  const columns = planColumns(candidates);
  const members = candidates.map((_, member) => member);
  const profiles = windows.map((open) => aProfile({ windows: open }));
  const slots = new Float64Array(columns.length).fill(NaN);
  const frame = { rate: { held: [], ...rate }, slots, dayOf: aPlanFrame().dayOf };
  const measured = placeMessages(members, groupByTime(members, columns, profiles), frame);
  return { slots: [...slots], measured };
}

function many(count: number, overrides: Partial<Candidate> = {}): Partial<Candidate>[] {
  return Array.from({ length: count }, () => overrides);
}

/** `count` messages of others in the minute that begins at `hour`. */
function held(hour: number, count: number): ChannelRate['held'][number] {
  return { at: TUESDAY + hour * HOUR, count };
}

/** How many go in each stretch of `length` milliseconds, by its hour from Tuesday 00:00. */
function countPer(length: number, slots: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const at of slots) {
    if (Number.isNaN(at)) continue;
    const hour = (Math.floor((at - TUESDAY) / length) * length) / HOUR;
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return counts;
}

describe('placeMessages', () => {
  it('makes room in the hours that are open to some for those who have no other', () => {
    // 300 may go at any of three hours, 300 only in the first: the others keep out of it.
    const candidates = Array.from({ length: 600 }, (_, i) => ({ profile: i % 2 }));
    const { slots } = place(candidates, [hours(9, 12), hours(9, 10)], { perMinute: 1_000 });
    expect([...countPer(HOUR, slots)].sort(([a], [b]) => a - b)).toEqual([
      [9, 300],
      [10, 150],
      [11, 150],
    ]);
  });

  it('keeps clear of the minutes that other campaigns have planned, where it can', () => {
    const { slots } = place(many(100), [hours(9, 11)], { perMinute: 120, held: [held(9, 60), held(9.5, 120)] });
    const minutes = countPer(MINUTE, slots);
    expect([minutes.has(9), minutes.has(9.5), Math.max(...minutes.values())]).toEqual([false, false, 1]);
  });

  it('fills a minute that others have planned only up to the rate of that minute', () => {
    const rate = { perMinute: 3, held: [held(9, 3), held(9 + 1 / 60, 2)] };
    const { slots } = place(many(9), [hours(9, 9 + 3 / 60)], rate);
    expect([...countPer(MINUTE, slots).values()]).toEqual([1, 3]);
    expect(slots.filter(Number.isNaN)).toHaveLength(5);
  });

  it('sends what is due first earlier', () => {
    const dues = [12, 11, 10].map((hour) => TUESDAY + hour * HOUR);
    const candidates = dues.map((rolledDue) => ({ rolledDue }));
    const { slots } = place(candidates, [hours(9, 12)], { perMinute: 1 });
    slots.forEach((at, i) => expect(at).toBeLessThan(dues[i]!));
  });

  it('counts a message of three segments three times', () => {
    const { slots } = place(many(40), [hours(9, 9.1)], { perMinute: 12, unitsPerMessage: 3 });
    expect([...countPer(MINUTE, slots).values()]).toEqual([4, 4, 4, 4, 4, 4]);
  });

  it('keeps to the limit of a day and gives the day before and after what it leaves', () => {
    const candidates = [...many(60, { profile: 0 }), ...many(40, { profile: 1 })];
    const windows = [hours(9, 12, 33, 36), hours(9, 12)];
    const others = [held(9, 10), held(35, 5)];
    const perDay = (most: number | null): [number, number][] => [
      ...countPer(24 * HOUR, place(candidates, windows, { perMinute: 10, perDay: most, held: others }).slots.sort()),
    ];
    expect([null, 70, 57, 30].map(perDay)).toEqual([
      [
        [0, 50],
        [24, 50],
      ],
      [
        [0, 50],
        [24, 50],
      ],
      [
        [0, 47],
        [24, 52],
      ],
      [
        [0, 20],
        [24, 25],
      ],
    ]);
  });

  it('measures how even each window came out', () => {
    const { measured } = place(many(90), [hours(9, 10, 14, 14.5)], { perMinute: 10 });
    expect(measured).toEqual([
      { from: TUESDAY + 9 * HOUR, to: TUESDAY + 10 * HOUR, count: 60, maxPerMinute: 1, evenPerMinute: 1 },
      { from: TUESDAY + 14 * HOUR, to: TUESDAY + 14.5 * HOUR, count: 30, maxPerMinute: 1, evenPerMinute: 1 },
    ]);
  });
});

const RUNS = 300;
const SEED = 20261128;

/** Many messages in a few minutes that are open to some, to others or to both, and partly taken. */
const crowds = fc
  .record({
    kinds: fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 120 }),
        edges: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    perMinute: fc.constantFrom(4, 10, 30),
    held: fc.uniqueArray(fc.record({ minute: fc.nat(40), count: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 6,
      selector: ({ minute }) => minute,
    }),
  })
  .map(({ kinds, perMinute, held: others }): PlanInstance => {
    const windows = kinds.map(({ edges }) => hours(...edges.sort((a, b) => a - b).map((minute) => 9 + minute / 60)));
    const candidates = kinds.flatMap(({ count }, profile) => many(count, { profile }));
    const rates = { perMinute, held: others.map(({ minute, count }) => held(9 + minute / 60, count)) };
    return {
      candidates: candidates.map((one) => ({ ...one, from: TUESDAY + 9 * HOUR, rolledDue: TUESDAY + 12 * HOUR })),
      demands: candidates.map(() => ({ skill: null, language: null, region: null, notServedBy: null })),
      frame: aPlanFrame({
        profiles: windows.map((open) => aProfile({ windows: open })),
        rates: { sms: rates, email: rates },
      }),
    };
  });

function slotsOf({ candidates, frame }: PlanInstance): number[] {
  return [...solvePlan(planColumns(candidates), frame).slot].filter((at) => !Number.isNaN(at));
}

/** Minutes with messages of this plan: how many they hold together with those of others. */
function fullMinutes({ frame }: PlanInstance, slots: readonly number[]): number[] {
  const others = new Map(frame.rates.sms.held.map(({ at, count }) => [Math.round((at - TUESDAY) / MINUTE), count]));
  const own = countPer(MINUTE, slots);
  return [...own].map(([hour, count]) => count + (others.get(Math.round(hour * 60)) ?? 0));
}

describe('the minutes of messages, whatever is asked', () => {
  it('take no more than the rate, with what other campaigns have planned in them', () => {
    // Mutant that this finds: `free` in RateMinutes.pieceOf without what is held.
    fc.assert(
      fc.property(crowds, (instance) => {
        for (const count of fullMinutes(instance, slotsOf(instance))) {
          expect(count).toBeLessThanOrEqual(instance.frame.rates.sms.perMinute);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('are as empty as the fullest of them can be: with less in it somebody would be left out', async () => {
    // Mutants that this finds: a weight of 1 for all kinds in solveEvenly; no kinds of their own for `listLevels`.
    await fc.assert(
      fc.asyncProperty(crowds, async (instance) => {
        const slots = slotsOf(instance);
        const fullest = Math.max(0, ...fullMinutes(instance, slots));
        expect(Math.round(await mostMessages(instance, 'sms'))).toBe(slots.length);
        if (fullest > 0) expect(await mostMessages(instance, 'sms', fullest - 1)).toBeLessThan(slots.length - 0.5);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('lie at most 1.2 times above the even rate of a window that is open to all alike', () => {
    // Mutant that this finds: `spread` that goes on at `floor(before + 0.5)`.
    const windows = fc.uniqueArray(fc.nat(300), { minLength: 2, maxLength: 6 }).map((edges) => {
      const sorted = edges.sort((a, b) => a - b).slice(0, edges.length - (edges.length % 2));
      return hours(...sorted.map((minute) => 9 + minute / 60));
    });
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 3_000 }), (open, count) => {
        const { slots, measured } = place(many(count), [open], { perMinute: 100_000 });
        expect(measured.reduce((sum, window) => sum + window.count, 0)).toBe(count);
        for (const { from, to, maxPerMinute, evenPerMinute } of measured) {
          expect(maxPerMinute).toBeLessThanOrEqual(Math.max(1.2 * evenPerMinute, Math.ceil(evenPerMinute)));
          const inside = slots.filter((at) => from <= at && at < to);
          expect(Math.max(0, ...countPer(MINUTE, inside).values())).toBe(maxPerMinute);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
