import type { Customer } from './customer.js';
import type { CustomerFormFields } from './customer-form.js';

/** Where each field of a customer stands in the table. */
export const CUSTOMER_COLUMNS = {
  id: 'id',
  customerNo: 'customer_no',
  name: 'name',
  contactName: 'contact_name',
  contactRelation: 'contact_relation',
  company: 'company',
  gender: 'gender',
  birthday: 'birthday',
  preferredChannel: 'preferred_channel',
  preferredTime: 'preferred_time',
  explicitTimeConsent: 'explicit_time_consent',
  timezone: 'timezone',
  country: 'country',
  province: 'province',
  city: 'city',
  district: 'district',
  postcode: 'postcode',
  language: 'language',
  memberLevel: 'member_level',
  cardNo: 'card_no',
  cardExpiresOn: 'card_expires_on',
  lifecycle: 'lifecycle',
  category: 'category',
  source: 'source',
  tags: 'tags',
  product: 'product',
  lastServiceAt: 'last_service_at',
  lastServiceItem: 'last_service_item',
  lastServedBy: 'last_served_by',
  ownerAgentNo: 'owner_agent_no',
  assignedAt: 'assigned_at',
  requiredSkill: 'required_skill',
  visitIntervalDays: 'visit_interval_days',
  doNotContact: 'do_not_contact',
  consent: 'consent',
  attributes: 'attributes',
  handEdited: 'hand_edited',
  deceased: 'deceased',
  minor: 'minor',
  version: 'version',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof Customer, string>;

/** Columns kept as JSON; their parameters are text. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(['preferred_time', 'attributes']);

/** The select list of a whole customer, over alias `c`. */
export const CUSTOMER_SELECT = Object.entries(CUSTOMER_COLUMNS)
  .map(([field, column]) => `c.${column} AS "${field}"`)
  .join(', ');

/** Columns and parameters of what a form gives. */
export function writtenColumns(fields: CustomerFormFields): { columns: string[]; values: unknown[] } {
  const columns: string[] = [];
  const values: unknown[] = [];
  for (const [field, value] of Object.entries(fields)) {
    const column = CUSTOMER_COLUMNS[field as keyof CustomerFormFields];
    columns.push(column);
    values.push(JSON_COLUMNS.has(column) && value !== null ? JSON.stringify(value) : value);
  }
  return { columns, values };
}

/** Over alias `c`: a row of its own, not merged away into another; lists, audiences and searches hold only such rows. */
export const LIVE_CUSTOMER = 'c.merged_into IS NULL';
