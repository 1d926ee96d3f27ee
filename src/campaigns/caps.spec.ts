import fc from 'fast-check';
import { pastContact } from '../../test/support/audience-builders.js';
import type { PastContact } from './audience-member.js';
import { decideCaps } from './caps.js';
import type { CapQuestion } from './caps.js';
import { dailyCapsOnly, resolveCaps } from './contact-caps.js';
import type { ContactCaps } from './contact-caps.js';

const CN: ContactCaps = {
  call: { perDay: 1, perWeek: 3, maxAttemptsPerVisit: 5, minGapHours: 4 },
  sms: { perDay: 1, per30d: 2 },
  email: { per7d: 1, per30d: 3 },
  anyPer24h: 2,
};
const NOW = new Date('2026-11-23T02:00:00Z'); // 10:00 in Shanghai

function ask(channel: CapQuestion['channel'], contacts: readonly PastContact[], overrides: Partial<CapQuestion> = {}) {
  return decideCaps(
    { channel, address: '+8613800138000', caps: CN, contacts, zone: 'Asia/Shanghai', ...overrides },
    NOW,
  );
}
const call = (at: string, reached = true): PastContact => pastContact(at, { channel: 'call', reached });

const HOUR_MS = 3_600_000;

describe('contacts that other campaigns have planned', () => {
  const sms = (at: string) =>
    ({ at: new Date(at), channel: 'sms', address: '+8613800138000', ofCustomer: true }) as const;

  it('keep the time of a window before and after them', () => {
    const planned = [sms('2026-11-23T12:00:00Z')];
    expect(ask('sms', [], { planned })).toEqual({
      reason: { code: 'cap-planned', params: { channel: 'sms', limit: 1, window: 'day' } },
      nextAt: new Date('2026-11-24T12:00:00Z'),
    });
    expect(ask('sms', [], { planned: [sms('2026-11-24T02:00:00Z')] })).toBeNull();
  });

  it('stand in the way of a moment that is chosen later, up to the last that may be chosen', () => {
    const planned = [sms('2026-11-25T02:00:00Z')];
    const until = (at: string) => ask('sms', [], { planned, until: new Date(at) })?.nextAt;
    expect(until('2026-11-24T02:00:01Z')).toEqual(new Date('2026-11-26T02:00:00Z'));
    expect(until('2026-11-24T02:00:00Z')).toBeUndefined();
  });

  it('count with what was', () => {
    const past = [pastContact('2026-11-22T12:00:00Z')];
    const planned = [{ ...sms('2026-11-23T06:00:00Z'), channel: 'call' as const }];
    expect(ask('email', past, { planned })?.reason).toMatchObject({ code: 'cap-planned', params: { channel: 'any' } });
    expect(ask('email', past)).toBeNull();
  });

  // Mutants that this finds: `from < to` in place of `from < sorted[first]`; `first + limit` for `first + limit - 1`;
  // `until` disregarded.
  it('never let a window hold more than its limit, whichever moment is taken', () => {
    const times = fc.array(fc.integer({ min: -60, max: 120 }), { maxLength: 5 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 90 }), (all, perDay, last) => {
        const at = (hour: number) => new Date(NOW.getTime() + hour * HOUR_MS);
        const contacts = all.filter((hour) => hour <= 0).map((hour) => pastContact(at(hour).toISOString()));
        const planned = all.filter((hour) => hour > 0).map((hour) => sms(at(hour).toISOString()));
        const cap = ask('sms', contacts, { planned, until: at(last), caps: { sms: { perDay } } });
        const fits = (hour: number) => {
          const near = all.filter((other) => Math.abs(other - hour) < 24);
          const windows = [hour, ...near].map((end) => [...near, hour].filter((h) => h <= end && h > end - 24));
          return windows.every((window) => !window.includes(hour) || window.length <= perDay);
        };
        const first = cap === null ? 0 : ((cap.nextAt?.getTime() ?? 0) - NOW.getTime()) / HOUR_MS;
        for (let hour = first; hour < last; hour++) expect(fits(hour)).toBe(true);
        if (first > 0 && first - 1 < last) expect(fits(first - 1)).toBe(false);
      }),
      { numRuns: 1_000, seed: 4 },
    );
  });
});

