import fc from 'fast-check';
import { type WaitedVisit, nextStep, retryAt, waitUntil } from './next-rung.js';

const at = new Date('2026-11-23T02:00:00Z');
const hours = (n: number) => new Date(at.getTime() + n * 3_600_000);
const rungs = [
  { channel: 'sms', waitHours: 24 },
  { channel: 'email', waitHours: 24 },
  { channel: 'call', waitHours: 24 },
];
const ladder = ['sms', 'email', 'call'];

describe('the wait of a rung', () => {
  it('is as long as the campaign says while the deadline is far', () => {
    expect(waitUntil({ ladder, rung: 0, dueAt: hours(240) }, rungs, at)).toEqual(hours(24));
  });

  it('is shortened evenly for this rung and those to come when the deadline is near', () => {
    expect(waitUntil({ ladder, rung: 0, dueAt: hours(36) }, rungs, at)).toEqual(hours(12));
    expect(waitUntil({ ladder, rung: 1, dueAt: hours(36) }, rungs, at)).toEqual(hours(18));
  });

  it('of the last rung lasts until the deadline, and its own time where that has passed', () => {
    expect(waitUntil({ ladder, rung: 2, dueAt: hours(36) }, rungs, at)).toEqual(hours(36));
    expect(waitUntil({ ladder, rung: 2, dueAt: hours(-1) }, rungs, at)).toEqual(hours(24));
  });

  it('never ends before it begins, and never pushes the ladder beyond a deadline that can be kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 2 }), (due, rung) => {
        const until = waitUntil({ ladder, rung, dueAt: hours(due) }, rungs, at);
        expect(until.getTime()).toBeGreaterThanOrEqual(at.getTime());
        expect(until.getTime()).toBeLessThanOrEqual(hours(due).getTime());
      }),
    );
  });
});

describe('another try of the same rung', () => {
  it('comes later each time, and not at all after the fourth', () => {
    const pauses = [1, 2, 3].map((tried) => (retryAt(tried, at)?.getTime() ?? 0) - at.getTime());
    expect(pauses).toEqual([60_000, 300_000, 1_800_000]);
    expect(retryAt(4, at)).toBeNull();
  });

  it('waits at least as long as the provider asks', () => {
    expect(retryAt(1, at, 90_000)).toEqual(new Date(at.getTime() + 90_000));
  });
});

describe('after a wait', () => {
  const visit = (over: Partial<WaitedVisit> = {}): WaitedVisit => ({
    rung: 0,
    try: 1,
    ladder,
    attempt: { state: 'delivered', channel: 'sms', errorClass: null },
    mayHaveArrived: true,
    onlyNotifies: false,
    ...over,
  });

  it('the next rung follows where nobody answered', () => {
    expect(nextStep(visit())).toMatchObject({
      kind: 'attempt',
      rung: 1,
      try: 1,
      channel: 'email',
      reason: { code: 'no-answer-on-rung' },
    });
  });

  it('the same rung follows after a refusal that allows it, while tries are left', () => {
    const failed = { state: 'failed', channel: 'sms', errorClass: 'retry' } as const;
    expect(nextStep(visit({ attempt: failed }))).toMatchObject({ kind: 'attempt', rung: 0, try: 2, channel: 'sms' });
    expect(nextStep(visit({ attempt: failed, try: 4 }))).toMatchObject({ kind: 'attempt', rung: 1, try: 1 });
  });

  it('the visit ends after the last rung: expired where something may have arrived, else unreachable', () => {
    expect(nextStep(visit({ rung: 2 }))).toMatchObject({ kind: 'end', to: 'expired' });
    const failed = { state: 'undelivered', channel: 'call', errorClass: null } as const;
    expect(nextStep(visit({ rung: 2, attempt: failed, mayHaveArrived: false }))).toMatchObject({
      kind: 'end',
      to: 'unreachable',
    });
  });

  it('a campaign that only notifies is done with what was accepted', () => {
    const accepted = { state: 'accepted', channel: 'email', errorClass: null } as const;
    expect(nextStep(visit({ onlyNotifies: true, attempt: accepted }))).toMatchObject({ kind: 'end', to: 'completed' });
  });

  it('an attempt that is still in hand is left alone', () => {
    for (const state of ['scheduled', 'held', 'claimed', 'handed_over', 'in_doubt'] as const) {
      expect(nextStep(visit({ attempt: { state, channel: 'sms', errorClass: null } }))).toEqual({ kind: 'leave' });
    }
  });
});
