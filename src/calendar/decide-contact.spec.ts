import { aContactQuestion, at, calendarFor, localTimeOf, packagedPolicy } from '../../test/support/calendar-rules.js';
import type { ContactQuestion } from './contact-question.js';
import { decideContact } from './decide-contact.js';
import { parsePolicy } from './policy.js';
import { PACKAGED_POLICIES } from './packaged-policies.js';

function answer(local: string, overrides: Partial<ContactQuestion> = {}) {
  const decision = decideContact(aContactQuestion(overrides), at(local));
  return { ...decision, nextLocal: localTimeOf(decision.next) };
}

describe('calls under the packaged Chinese policy', () => {
  it.each([
    ['2026-11-23 08:59', false, '2026-11-23 09:00'],
    ['2026-11-23 09:00', true, '2026-11-23 09:00'],
    ['2026-11-23 11:55', true, '2026-11-23 11:55'],
    ['2026-11-23 11:56', false, '2026-11-23 14:00'],
    ['2026-11-23 12:30', false, '2026-11-23 14:00'],
    ['2026-11-23 19:55', true, '2026-11-23 19:55'],
    ['2026-11-23 19:56', false, '2026-11-24 09:00'],
    ['2026-11-27 20:30', false, '2026-11-30 09:00'],
    ['2026-11-28 10:00', false, '2026-11-30 09:00'],
    ['2026-10-10 10:00', true, '2026-10-10 10:00'],
    ['2026-09-20 10:00', true, '2026-09-20 10:00'],
    ['2026-09-30 20:30', false, '2026-10-08 09:00'],
    ['2026-10-01 10:00', false, '2026-10-08 09:00'],
    ['2026-10-09 20:30', false, '2026-10-10 09:00'],
    ['2026-02-14 20:30', false, '2026-02-24 09:00'],
    ['2026-12-31 20:30', false, '2027-01-04 09:00'],
    ['2027-02-04 20:30', false, '2027-02-09 09:00'],
  ])('at %s: allowed %s, next %s', (local, allowed, next) => {
    expect(answer(local)).toMatchObject({ allowed, nextLocal: next });
  });

  it('lets the last call start exactly when the guard minutes remain, and not a second later', () => {
    expect(answer('2026-11-23 11:55:00').allowed).toBe(true);
    expect(answer('2026-11-23 11:55:01').allowed).toBe(false);
  });

  it.each([
    ['2026-10-01 09:30', false, '2026-10-01 10:00'],
    ['2026-10-01 10:30', true, '2026-10-01 10:30'],
  ])('in a holiday campaign at %s: allowed %s, next %s', (local, allowed, next) => {
    expect(answer(local, { holidayCampaign: true })).toMatchObject({ allowed, nextLocal: next });
  });

  it('tells when the hours end, guard minutes included', () => {
    expect(localTimeOf(answer('2026-11-23 10:00').closesAt)).toBe('2026-11-23 12:00');
    expect(answer('2026-11-23 13:00').closesAt).toBeNull();
  });
});

describe('text messages and e-mail under the packaged Chinese policy', () => {
  it.each([
    ['2026-11-23 11:59', true, '2026-11-23 11:59'],
    ['2026-11-23 12:00', false, '2026-11-23 14:00'],
    ['2026-11-28 09:30', false, '2026-11-28 10:00'],
    ['2026-10-01 18:00', false, '2026-10-02 10:00'],
  ])('SMS at %s: allowed %s, next %s', (local, allowed, next) => {
    expect(answer(local, { channel: 'sms' })).toMatchObject({ allowed, nextLocal: next });
  });

  it('sends e-mail in the evening of a holiday, and never at night', () => {
    expect(answer('2026-10-01 20:59', { channel: 'email' }).allowed).toBe(true);
    expect(answer('2026-10-01 21:00', { channel: 'email' }).nextLocal).toBe('2026-10-02 08:00');
  });
});

describe('a year that no published calendar covers', () => {
  it('marks an answer that rests on it, the way there included', () => {
    expect(answer('2026-12-31 20:30').provisional).toBe(true);
    expect(answer('2026-12-30 20:30').provisional).toBe(false);
    expect(answer('2027-03-01 10:00')).toMatchObject({
      allowed: true,
      provisional: true,
      reason: {
        code: 'provisional-calendar',
        params: { channel: 'call', year: 2027, command: 'revisit calendar import FILE' },
      },
    });
  });

  it('does not matter to hours that are the same every day', () => {
    expect(answer('2027-03-01 10:00', { channel: 'email' })).toMatchObject({ allowed: true, provisional: false });
  });

  it('knows no next instant where not even a provisional rule exists', () => {
    expect(answer('2101-03-01 10:00')).toMatchObject({
      allowed: false,
      next: null,
      reason: { code: 'unknown-calendar' },
      dayTypes: ['unknown'],
    });
  });
});

