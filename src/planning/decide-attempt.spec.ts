import fc from 'fast-check';
import { decideContact } from '../calendar/decide-contact.js';
import { reason } from '../kernel/reason.js';
import { CHANNELS } from '../kernel/words.js';
import { aContactQuestion, at, packagedPolicy } from '../../test/support/calendar-rules.js';
import { type AttemptFacts, decideAttempt } from './decide-attempt.js';

const MORNING = at('2026-11-23 10:00');

function facts(overrides: Partial<AttemptFacts> = {}): AttemptFacts {
  const channel = overrides.channel ?? 'sms';
  return {
    attemptId: 42,
    channel,
    fixedTime: false,
    campaign: { state: 'running', kind: 'routine', purpose: 'service', deadlineAt: at('2026-11-27 20:00') },
    visitState: 'planned',
    customer: { consent: {}, doNotContact: [], deceased: false, minor: false, lifecycle: 'existing' },
    address: { address: '+8613800138000', status: 'active', optedOut: [] },
    hasOpenComplaint: false,
    contact: aContactQuestion({ channel }),
    caps: packagedPolicy().caps,
    contacts: [],
    superior: [],
    zone: 'Asia/Shanghai',
    unreachable: null,
    sendTimeoutMs: 30_000,
    ...overrides,
  };
}
const campaign = (over: Partial<AttemptFacts['campaign']>) => ({ ...facts().campaign, ...over });
const customer = (over: Partial<AttemptFacts['customer']>) => ({ ...facts().customer, ...over });
const address = (over: Partial<NonNullable<AttemptFacts['address']>>) => ({
  address: '+8613800138000',
  status: 'active' as const,
  optedOut: [],
  ...over,
});
const decide = (over: Partial<AttemptFacts> = {}, now = MORNING) => decideAttempt(facts(over), now);

describe('an attempt in open hours', () => {
  it('is sent until its window ends, less the time that sending may take', () => {
    expect(decide()).toMatchObject({ action: 'send', validUntil: new Date(at('2026-11-23 12:00').getTime() - 30_000) });
  });

  it('is a call up to the last minute that leaves the guard before its window ends', () => {
    const until = new Date(at('2026-11-23 11:55').getTime() + 1);
    expect(decide({ channel: 'call' })).toMatchObject({ action: 'send', validUntil: until });
    expect(decide({ channel: 'call' }, at('2026-11-23 11:55'))).toMatchObject({ action: 'send' });
    expect(decide({ channel: 'call' }, at('2026-11-23 11:56'))).toMatchObject({ action: 'defer' });
  });

  it('waits for the next window when this one closes before it could be sent', () => {
    const decision = decide({}, new Date(at('2026-11-23 12:00').getTime() - 10_000));
    expect(decision).toMatchObject({ action: 'defer', reason: { code: 'window-closes' } });
  });
});

describe('an attempt in rest hours', () => {
  it('waits for the next allowed instant, messages spread over ten minutes', () => {
    const decision = decide({}, at('2026-11-23 12:30'));
    if (decision.action !== 'defer') throw new Error(decision.action);
    expect(decision.reason.code).toBe('rest-hours');
    expect(decision.until.getTime()).toBeGreaterThanOrEqual(at('2026-11-23 14:00').getTime());
    expect(decision.until.getTime()).toBeLessThan(at('2026-11-23 14:10').getTime());
  });

  it('that is a call waits for the first minute', () => {
    expect(decide({ channel: 'call' }, at('2026-11-23 12:30'))).toMatchObject({
      action: 'defer',
      until: at('2026-11-23 14:00'),
    });
  });

  it('leaves the rung when the next window comes after the deadline, unless the customer named the time', () => {
    const late = { channel: 'call', campaign: campaign({ deadlineAt: at('2026-11-23 21:00') }) } as const;
    expect(decide(late, at('2026-11-23 20:30'))).toMatchObject({ action: 'next-rung' });
    expect(decide({ ...late, fixedTime: true }, at('2026-11-23 20:30'))).toMatchObject({ action: 'defer' });
  });
});

describe('what nobody knows', () => {
  it('holds the attempt: zone, policy, and a year without a published calendar', () => {
    expect(decide({ contact: aContactQuestion({ channel: 'sms', zones: [] }) })).toMatchObject({
      action: 'hold',
      reason: { code: 'unknown-zone' },
    });
    expect(decide({ contact: aContactQuestion({ channel: 'sms', policy: null }) })).toMatchObject({
      action: 'hold',
      reason: { code: 'unknown-policy' },
    });
    const nextYear = decide({ campaign: campaign({ deadlineAt: at('2027-02-01 20:00') }) }, at('2027-01-05 10:00'));
    expect(nextYear).toMatchObject({ action: 'hold', reason: { code: 'provisional-calendar' } });
  });
});

