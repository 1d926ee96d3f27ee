import type { AudienceMember, MemberAddress, PastContact } from '../../src/campaigns/audience-member.js';
import type { CampaignRules } from '../../src/campaigns/choose-ladder.js';

/** A mobile number that works. */
export function mobile(address = '+8613800138000', overrides: Partial<MemberAddress> = {}): MemberAddress {
  return {
    kind: 'phone',
    address,
    phoneType: 'mobile',
    country: 'CN',
    ext: null,
    status: 'active',
    optedOut: [],
    shared: false,
    ...overrides,
  };
}

/** An e-mail address that works. */
export function email(address = 'zhang@example.com', overrides: Partial<MemberAddress> = {}): MemberAddress {
  return { ...mobile(address), kind: 'email', phoneType: null, country: null, ...overrides };
}

/** A customer in Shanghai with a mobile and an e-mail address, of whom nothing special is known. */
export function member(overrides: Partial<AudienceMember> = {}): AudienceMember {
  return {
    customerId: 1,
    customerNo: 'C0001',
    version: 1,
    occasion: '',
    triggerAt: null,
    earliestAt: null,
    dueAt: null,
    timezone: null,
    country: 'CN',
    province: null,
    postcode: null,
    language: null,
    lifecycle: 'existing',
    memberLevel: null,
    preferredChannel: null,
    preferredTime: null,
    explicitTimeConsent: false,
    ownerAgentNo: null,
    assignedAt: null,
    requiredSkill: null,
    lastServedBy: null,
    doNotContact: [],
    consent: {},
    deceased: false,
    minor: false,
    addresses: [mobile(), email()],
    contacts: [],
    planned: [],
    openIssues: [],
    ...overrides,
  };
}

/** A delivered survey SMS of another routine campaign. */
export function pastContact(at: string, overrides: Partial<PastContact> = {}): PastContact {
  return {
    at: new Date(at),
    channel: 'sms',
    address: '+8613800138000',
    ofCustomer: true,
    campaignId: 99,
    campaignKind: 'routine',
    surveyId: 'default',
    reached: true,
    refused: false,
    ...overrides,
  };
}

/** A routine service campaign of the packaged CN policy, from 2026-11-23 09:00 to 2026-11-26 20:00 in Shanghai. */
export function campaignRules(overrides: Partial<CampaignRules> = {}): CampaignRules {
  return {
    campaignId: 1,
    kind: 'routine',
    purpose: 'service',
    consent: overrides.purpose === 'marketing' ? 'granted' : 'unless-denied',
    ladder: [
      { channel: 'sms', waitHours: 24 },
      { channel: 'email', waitHours: 24 },
      { channel: 'call', waitHours: 24 },
    ],
    caps: {
      call: { perDay: 1, perWeek: 3, maxAttemptsPerVisit: 5, minGapHours: 4 },
      sms: { perDay: 1, per30d: 2 },
      email: { per7d: 1, per30d: 3 },
      anyPer24h: 2,
    },
    quarantineDays: { anySurvey: 30, sameSurvey: 90, nps: 180 },
    refusalCoolOffDays: 180,
    surveyId: 'default',
    asksNps: false,
    npsSurveys: new Set(),
    at: new Date('2026-11-23T01:00:00Z'),
    deadlineAt: new Date('2026-11-26T12:00:00Z'),
    zone: 'Asia/Shanghai',
    canReach: () => null,
    ...overrides,
  };
}