describe('contact caps', () => {
  it('leave room where nothing happened', () => {
    expect(ask('sms', [])).toBeNull();
  });

  it('roll: a day is 24 hours', () => {
    expect(ask('sms', [pastContact('2026-11-22T02:00:01Z')])).toEqual({
      reason: { code: 'cap-reached', params: { channel: 'sms', limit: 1, window: 'day' } },
      nextAt: new Date('2026-11-23T02:00:01Z'),
    });
    expect(ask('sms', [pastContact('2026-11-22T02:00:00Z')])).toBeNull();
  });

  it('answer with what binds longest', () => {
    const contacts = [pastContact('2026-11-22T12:00:00Z'), pastContact('2026-11-01T02:00:00Z')];
    expect(ask('sms', contacts)).toMatchObject({
      reason: { params: { window: '30d' } },
      nextAt: new Date('2026-12-01T02:00:00Z'),
    });
  });

  it('count all channels together, except calls that nobody took', () => {
    const sms = pastContact('2026-11-22T12:00:00Z');
    const onsite = pastContact('2026-11-22T14:00:00Z', { channel: 'onsite' });
    expect(ask('email', [sms, onsite])).toMatchObject({
      reason: { params: { channel: 'any' } },
      nextAt: new Date('2026-11-23T12:00:00Z'),
    });
    expect(ask('email', [sms, call('2026-11-22T14:00:00Z', false)])).toBeNull();
  });

  it('count the address of a shared phone whoever was contacted there', () => {
    const other = pastContact('2026-11-22T12:00:00Z', { ofCustomer: false });
    expect(ask('sms', [other])?.nextAt).toEqual(new Date('2026-11-23T12:00:00Z'));
    expect(ask('sms', [{ ...other, address: '+8613900139000' }])).toBeNull();
  });

  it('count customer and address apart, so that one contact is not two', () => {
    const email = pastContact('2026-11-22T12:00:00Z', { channel: 'email', address: 'a@example.com' });
    const other = pastContact('2026-11-22T13:00:00Z', { ofCustomer: false });
    expect(ask('call', [email, other])).toBeNull();
  });

  it('keep four hours between two calls', () => {
    const relaxed = { caps: { call: { minGapHours: 4 } } };
    expect(ask('call', [call('2026-11-22T23:00:00Z')], relaxed)).toMatchObject({
      reason: { params: { window: 'gap' } },
      nextAt: new Date('2026-11-23T03:00:00Z'),
    });
    expect(ask('call', [call('2026-11-22T22:00:00Z')], relaxed)).toBeNull();
  });

  it('try an unanswered call again only in another part of the day', () => {
    const relaxed = { caps: { call: { perDay: 1 } } };
    expect(ask('call', [call('2026-11-23T00:00:00Z', false)], relaxed)).toEqual({
      reason: { code: 'cap-same-day-part', params: { channel: 'call' } },
      nextAt: new Date('2026-11-23T04:00:00Z'),
    });
    expect(ask('call', [call('2026-11-22T11:00:00Z', false)], relaxed)).toBeNull();
  });

  it('try at most three unanswered calls in a day', () => {
    const tries = ['2026-11-22T03:00:00Z', '2026-11-22T06:00:00Z', '2026-11-22T11:00:00Z'].map((at) => call(at, false));
    expect(ask('call', tries)).toMatchObject({
      reason: { params: { window: 'tries', limit: 3 } },
      nextAt: new Date('2026-11-23T03:00:00Z'),
    });
  });

  it('never leave room where the cap is nothing at all', () => {
    expect(ask('sms', [], { caps: { sms: { perDay: 0 } } })).toMatchObject({ nextAt: null });
  });

  it('leave room at the instant that they name, and not a moment before', () => {
    const contacts = fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: 40 * 24 * 60 }).map((minutes) => new Date(NOW.getTime() - minutes * 60_000)),
        channel: fc.constantFrom('sms', 'email', 'call', 'onsite'),
        reached: fc.boolean(),
        ofCustomer: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(contacts, fc.constantFrom('sms', 'email', 'call'), (given, channel) => {
        const past = given.map((contact) => pastContact(NOW.toISOString(), contact));
        const question: CapQuestion = {
          channel,
          address: '+8613800138000',
          caps: CN,
          contacts: past,
          zone: 'Asia/Shanghai',
        };
        const reached = decideCaps(question, NOW);
        if (reached === null) return true;
        const nextAt = reached.nextAt ?? NOW;
        const before = decideCaps(question, new Date(nextAt.getTime() - 1));
        return nextAt > NOW && before !== null && decideCaps(question, nextAt) === null;
      }),
    );
  });
});

describe("a campaign's caps", () => {
  it("stand in the policy's place limit by limit", () => {
    expect(resolveCaps(CN, 'policy')).toEqual(CN);
    expect(resolveCaps(CN, { sms: { perDay: 3 }, anyPer24h: 5 })).toEqual({
      ...CN,
      sms: { perDay: 3, per30d: 2 },
      anyPer24h: 5,
    });
  });

  it('keep only the limits of a day for visits that answer something that just happened', () => {
    expect(dailyCapsOnly(CN)).toEqual({
      call: { perDay: 1, maxAttemptsPerVisit: 5, minGapHours: 4 },
      sms: { perDay: 1 },
      email: {},
      anyPer24h: 2,
    });
  });
});