describe('a customer who does not want it', () => {
  it('is left alone on that channel, and goes on by the next', () => {
    expect(decide({ address: address({ optedOut: ['sms'] }) })).toMatchObject({
      action: 'next-rung',
      reason: { code: 'opted-out' },
    });
    expect(decide({ customer: customer({ doNotContact: ['sms'] }) })).toMatchObject({ action: 'next-rung' });
    expect(decide({ customer: customer({ consent: { 'sms.service': 'denied' } }) })).toMatchObject({
      action: 'next-rung',
      reason: { code: 'consent-denied' },
    });
  });

  it('of anything is left alone altogether', () => {
    expect(decide({ customer: customer({ doNotContact: ['all'] }) })).toMatchObject({
      action: 'skip',
      visit: 'opted_out',
    });
  });

  it('gets no marketing without a yes', () => {
    const marketing = { campaign: campaign({ purpose: 'marketing' }) };
    expect(decide(marketing)).toMatchObject({ action: 'next-rung', reason: { code: 'no-consent' } });
    expect(decide({ ...marketing, customer: customer({ consent: { 'sms.marketing': 'granted' } }) })).toMatchObject({
      action: 'send',
    });
    expect(decide({ ...marketing, customer: customer({ minor: true }) })).toMatchObject({ action: 'skip' });
  });

  it('is never written to after death', () => {
    expect(decide({ customer: customer({ deceased: true }) })).toMatchObject({ action: 'skip', visit: 'unreachable' });
  });
});

describe('an attempt that cannot or may not go', () => {
  it('is skipped when its visit is over, put back while its campaign is paused, ended after the deadline', () => {
    expect(decide({ visitState: 'completed' })).toMatchObject({ action: 'skip' });
    expect(decide({ campaign: campaign({ state: 'paused' }) })).toMatchObject({ action: 'release' });
    expect(decide({ campaign: campaign({ state: 'cancelled' }) })).toMatchObject({
      action: 'skip',
      visit: 'cancelled',
    });
    expect(decide({ campaign: campaign({ deadlineAt: MORNING }) })).toMatchObject({
      action: 'end',
      reason: { code: 'deadline-passed' },
    });
  });

  it('leaves the rung without a usable address or a provider that reaches it', () => {
    expect(decide({ address: null })).toMatchObject({ action: 'next-rung', reason: { code: 'no-contact-point' } });
    expect(decide({ address: address({ status: 'hard-bounced' }) })).toMatchObject({
      action: 'next-rung',
      reason: { code: 'address-unusable' },
    });
    expect(decide({ channel: 'call', address: address({ status: 'hard-bounced' }) })).toMatchObject({ action: 'send' });
    expect(decide({ unreachable: reason('provider-no-replies') })).toMatchObject({ action: 'next-rung' });
  });

  it('is held while a complaint is open, but not the visit about that complaint', () => {
    expect(decide({ hasOpenComplaint: true })).toMatchObject({ action: 'hold', reason: { code: 'open-complaint' } });
    expect(decide({ hasOpenComplaint: true, campaign: campaign({ kind: 'after-complaint' }) })).toMatchObject({
      action: 'send',
    });
  });

  it('waits until the caps leave room', () => {
    const yesterday = new Date(MORNING.getTime() - 20 * 3_600_000);
    const contact = {
      at: yesterday,
      channel: 'sms',
      address: '+8613800138000',
      ofCustomer: true,
      campaignId: 1,
      campaignKind: 'routine',
      surveyId: null,
      reached: true,
      refused: false,
    } as const;
    const decision = decide({ contacts: [contact] });
    expect(decision).toMatchObject({ action: 'defer', reason: { code: 'cap-reached' } });
    if (decision.action === 'defer')
      expect(decision.until.getTime()).toBeGreaterThanOrEqual(at('2026-11-23 14:00').getTime());
  });

  it('gives way to a contact that a campaign with a higher priority has planned', () => {
    const at = new Date(MORNING.getTime() + 3_600_000);
    const superior = [{ at, channel: 'sms' as const, address: null, ofCustomer: true }];
    const decision = decideAttempt(facts({ superior }), MORNING);
    expect(decision).toMatchObject({ action: 'defer', reason: { code: 'cap-planned' } });
    expect(decision.action === 'defer' && decision.until.getTime()).toBeGreaterThanOrEqual(at.getTime() + 86_400_000);
  });
});

describe('whatever the plan says', () => {
  const zones = fc.uniqueArray(
    fc.constantFrom('Asia/Shanghai', 'Asia/Urumqi', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'),
    { minLength: 1, maxLength: 3 },
  );
  const instants = fc
    .integer({ min: at('2026-01-01 00:00').getTime(), max: at('2026-12-31 00:00').getTime() })
    .map((ms) => new Date(ms));

  it('nothing is sent outside the hours of any candidate zone, up to the last moment of its hand-over', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANNELS), zones, instants, (channel, inZones, now) => {
        const contact = aContactQuestion({ channel, zones: inZones });
        const decision = decideAttempt(
          facts({ channel, contact, campaign: campaign({ deadlineAt: at('2027-06-01 00:00') }) }),
          now,
        );
        if (decision.action === 'defer') expect(decision.until.getTime()).toBeGreaterThan(now.getTime());
        if (decision.action !== 'send') return;
        const lastMoment = new Date(decision.validUntil.getTime() - 1);
        for (const zone of inZones) {
          for (const moment of [now, lastMoment]) {
            expect(decideContact({ ...contact, zones: [zone] }, moment).allowed).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
