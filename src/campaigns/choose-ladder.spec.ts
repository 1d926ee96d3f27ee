import { campaignRules, email, member, mobile, pastContact } from '../../test/support/audience-builders.js';
import { reason } from '../kernel/reason.js';
import type { AudienceMember } from './audience-member.js';
import { chooseLadder, takeAddresses } from './choose-ladder.js';
import type { CampaignRules } from './choose-ladder.js';

function ladderOf(customer: AudienceMember, rules: CampaignRules = campaignRules(), taken = new Map<string, string>()) {
  const { rungs, dropped } = chooseLadder(customer, rules, taken);
  return {
    rungs: rungs.map(({ channel }) => channel),
    dropped: dropped.map(({ channel, reason: why }) => `${channel}: ${why.code}`),
  };
}

describe("a customer's ladder", () => {
  it('is the whole ladder of the campaign where nothing stands against it', () => {
    expect(ladderOf(member())).toEqual({ rungs: ['sms', 'email', 'call'], dropped: [] });
  });

  it('leaves out channels for which the customer has nothing', () => {
    expect(ladderOf(member({ addresses: [mobile()] }))).toEqual({
      rungs: ['sms', 'call'],
      dropped: ['email: no-contact-point'],
    });
  });

  it('sends no text to a fixed line or an extension, but calls it', () => {
    const fixed = mobile('+862112345678', { phoneType: 'fixed' });
    expect(ladderOf(member({ addresses: [fixed] })).rungs).toEqual(['call']);
    expect(ladderOf(member({ addresses: [mobile('+862112345678', { ext: '8001' })] })).rungs).toEqual(['call']);
  });

  it('does not call shared-cost numbers', () => {
    expect(ladderOf(member({ addresses: [mobile('+864001234567', { phoneType: 'shared' })] })).dropped).toEqual([
      'sms: not-a-mobile',
      'email: no-contact-point',
      'call: not-callable',
    ]);
  });

  it('keeps everything that stands against a channel, of all its addresses', () => {
    const addresses = [
      mobile('+8613800000001', { status: 'wrong-party', optedOut: ['sms'] }),
      mobile('+862112345678', { phoneType: 'fixed' }),
    ];
    const customer = member({ addresses, doNotContact: ['sms'] });
    const { dropped } = chooseLadder(customer, campaignRules(), new Map([['+8613800000001', 'C0000']]));
    expect(dropped[0]?.reason.code).toBe('do-not-contact');
    expect(dropped[0]?.also.map(({ code }) => code)).toEqual([
      'opted-out',
      'address-unusable',
      'duplicate-address',
      'not-a-mobile',
    ]);
  });

  it('gives a customer with two occasions the same address twice', () => {
    expect(ladderOf(member(), campaignRules(), new Map([['+8613800138000', 'C0001']])).dropped).toEqual([]);
  });

  it('takes the second number where the first cannot be used', () => {
    const addresses = [mobile('+8613800000001', { status: 'wrong-party' }), mobile('+8613800000002')];
    const { rungs } = chooseLadder(member({ addresses }), campaignRules(), new Map());
    expect(rungs.map(({ address }) => address)).toEqual(['+8613800000002', '+8613800000002']);
  });

  it('keeps away from addresses that opted out of the channel or of all', () => {
    const addresses = [mobile(undefined, { optedOut: ['sms'] }), email(undefined, { optedOut: ['all'] })];
    expect(ladderOf(member({ addresses }))).toEqual({
      rungs: ['call'],
      dropped: ['sms: opted-out', 'email: opted-out'],
    });
  });

  it('never goes against a denial, and needs no consent for service', () => {
    const consent = { 'sms.service': 'denied', 'email.marketing': 'denied' } as const;
    expect(ladderOf(member({ consent }))).toEqual({ rungs: ['email', 'call'], dropped: ['sms: consent-denied'] });
  });

  it('needs a granted consent for marketing', () => {
    const consent = { 'email.marketing': 'granted', 'sms.marketing': 'denied', 'sms.service': 'granted' } as const;
    expect(ladderOf(member({ consent }), campaignRules({ purpose: 'marketing' }))).toEqual({
      rungs: ['email'],
      dropped: ['sms: consent-denied', 'call: no-consent'],
    });
  });

  it('counts a consent for all channels where none is closer', () => {
    const consent = { 'all.marketing': 'granted', 'call.marketing': 'denied' } as const;
    expect(ladderOf(member({ consent }), campaignRules({ purpose: 'marketing' })).rungs).toEqual(['sms', 'email']);
  });

  it('lets a service denial of a channel stand against its marketing too', () => {
    const consent = { 'all.marketing': 'granted', 'sms.service': 'denied' } as const;
    const rules = campaignRules({ purpose: 'marketing' });
    expect(ladderOf(member({ consent }), rules).dropped).toEqual(['sms: consent-denied']);
  });

  it('contacts prospects only with marketing consent, whatever the purpose (A7)', () => {
    const prospect = member({ lifecycle: 'prospect', consent: { 'email.marketing': 'granted' } });
    expect(ladderOf(prospect)).toEqual({
      rungs: ['email'],
      dropped: ['sms: prospect-without-marketing-consent', 'call: prospect-without-marketing-consent'],
    });
  });

  it('leaves out what the provider cannot do in that country, and says so', () => {
    const canReach: CampaignRules['canReach'] = (channel, country) =>
      channel === 'sms' && country === 'CN' ? reason('provider-no-replies', { country }) : null;
    expect(ladderOf(member(), campaignRules({ canReach }))).toEqual({
      rungs: ['email', 'call'],
      dropped: ['sms: provider-no-replies'],
    });
  });

  it('puts the preferred channel first, but never brings one in', () => {
    expect(ladderOf(member({ preferredChannel: 'call' })).rungs).toEqual(['call', 'sms', 'email']);
    const smsOnly = campaignRules({ ladder: [{ channel: 'sms', waitHours: 24 }] });
    expect(ladderOf(member({ preferredChannel: 'call' }), smsOnly).rungs).toEqual(['sms']);
  });

  it('waits where a cap is used up for now, and drops the rung where it is used up until the end', () => {
    const yesterday = pastContact('2026-11-22T10:00:00Z', { channel: 'sms' });
    const { rungs } = chooseLadder(member({ contacts: [yesterday] }), campaignRules(), new Map());
    expect(rungs[0]).toMatchObject({ channel: 'sms', notBefore: new Date('2026-11-23T10:00:00Z') });
    const monthly = [pastContact('2026-11-10T10:00:00Z'), pastContact('2026-11-12T10:00:00Z')];
    expect(ladderOf(member({ contacts: monthly })).dropped).toEqual(['sms: cap-reached']);
  });

  it('gives an address to the first of those who share it', () => {
    const taken = new Map<string, string>();
    const shared = mobile(undefined, { shared: true });
    const first = member({ customerNo: 'C0001', addresses: [shared] });
    takeAddresses(first, chooseLadder(first, campaignRules(), taken), taken);
    const second = member({ customerNo: 'C0002', addresses: [shared, email()] });
    expect(ladderOf(second, campaignRules(), taken)).toEqual({
      rungs: ['email'],
      dropped: ['sms: duplicate-address', 'call: duplicate-address'],
    });
  });

  it('remembers only addresses that somebody else has too', () => {
    const taken = new Map<string, string>();
    takeAddresses(member(), chooseLadder(member(), campaignRules(), taken), taken);
    expect(taken.size).toBe(0);
  });
});
