import { campaignRules, email, member, mobile, pastContact } from '../../test/support/audience-builders.js';
import type { AudienceMember } from './audience-member.js';
import { chooseLadder } from './choose-ladder.js';
import type { CampaignRules } from './choose-ladder.js';
import { suppress } from './suppression-rules.js';

function reasonsFor(customer: AudienceMember, rules: CampaignRules = campaignRules(), taken = new Map()) {
  return suppress(customer, rules, chooseLadder(customer, rules, taken));
}
const codesFor = (...given: Parameters<typeof reasonsFor>): string[] => reasonsFor(...given).map(({ code }) => code);

describe('suppression', () => {
  it('keeps nobody out without a reason', () => {
    expect(codesFor(member())).toEqual([]);
  });

  it('gives the first rule that matches and keeps the others beside it', () => {
    const addresses = [mobile(undefined, { optedOut: ['all'] }), email(undefined, { optedOut: ['email'] })];
    expect(codesFor(member({ addresses, deceased: true, openIssues: ['complaint'] }))).toEqual([
      'opted-out',
      'deceased',
      'open-complaint',
    ]);
  });

  it('keeps every rule that matches on any channel', () => {
    const addresses = [mobile(undefined, { optedOut: ['all'], status: 'wrong-party' })];
    expect(codesFor(member({ addresses, doNotContact: ['email'] }))).toEqual([
      'opted-out',
      'do-not-contact',
      'no-usable-contact-point',
    ]);
  });

  it('keeps out who must not be contacted at all', () => {
    expect(codesFor(member({ doNotContact: ['all'] }))).toEqual(['do-not-contact']);
    expect(codesFor(member({ doNotContact: ['sms'] }))).toEqual([]);
  });

  it('keeps minors out of marketing, not out of service', () => {
    const minor = member({ minor: true, consent: { 'all.marketing': 'granted' } });
    expect(codesFor(minor)).toEqual([]);
    expect(codesFor(minor, campaignRules({ purpose: 'marketing' }))).toEqual(['minor']);
  });

  it('keeps out who gave no consent to marketing', () => {
    expect(codesFor(member(), campaignRules({ purpose: 'marketing' }))).toEqual(['no-consent']);
  });

  it('keeps prospects out without marketing consent', () => {
    expect(codesFor(member({ lifecycle: 'prospect' }))).toEqual(['prospect-without-marketing-consent']);
  });

  it('keeps out who has nothing to be reached by, and says what is wrong with what there is', () => {
    expect(codesFor(member({ addresses: [] }))).toEqual(['no-usable-contact-point']);
    const smsOnly = campaignRules({ ladder: [{ channel: 'sms', waitHours: 24 }] });
    const [why] = reasonsFor(member({ addresses: [mobile('+862112345678', { phoneType: 'fixed' })] }), smsOnly);
    expect(why).toEqual({ code: 'no-usable-contact-point', params: { channel: 'sms', why: 'not-a-mobile' } });
  });

  it('counts who is reached already under another number as a duplicate, naming the primary', () => {
    const taken = new Map([['+8613800138000', 'C0000']]);
    const [why] = reasonsFor(member({ addresses: [mobile(undefined, { shared: true })] }), campaignRules(), taken);
    expect(why).toMatchObject({ code: 'duplicate-address', params: { primary: 'C0000' } });
  });

  describe('quarantine', () => {
    const asked = pastContact('2026-11-01T02:00:00Z');
    const at = (iso: string, overrides: Partial<CampaignRules> = {}) =>
      campaignRules({ at: new Date(iso), surveyId: 'other', ...overrides });

    it('lasts 30 days for any survey, to the minute', () => {
      const customer = member({ contacts: [asked] });
      expect(reasonsFor(customer, at('2026-12-01T01:59:59Z'))).toEqual([
        { code: 'quarantine-any-survey', params: { days: 30, until: '2026-12-01T02:00:00.000Z' } },
      ]);
      expect(codesFor(customer, at('2026-12-01T02:00:00Z'))).toEqual([]);
    });

    it('lasts 90 days for the same survey and 180 for NPS', () => {
      const customer = member({ contacts: [asked] });
      const same = { surveyId: 'default' };
      expect(codesFor(customer, at('2027-01-30T01:59:00Z', same))).toEqual(['quarantine-same-survey']);
      expect(codesFor(customer, at('2027-01-30T02:00:00Z', same))).toEqual([]);
      const nps = { asksNps: true, npsSurveys: new Set(['default']) };
      expect(codesFor(customer, at('2027-04-30T01:59:00Z', nps))).toEqual(['quarantine-nps']);
      expect(codesFor(customer, at('2027-04-30T02:00:00Z', nps))).toEqual([]);
    });

    it('counts within the same kind of campaign, and not what this campaign did itself', () => {
      const early = at('2026-11-05T01:00:00Z');
      expect(codesFor(member({ contacts: [{ ...asked, campaignKind: 'holiday' }] }), early)).toEqual([]);
      expect(codesFor(member({ contacts: [{ ...asked, campaignId: early.campaignId }] }), early)).toEqual([]);
      expect(codesFor(member({ contacts: [{ ...asked, ofCustomer: false }] }), early)).toEqual([]);
      expect(codesFor(member({ contacts: [{ ...asked, surveyId: null }] }), early)).toEqual([]);
    });

    it('does not count calls that nobody took', () => {
      const call = { ...asked, channel: 'call', reached: false } as const;
      expect(codesFor(member({ contacts: [call] }), at('2026-11-05T01:00:00Z'))).toEqual([]);
      expect(codesFor(member({ contacts: [{ ...call, reached: true }] }), at('2026-11-05T01:00:00Z'))).toEqual([
        'quarantine-any-survey',
      ]);
    });

    it.each(['after-service', 'after-complaint'] as const)('does not hold back %s visits', (kind) => {
      const customer = member({ contacts: [{ ...asked, campaignKind: kind }] });
      expect(codesFor(customer, at('2026-11-05T01:00:00Z', { kind }))).toEqual([]);
    });

    it('does not hold back plain notifications', () => {
      const customer = member({ contacts: [{ ...asked, refused: true }] });
      expect(codesFor(customer, at('2026-11-05T01:00:00Z', { surveyId: null }))).toEqual([]);
    });
  });

  it('leaves who refused in peace for 180 days, in campaigns of any kind', () => {
    const refusal = pastContact('2026-06-01T02:00:00Z', { channel: 'call', campaignKind: 'holiday', refused: true });
    expect(codesFor(member({ contacts: [refusal] }))).toEqual(['refusal-cool-off']);
    const later = campaignRules({ at: new Date('2026-11-28T02:00:00Z') });
    expect(codesFor(member({ contacts: [refusal] }), later)).toEqual([]);
  });

  it('waits until a complaint or follow-up is closed, except for the visit that closes it', () => {
    const customer = member({ openIssues: ['complaint', 'follow-up'] });
    expect(codesFor(customer)).toEqual(['open-complaint', 'open-follow-up']);
    expect(codesFor(customer, campaignRules({ kind: 'after-complaint' }))).toEqual([]);
  });
});
