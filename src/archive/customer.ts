import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { ConsentInForce } from './consent.service.js';
import type { AttributeValue } from './import-row.js';
import type { PhoneType } from './normalise-phone.js';
import type { ChannelOrAll } from './opt-out-channels.js';

export type Gender = 'male' | 'female' | 'unknown';
export type Lifecycle = 'existing' | 'onboarding' | 'prospect' | 'lapsed';

/** What an address may be used for. */
export type AddressStatus = 'active' | 'hard-bounced' | 'complained' | 'wrong-party' | 'suspended';

/** A number or e-mail address of a customer; without an address it cannot be used, for the reason in `invalidCode`. */
export interface CustomerContactPoint {
  readonly id: number;
  readonly kind: 'phone' | 'email';
  /** 1 is tried first. */
  readonly position: number;
  readonly raw: string;
  readonly address: string | null;
  readonly ext: string | null;
  readonly phoneType: PhoneType | null;
  readonly country: string | null;
  readonly invalidCode: string | null;
  readonly optedOut: readonly ChannelOrAll[];
  readonly status: AddressStatus;
  /** Why it is not active, where that is known. */
  readonly statusReason: Reason | null;
}

export interface CustomerServiceRow {
  readonly id: number;
  readonly servedAt: Date;
  readonly item: string | null;
  readonly product: string | null;
  readonly servedBy: string | null;
}

/** A field that an import offered another value for, after a person had changed it. */
export interface FieldConflict {
  readonly id: number;
  readonly field: string;
  readonly keptValue: string | null;
  readonly offeredValue: string | null;
  readonly at: Date;
}

/** Everything that the archive form shows of one customer. Dates are local, YYYY-MM-DD. */
export interface Customer {
  readonly id: number;
  readonly customerNo: string;
  readonly name: string;
  readonly contactName: string | null;
  readonly contactRelation: string | null;
  readonly company: string | null;
  readonly gender: Gender;
  readonly birthday: string | null;
  readonly preferredChannel: Channel | null;
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
  readonly timezone: string | null;
  readonly country: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  readonly postcode: string | null;
  readonly language: string | null;
  readonly memberLevel: string | null;
  readonly cardNo: string | null;
  readonly cardExpiresOn: string | null;
  readonly lifecycle: Lifecycle;
  readonly category: string | null;
  readonly source: string | null;
  readonly tags: readonly string[];
  readonly product: string | null;
  readonly lastServiceAt: Date | null;
  readonly lastServiceItem: string | null;
  readonly lastServedBy: string | null;
  readonly ownerAgentNo: string | null;
  readonly assignedAt: Date | null;
  readonly requiredSkill: string | null;
  readonly visitIntervalDays: number | null;
  readonly doNotContact: readonly ChannelOrAll[];
  readonly consent: ConsentInForce;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Fields, spelled as import headers, that a person changed: no import overwrites them. */
  readonly handEdited: readonly string[];
  readonly deceased: boolean;
  readonly minor: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface CustomerDetail extends Customer {
  readonly contactPoints: readonly CustomerContactPoint[];
  readonly services: readonly CustomerServiceRow[];
  readonly conflicts: readonly FieldConflict[];
}

/** One line of a list of customers. */
export interface CustomerCard {
  readonly id: number;
  readonly customerNo: string;
  readonly name: string;
  readonly company: string | null;
  readonly lifecycle: Lifecycle;
  readonly memberLevel: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly ownerAgentNo: string | null;
  /** The first usable number and address, not masked: masking is for whoever shows it. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly lastServiceAt: Date | null;
  readonly lastContactAt: Date | null;
}
