import fc from 'fast-check';
import {
  addOutcomes,
  afterOutcomes,
  type Breaker,
  FIRST_SHARE,
  isQuiet,
  NO_OUTCOMES,
  type OutcomeCounts,
  QUIET,
  shareOfRate,
  toProbe,
} from './circuit-breaker.js';

const rules = { coolOffMs: 5_000, rampMs: 60_000 };
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 2) + seconds * 1_000);
const fine = (count: number): OutcomeCounts => ({ ...NO_OUTCOMES, fine: count });
const failed = (count: number, cause = 'ECONNREFUSED'): OutcomeCounts => ({
  fine: 0,
  failed: count,
  failedLast: count,
  cause,
});
const opened = () => afterOutcomes(QUIET, failed(8), rules, at(0));
const seconds = (breaker: Breaker) => ((breaker.until?.getTime() ?? 0) - (breaker.since?.getTime() ?? 0)) / 1_000;

describe('the circuit breaker', () => {
  it('opens after eight failures one after another, and says by what', () => {
    const before = afterOutcomes(QUIET, failed(7), rules, at(0));
    expect(before.phase).toBe('closed');
    const after = afterOutcomes(before, failed(1, 'ENOTFOUND'), rules, at(1));
    expect(after).toMatchObject({ phase: 'open', since: at(1), until: at(6), trips: 1, cause: 'ENOTFOUND' });
  });

  it('does not open while the provider answers now and then, unless half of what is counted fails', () => {
    let breaker = QUIET;
    for (let i = 0; i < 10; i += 1)
      breaker = afterOutcomes(breaker, addOutcomes(failed(4), fine(6)), rules, at(i / 10));
    expect(breaker).toMatchObject({ phase: 'closed', failedInRow: 0, countedFailed: 40 });
    let storm = QUIET;
    for (let i = 0; i < 2; i += 1) storm = afterOutcomes(storm, addOutcomes(failed(5), fine(5)), rules, at(i));
    expect(storm.phase).toBe('open');
  });

  it('forgets after half a minute what it counted', () => {
    const before = afterOutcomes(QUIET, addOutcomes(failed(9), fine(9)), rules, at(0));
    expect(afterOutcomes(before, addOutcomes(failed(1), fine(1)), rules, at(29)).phase).toBe('open');
    expect(afterOutcomes(before, addOutcomes(failed(1), fine(1)), rules, at(30)).phase).toBe('closed');
  });

  it('is not moved, while it is open, by what was under way before', () => {
    expect(afterOutcomes(opened(), fine(3), rules, at(1))).toEqual(opened());
    expect(afterOutcomes(opened(), failed(30), rules, at(1))).toEqual(opened());
  });

  it('lets one message find out when the cool-off is over, and another when nobody answered for that one', () => {
    expect(toProbe(opened(), at(4.9))).toBeNull();
    const probing = toProbe(opened(), at(5));
    expect(probing).toMatchObject({ phase: 'probing', since: at(5), until: at(65), trips: 1 });
    expect(toProbe(probing!, at(64))).toBeNull();
    expect(toProbe(probing!, at(65))).toMatchObject({ phase: 'probing', since: at(65) });
    expect(toProbe(QUIET, at(5))).toBeNull();
  });

  it('stays open twice as long after each probe that failed, five minutes at most', () => {
    let breaker = opened();
    const lengths: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      lengths.push(seconds(breaker));
      breaker = afterOutcomes(toProbe(breaker, breaker.until!)!, failed(1), rules, breaker.until!);
    }
    expect(lengths).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it('recovers by a rate that grows evenly from a twentieth to the whole', () => {
    const recovering = afterOutcomes(toProbe(opened(), at(5))!, fine(1), rules, at(6));
    expect(recovering).toMatchObject({ phase: 'recovering', since: at(6), until: at(66), trips: 1 });
    expect(shareOfRate(recovering, at(6))).toBe(FIRST_SHARE);
    expect(shareOfRate(recovering, at(36))).toBeCloseTo((1 + FIRST_SHARE) / 2);
    expect(shareOfRate(recovering, at(66))).toBe(1);
    expect([shareOfRate(opened(), at(1)), shareOfRate(QUIET, at(1))]).toEqual([0, 1]);
  });

  it('opens again sooner while it recovers, and for longer; a recovery that went well is forgotten', () => {
    const recovering = afterOutcomes(toProbe(opened(), at(5))!, fine(1), rules, at(6));
    expect(afterOutcomes(recovering, failed(2), rules, at(7)).phase).toBe('recovering');
    const again = afterOutcomes(recovering, failed(3), rules, at(7));
    expect([again.phase, again.trips, seconds(again)]).toEqual(['open', 2, 10]);
    expect(afterOutcomes(recovering, fine(1), rules, at(66))).toEqual(QUIET);
  });

  it('is quiet again after one failure, when the next ones went well for half a minute', () => {
    const once = afterOutcomes(QUIET, failed(1), rules, at(0));
    expect(isQuiet(once)).toBe(false);
    const between = afterOutcomes(once, fine(5), rules, at(10));
    expect([isQuiet(between), between.failedInRow]).toEqual([false, 0]);
    expect(isQuiet(afterOutcomes(between, fine(5), rules, at(31)))).toBe(true);
  });

  it('never lets more than a probe go after failures only, however they come, and never closes without a fine one', () => {
    const step = fc.record({ failures: fc.integer({ min: 0, max: 12 }), later: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let breaker = opened();
        let now = 0;
        for (const { failures, later } of steps) {
          now += later;
          breaker = toProbe(breaker, at(now)) ?? breaker;
          breaker = afterOutcomes(breaker, failed(failures), rules, at(now));
          expect(shareOfRate(breaker, at(now))).toBe(0);
          expect(['open', 'probing']).toContain(breaker.phase);
        }
      }),
    );
  });
});