describe('several candidate zones', () => {
  const xinjiang = { zones: ['Asia/Shanghai', 'Asia/Urumqi'] };

  it.each([
    ['2026-11-23 09:30', '2026-11-23 11:00'],
    ['2026-11-23 12:30', '2026-11-23 16:00'],
  ])('in Xinjiang both wall clocks count: %s waits until %s', (local, next) => {
    expect(answer(local, xinjiang)).toMatchObject({ allowed: false, nextLocal: next });
  });

  it('finds no lawful window where the zones never overlap, instead of searching on', () => {
    const zones = ['America/New_York', 'Asia/Kolkata', 'Pacific/Honolulu', 'Pacific/Kiritimati'];
    const overrides = { zones, channel: 'sms' as const, policy: packagedPolicy('US-default') };
    expect(answer('2026-01-15 12:00', overrides)).toMatchObject({
      allowed: false,
      next: null,
      reason: { code: 'no-lawful-window', params: { days: 30 } },
    });
  });
});

describe('what cannot be known is not allowed', () => {
  it.each(['Asia/Beijing', 'GMT+8', '+08:00', ''])('no contact in the unknown zone "%s"', (zone) => {
    expect(answer('2026-11-23 10:00', { zones: [zone] })).toMatchObject({
      allowed: false,
      next: null,
      reason: { code: 'unknown-zone' },
    });
  });

  it('no contact without any zone, or without a policy', () => {
    expect(answer('2026-11-23 10:00', { zones: [] }).reason.code).toBe('unknown-zone');
    expect(answer('2026-11-23 10:00', { policy: null })).toMatchObject({
      next: null,
      reason: { code: 'unknown-policy' },
    });
  });

  it('no contact under a calendar of an unknown region', () => {
    const decision = answer('2026-11-23 10:00', { calendar: calendarFor('XX') });
    expect(decision).toMatchObject({ allowed: false, next: null, reason: { code: 'unknown-calendar' } });
  });
});

describe('reasons', () => {
  it.each([
    ['2026-11-23 10:00', 'inside-window'],
    ['2026-11-23 13:00', 'rest-hours'],
    ['2026-11-28 10:00', 'rest-day'],
  ])('at %s says %s', (local, code) => {
    expect(answer(local).reason.code).toBe(code);
  });

  it('names zone, wall-clock time and day type', () => {
    expect(answer('2026-10-01 10:00').reason.params).toMatchObject({
      zone: 'Asia/Shanghai',
      localTime: '2026-10-01 10:00',
      dayType: 'holiday',
    });
    expect(answer('2026-10-01 10:00').dayTypes).toEqual(['holiday']);
  });
});

describe("the customer's own times", () => {
  it('narrow the hours', () => {
    const preferredTime: [string, string][] = [['18:00', '22:00']];
    expect(answer('2026-11-23 10:00', { preferredTime })).toMatchObject({
      nextLocal: '2026-11-23 18:00',
      reason: { code: 'outside-preferred-time' },
    });
    expect(answer('2026-11-23 20:30', { preferredTime }).nextLocal).toBe('2026-11-24 18:00');
  });

  it('leave no lawful window when they lie in rest hours', () => {
    const decision = answer('2026-11-23 10:00', { preferredTime: [['12:00', '14:00']] });
    expect(decision).toMatchObject({ next: null, reason: { code: 'no-lawful-window' } });
  });

  it('widen the hours only with explicit consent, and only as far as the law', () => {
    const own: [string, string][] = [['12:00', '23:00']];
    const asked = { preferredTime: own, explicitTimeConsent: true };
    expect(answer('2026-11-23 13:00', asked).allowed).toBe(false);
    const statutory = { call: { any: [['09:00', '21:00']] } };
    const policy = parsePolicy({ ...PACKAGED_POLICIES[0], statutory });
    expect(answer('2026-11-23 13:00', { ...asked, policy }).allowed).toBe(true);
    expect(answer('2026-11-23 13:00', { ...asked, policy, explicitTimeConsent: false }).allowed).toBe(false);
    expect(answer('2026-11-23 21:30', { ...asked, policy }).nextLocal).toBe('2026-11-24 12:00');
  });
});
