import type { Channel } from '../kernel/words.js';

export type PhoneType = 'mobile' | 'fixed' | 'shared' | 'unknown';
export type AddressStatus = 'active' | 'hard-bounced' | 'complained' | 'wrong-party' | 'suspended';
export type ConsentState = 'granted' | 'denied' | 'unknown';

/** A usable contact point with what is known of its address. Lists are in the order in which they are tried. */
export interface MemberAddress {
  readonly kind: 'phone' | 'email';
  readonly address: string;
  readonly phoneType: PhoneType | null;
  readonly country: string | null;
  readonly ext: string | null;
  readonly status: AddressStatus;
  /** Channels that this address opted out of, or 'all'. */
  readonly optedOut: readonly string[];
  /** Somebody else in the archive has the same address. */
  readonly shared: boolean;
}

/** A contact of the past: with this customer, or with somebody else at an address of this customer. */
export interface PastContact {
  readonly at: Date;
  readonly channel: Channel | 'onsite' | 'other';
  readonly address: string | null;
  readonly ofCustomer: boolean;
  readonly campaignId: number | null;
  readonly campaignKind: string | null;
  readonly surveyId: string | null;
  readonly reached: boolean;
  readonly refused: boolean;
}

/** A contact that a running campaign has planned with this customer, or with somebody else at an address of theirs. */
export interface PlannedContact {
  readonly at: Date;
  readonly channel: Channel;
  readonly address: string | null;
  readonly ofCustomer: boolean;
}

/** Everything that planning needs to know of one customer and occasion. */
export interface AudienceMember {
  readonly customerId: number;
  readonly customerNo: string;
  readonly version: number;
  /** Empty in a one-off campaign; see due-occasions. */
  readonly occasion: string;
  /** What made the customer due; null in a one-off campaign. */
  readonly triggerAt: Date | null;
  readonly earliestAt: Date | null;
  /** Null: the campaign's deadline. */
  readonly dueAt: Date | null;
  readonly timezone: string | null;
  readonly country: string | null;
  readonly province: string | null;
  readonly postcode: string | null;
  readonly language: string | null;
  readonly lifecycle: 'existing' | 'onboarding' | 'prospect' | 'lapsed';
  readonly memberLevel: string | null;
  readonly preferredChannel: Channel | null;
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
  readonly ownerAgentNo: string | null;
  readonly assignedAt: Date | null;
  readonly requiredSkill: string | null;
  readonly lastServedBy: string | null;
  readonly doNotContact: readonly string[];
  /** Now in force, by `channel.purpose`. */
  readonly consent: Readonly<Record<string, ConsentState>>;
  readonly deceased: boolean;
  readonly minor: boolean;
  readonly addresses: readonly MemberAddress[];
  readonly contacts: readonly PastContact[];
  /** Of running campaigns with the same or a higher priority: they keep the last slot. */
  readonly planned: readonly PlannedContact[];
  readonly openIssues: readonly ('complaint' | 'follow-up')[];
  /** The same object for customers whose zone, address, language, level, owner and the like are all equal; may be missing. */
  readonly facts?: object;
}

const CONSENT_KEYS = {
  sms: { service: 'sms.service', marketing: 'sms.marketing' },
  email: { service: 'email.service', marketing: 'email.marketing' },
  call: { service: 'call.service', marketing: 'call.marketing' },
  all: { service: 'all.service', marketing: 'all.marketing' },
} as const;

/** The consent in force for a channel and purpose; one given for all channels counts where none is closer. */
export function consentFor(
  member: Pick<AudienceMember, 'consent'>,
  channel: Channel,
  purpose: 'service' | 'marketing',
): ConsentState {
  return member.consent[CONSENT_KEYS[channel][purpose]] ?? member.consent[CONSENT_KEYS.all[purpose]] ?? 'unknown';
}
