import fc from 'fast-check';
import { birthdayIn, dueOccasions } from './due-occasions.js';
import type { OccasionFrame, TriggerFact } from './due-occasions.js';
import type { StandingRule } from './standing-rule.js';

const DAY_MS = 86_400_000;
const frame = (overrides: Partial<OccasionFrame> = {}): OccasionFrame => ({
  now: new Date('2026-11-23T02:00:00Z'),
  since: new Date('2026-11-20T00:00:00Z'),
  until: new Date('2027-11-20T00:00:00Z'),
  zone: 'Asia/Shanghai',
  promise: (at, days) => new Date(at.getTime() + days * DAY_MS),
  ...overrides,
});
const fact = (overrides: Partial<TriggerFact>): TriggerFact => ({
  at: null,
  on: null,
  ref: null,
  intervalDays: null,
  ...overrides,
});
const afterService: StandingRule = { trigger: 'last-service', earliestDays: 0, dueDays: 3 };
const renewal: StandingRule = { trigger: 'card-expiry', earliestDays: -30, dueDays: -7 };
const birthday: StandingRule = { trigger: 'birthday', earliestDays: 0, dueDays: 0 };

describe('occasions of a standing campaign', () => {
  it('are due three days after a service (T2)', () => {
    const served = fact({ at: new Date('2026-11-20T09:00:00Z'), ref: '77' });
    expect(dueOccasions(afterService, served, frame())).toEqual([
      {
        occasion: 'service:77',
        triggerAt: new Date('2026-11-20T09:00:00Z'),
        earliestAt: new Date('2026-11-20T09:00:00Z'),
        dueAt: new Date('2026-11-23T09:00:00Z'),
      },
    ]);
  });

  it('count the days of a promise as the campaign says', () => {
    const workingDays = frame({ promise: () => new Date('2026-11-25T09:00:00Z') });
    const [due] = dueOccasions(afterService, fact({ at: new Date('2026-11-20T09:00:00Z'), ref: '77' }), workingDays);
    expect(due?.dueAt).toEqual(new Date('2026-11-25T09:00:00Z'));
  });

  it('leave out what could no longer be kept when the campaign began, and keep what was missed since', () => {
    expect(dueOccasions(afterService, fact({ at: new Date('2026-11-17T00:00:00Z'), ref: '1' }), frame())).toEqual([]);
    const late = frame({ now: new Date('2026-12-10T00:00:00Z') });
    expect(dueOccasions(afterService, fact({ at: new Date('2026-11-21T00:00:00Z'), ref: '1' }), late)).toHaveLength(1);
  });

  it('do not come before their earliest day, nor after the campaign', () => {
    const tomorrow = fact({ at: new Date('2026-11-23T03:00:00Z'), ref: '1' });
    expect(dueOccasions(afterService, tomorrow, frame())).toEqual([]);
    const over = frame({ now: new Date('2028-01-01T00:00:00Z') });
    expect(dueOccasions(afterService, fact({ at: new Date('2027-12-31T00:00:00Z'), ref: '1' }), over)).toEqual([]);
  });

  it('remind thirty days before a card expires, until the second reminder, and once more seven days before', () => {
    const first = {
      occasion: 'card-expiry:2026-12-20',
      triggerAt: new Date('2026-12-19T16:00:00Z'),
      earliestAt: new Date('2026-11-19T16:00:00Z'),
      dueAt: new Date('2026-12-12T16:00:00Z'),
    };
    expect(dueOccasions(renewal, fact({ on: '2026-12-20' }), frame())).toEqual([first]);
    expect(dueOccasions(renewal, fact({ on: '2026-12-24' }), frame())).toEqual([]);
    const onSeventh = frame({ now: new Date('2026-12-12T16:00:00Z') });
    expect(dueOccasions(renewal, fact({ on: '2026-12-20' }), onSeventh)).toEqual([
      {
        ...first,
        occasion: 'card-expiry:2026-12-20:-7',
        earliestAt: new Date('2026-12-12T16:00:00Z'),
        dueAt: new Date('2026-12-19T16:00:00Z'),
      },
    ]);
  });

  it('remind once where the rule names one day, or reaches the expiry', () => {
    const keys = (rule: StandingRule) => dueOccasions(rule, fact({ on: '2026-11-25' }), frame()).map((o) => o.occasion);
    expect(keys({ ...renewal, earliestDays: -7, dueDays: -7 })).toEqual([]);
    expect(keys({ ...renewal, earliestDays: -2, dueDays: -2 })).toEqual(['card-expiry:2026-11-25']);
    expect(keys({ ...renewal, earliestDays: -7, dueDays: 0 })).toEqual(['card-expiry:2026-11-25']);
  });

  it('are the whole local day of a birthday, once a year', () => {
    expect(dueOccasions(birthday, fact({ on: '1990-11-23' }), frame())).toEqual([
      {
        occasion: 'birthday:2026',
        triggerAt: new Date('2026-11-22T16:00:00Z'),
        earliestAt: new Date('2026-11-22T16:00:00Z'),
        dueAt: new Date('2026-11-23T16:00:00Z'),
      },
    ]);
    expect(dueOccasions(birthday, fact({ on: '1990-11-24' }), frame())).toEqual([]);
  });

  it('know a birthday in January by its own year when it is announced in December', () => {
    const announced = { ...birthday, earliestDays: -7 };
    const december = frame({ now: new Date('2026-12-27T02:00:00Z') });
    expect(dueOccasions(announced, fact({ on: '1990-01-02' }), december).map(({ occasion }) => occasion)).toEqual([
      'birthday:2027',
    ]);
  });

  it('put a birthday of 29 February on the 28th in common years', () => {
    expect(birthdayIn(2027, '2000-02-29')).toBe('2027-02-28');
    expect(birthdayIn(2028, '2000-02-29')).toBe('2028-02-29');
    expect(birthdayIn(2100, '2000-02-29')).toBe('2100-02-28');
  });

  it('follow the last visit by the interval, the own one of the customer first (T11)', () => {
    const quarterly: StandingRule = { trigger: 'last-visit', earliestDays: 90, dueDays: 97 };
    const visited = { at: new Date('2026-08-20T02:00:00Z') };
    const [due] = dueOccasions(quarterly, fact(visited), frame());
    expect(due).toMatchObject({
      occasion: 'last-visit:2026-08-20T02:00:00.000Z',
      dueAt: new Date('2026-11-25T02:00:00Z'),
    });
    expect(dueOccasions(quarterly, fact({ ...visited, intervalDays: 120 }), frame())).toEqual([]);
  });

  it('take in who was overdue for a visit when the campaign began', () => {
    const quarterly: StandingRule = { trigger: 'last-visit', earliestDays: 90, dueDays: 97 };
    const [due] = dueOccasions(quarterly, fact({ at: new Date('2025-01-01T02:00:00Z') }), frame());
    expect(due?.dueAt).toEqual(new Date('2026-11-27T00:00:00Z'));
  });

  it('keep the local time of day over a change of the clocks', () => {
    const overnight = frame({
      now: new Date('2026-03-08T20:00:00Z'),
      since: new Date('2026-03-01T00:00:00Z'),
      zone: 'America/New_York',
    });
    const nextDay: StandingRule = { trigger: 'assigned', earliestDays: 1, dueDays: 1 };
    const [due] = dueOccasions(nextDay, fact({ at: new Date('2026-03-07T14:00:00Z') }), overnight);
    expect(due?.earliestAt).toEqual(new Date('2026-03-08T13:00:00Z'));
  });

  it('have a key that does not depend on when one looks', () => {
    const rules = fc.constantFrom(afterService, renewal, { ...birthday, earliestDays: -3 });
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 48 }), (rule, day, hours) => {
        const known = fact({ at: new Date('2026-11-22T09:00:00Z'), on: '2026-12-05', ref: '5' });
        const now = new Date(new Date('2026-11-10T00:00:00Z').getTime() + day * DAY_MS);
        const seen = dueOccasions(rule, known, frame({ now }));
        const later = dueOccasions(rule, known, frame({ now: new Date(now.getTime() + hours * 3_600_000) }));
        // The second reminder takes the place of the first.
        if (later.some(({ occasion }) => occasion.endsWith(':-7'))) return seen.length === later.length;
        return seen.every((occasion) => later.some((other) => other.occasion === occasion.occasion));
      }),
    );
  });
});
