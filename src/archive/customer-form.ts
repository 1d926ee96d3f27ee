import { z } from 'zod';
import { canonicalZone } from '../calendar/time-zones.js';
import type { Fault } from '../kernel/faults.js';
import { InputError } from '../kernel/faults.js';
import { CHANNELS } from '../kernel/words.js';
import { isCalendarDate } from './local-instant.js';
import { normaliseEmail } from './normalise-email.js';
import type { ContactPoint } from './normalise-phone.js';
import { normalisePhones } from './normalise-phone.js';
import { readCountry, readLanguage } from './normalise-values.js';

const MAX_TEXT = 500;
const UNPRINTABLE = /\p{Cc}|\p{Surrogate}|\uFFFD/u;

const line = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => !UNPRINTABLE.test(text), 'Holds characters that are no text')
    .refine((text) => text.length <= max, `At most ${max} characters`);
const optional = line(MAX_TEXT)
  .nullable()
  .transform((text) => text || null);
const date = z.string().refine(isCalendarDate, 'A date is written YYYY-MM-DD').nullable();
const named = (read: (text: string) => string | null, message: string) =>
  z
    .string()
    .nullable()
    .transform((text, ctx) => {
      if (text === null || text.trim() === '') return null;
      const value = read(text);
      if (value === null) ctx.addIssue({ code: 'custom', message });
      return value;
    });
const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time is written HH:MM');
const stretch = z.tuple([time, time]).refine(([from, to]) => from < to, 'The stretch ends before it begins');
const list = z.array(line(100).refine((text) => text !== '', 'An entry is empty')).max(100);

const SCHEMA = z.strictObject({
  name: line(100),
  contactName: optional,
  contactRelation: optional,
  company: optional,
  gender: z.enum(['male', 'female', 'unknown']),
  birthday: date,
  preferredChannel: z.enum(CHANNELS).nullable(),
  preferredTime: z.array(stretch).max(10).nullable(),
  explicitTimeConsent: z.boolean(),
  timezone: named(canonicalZone, 'A time zone is written as Asia/Shanghai'),
  country: named(readCountry, 'A country is written as CN'),
  province: optional,
  city: optional,
  district: optional,
  postcode: optional,
  language: named(readLanguage, 'A language is written as zh-CN'),
  memberLevel: optional,
  cardNo: optional,
  cardExpiresOn: date,
  lifecycle: z.enum(['existing', 'onboarding', 'prospect', 'lapsed']),
  category: optional,
  source: optional,
  tags: list,
  product: optional,
  ownerAgentNo: optional,
  requiredSkill: optional,
  visitIntervalDays: z.int().positive().max(3650).nullable(),
  doNotContact: z.array(z.enum(['all', ...CHANNELS])),
  attributes: z.record(
    line(100).refine((name) => name !== '', 'Has no name'),
    z.union([line(MAX_TEXT), z.number(), z.boolean(), z.null()]),
  ),
  deceased: z.boolean(),
  minor: z.boolean(),
  phone: z.string().nullable(),
  phone2: z.string().nullable(),
  email: z.string().nullable(),
});

/** The form's shape, for the description of the API. */
export const CUSTOMER_FORM = SCHEMA.partial();

type Fields = Omit<z.output<typeof SCHEMA>, 'phone' | 'phone2' | 'email'>;

/** The fields that a person may write, each only when given. */
export type CustomerFormFields = Partial<Fields>;
export const FORM_FIELDS = Object.keys(SCHEMA.shape) as readonly (keyof typeof SCHEMA.shape)[];

const CONTACT_FIELDS = ['phone', 'phone2', 'email'] as const;
export type ContactField = (typeof CONTACT_FIELDS)[number];

/** What a person wrote of a customer: fields, and contact points; null takes one away, an attribute too. */
export interface CustomerForm {
  readonly fields: CustomerFormFields;
  readonly contacts: Partial<Record<ContactField, ContactPoint | null>>;
}

/** Reads what a person wrote; `country` is where a number without its prefix belongs. Throws InputError with every fault. */
export function parseCustomerForm(input: unknown, country: string): CustomerForm {
  const read = SCHEMA.partial().safeParse(input);
  const given = (read.success ? read.data : (input ?? {})) as Partial<z.output<typeof SCHEMA>>;
  const faults = read.success ? [] : read.error.issues.flatMap(faultsOf);
  const home = typeof given.country === 'string' ? (readCountry(given.country) ?? country) : country;
  const contacts = readContacts(given, home, faults);
  if (!read.success || faults.length > 0) throw new InputError(faults);
  return { fields: archiveFields(read.data), contacts };
}

/** Reads the number of a new customer: a text, its leading zeros belong to it. */
export function parseCustomerNo(input: unknown): string {
  const read = line(100).safeParse(input);
  if (read.success && read.data !== '') return read.data;
  throw new InputError([{ field: 'customerNo', code: 'required', message: 'A customer number is needed' }]);
}

function readContacts(
  given: Partial<Record<ContactField, unknown>>,
  country: string,
  faults: Fault[],
): Partial<Record<ContactField, ContactPoint | null>> {
  const contacts: Partial<Record<ContactField, ContactPoint | null>> = {};
  for (const field of CONTACT_FIELDS) {
    const raw = given[field];
    if (raw === undefined || (raw !== null && typeof raw !== 'string')) continue;
    const points = field === 'email' ? [normaliseEmail(raw ?? '')] : normalisePhones(raw ?? '', country);
    const [point = null, second] = points;
    const code = second ? 'several-numbers' : point?.invalidCode;
    if (code) faults.push({ field, code, message: `"${raw}" cannot be used as ${field}: ${code}` });
    else contacts[field] = point;
  }
  return contacts;
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field: path, code: issue.code, message: issue.message }];
  return issue.keys.map((key) => ({
    field: path ? `${path}.${key}` : key,
    code: 'unknown-field',
    message: `"${key}" is not a field; fields are ${FORM_FIELDS.join(', ')}`,
  }));
}

function archiveFields(given: { [F in keyof Fields]?: Fields[F] | undefined }): CustomerFormFields {
  const entries = Object.entries(given);
  return Object.fromEntries(entries.filter(([field, value]) => value !== undefined && !isContactField(field)));
}

function isContactField(field: string): boolean {
  return (CONTACT_FIELDS as readonly string[]).includes(field);
}
