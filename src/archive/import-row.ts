import type { Channel, Purpose } from '../kernel/words.js';
import type { ContactPoint } from './normalise-phone.js';

/** A row as a reader found it; `line` counts the file's lines (or the sheet's rows) from 1. */
export interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A line that could not be read as a row at all. */
export interface BrokenRow {
  readonly line: number;
  readonly code: string;
  readonly value: string;
}

export type ReadRow = RawRow | BrokenRow;

/** The columns of a customer that an import states as they are, in the spelling of the table. */
export interface CustomerFields {
  name: string | null;
  contact_name: string | null;
  contact_relation: string | null;
  company: string | null;
  gender: string | null;
  birthday: string | null;
  preferred_channel: string | null;
  preferred_time: readonly (readonly string[])[] | null;
  timezone: string | null;
  country: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  postcode: string | null;
  language: string | null;
  member_level: string | null;
  card_no: string | null;
  card_expires_on: string | null;
  lifecycle: string | null;
  category: string | null;
  source: string | null;
  tags: readonly string[] | null;
  owner_agent_no: string | null;
  required_skill: string | null;
  visit_interval_days: number | null;
  do_not_contact: readonly string[] | null;
}
export type CustomerField = keyof CustomerFields;

export const NO_FIELDS: CustomerFields = {
  name: null,
  contact_name: null,
  contact_relation: null,
  company: null,
  gender: null,
  birthday: null,
  preferred_channel: null,
  preferred_time: null,
  timezone: null,
  country: null,
  province: null,
  city: null,
  district: null,
  postcode: null,
  language: null,
  member_level: null,
  card_no: null,
  card_expires_on: null,
  lifecycle: null,
  category: null,
  source: null,
  tags: null,
  owner_agent_no: null,
  required_skill: null,
  visit_interval_days: null,
  do_not_contact: null,
};
export const CUSTOMER_FIELDS = Object.keys(NO_FIELDS) as readonly CustomerField[];

export type AttributeValue = string | number | boolean;

/** What a row says of the customer's latest service; without a time it is not a service of its own. */
export interface StatedService {
  readonly at: Date | null;
  readonly item: string | null;
  readonly product: string | null;
  readonly servedBy: string | null;
}

export type ConsentState = 'granted' | 'denied' | 'unknown';

/** What a row, or the declaration for the whole list, says of consent. `all` is every channel. */
export interface StatedConsent {
  readonly channel: Channel | 'all';
  readonly purpose: Purpose;
  readonly state: ConsentState;
  readonly method: 'import' | 'list-declaration';
}

/** A row after normalisation; only what the row states is in it, an empty cell states nothing. */
export interface IncomingRow {
  readonly line: number;
  /** The natural key: the customer's number, an E.164 number, or a card number. */
  readonly key: string;
  /** The number for a customer that is new: the row's own, or one made from the key. */
  readonly customerNo: string;
  readonly fields: Partial<CustomerFields>;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly phones: readonly ContactPoint[];
  readonly emails: readonly ContactPoint[];
  readonly service: StatedService | null;
  readonly consents: readonly StatedConsent[];
}

export type FindingKind = 'reject' | 'duplicate' | 'warning' | 'conflict';

/** Something worth telling about a line. */
export interface Finding {
  readonly kind: FindingKind;
  readonly line: number;
  readonly field: string | null;
  readonly value: string | null;
  readonly code: string;
  readonly message: string;
}
