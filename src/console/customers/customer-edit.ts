import type { CustomerDetail } from '../../archive/customer.js';
import type { Fault } from '../../kernel/faults.js';
import { maskAddress } from '../../kernel/masking.js';
import { CHANNELS } from '../../kernel/words.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { LIFECYCLES } from './customer-list.js';

/** Whose hands the form is in: who may not see numbers gets empty fields that keep what stands there. */
export interface EditRights {
  readonly seesNumbers: boolean;
  readonly choosesOwner: boolean;
}

const TEXTS = ['name', 'contactName', 'contactRelation', 'company', 'cardNo', 'category', 'source', 'product', 'memberLevel', 'requiredSkill'] as const; // prettier-ignore
const PLACES = ['country', 'province', 'city', 'district', 'postcode', 'timezone', 'language'] as const;
const CHOICES = ['gender', 'lifecycle', 'preferredChannel', 'ownerAgentNo', 'birthday', 'cardExpiresOn'] as const;
const CONTACTS = ['phone', 'phone2', 'email'] as const;
const FLAGS = ['deceased', 'minor', 'explicitTimeConsent'] as const;
const FIELDS = [
  ...[
    'customerNo',
    'version',
    'tags',
    'preferredTime',
    'visitIntervalDays',
    'doNotContact',
    'newAttribute',
    'newValue',
  ],
  ...TEXTS,
  ...PLACES,
  ...CHOICES,
  ...CONTACTS,
  ...FLAGS,
];
/** Never empty in the archive. */
const ALWAYS_SAID: readonly string[] = ['name', 'gender', 'lifecycle'];
const ATTRIBUTE = 'attribute.';

/** What the form offers besides text. */
export const EDIT_CHOICES = {
  lifecycles: LIFECYCLES.map((value) => ({ value, labelKey: `archive.lifecycle.${value}` })),
  genders: ['unknown', 'male', 'female'].map((value) => ({ value, labelKey: `archive.gender.${value}` })),
  channels: CHANNELS.map((value) => ({ value, labelKey: `console.channel.${value}` })),
  closed: ['all', ...CHANNELS].map((value) => ({ value, labelKey: `archive.do-not-contact.${value}` })),
};

/** What was typed, as the archive's form takes it; an empty field takes its value away, one that was not sent keeps it. */
export function readCustomerForm(body: Readonly<Record<string, unknown>>, rights: EditRights): Record<string, unknown> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : undefined);
  const form: Record<string, unknown> = {};
  for (const name of [...TEXTS, ...PLACES, ...CHOICES, ...CONTACTS]) {
    const value = text(name);
    if (value === undefined) continue;
    if (value === '' && CONTACTS.some((one) => one === name) && !rights.seesNumbers) continue;
    form[name] = value === '' && !ALWAYS_SAID.includes(name) ? null : value;
  }
  if (!rights.choosesOwner) delete form['ownerAgentNo'];
  for (const name of FLAGS) form[name] = text(name) === 'yes';
  const tags = text('tags');
  if (tags !== undefined) form['tags'] = tags.split(/[,，;；、]/).flatMap((tag) => tag.trim() || []);
  const times = text('preferredTime');
  if (times !== undefined) form['preferredTime'] = times === '' ? null : readTimes(times);
  const interval = text('visitIntervalDays');
  if (interval !== undefined) form['visitIntervalDays'] = interval === '' ? null : Number(interval);
  form['doNotContact'] = listOf(body['doNotContact']);
  const attributes = readAttributes(body);
  return Object.keys(attributes).length > 0 ? { ...form, attributes } : form;
}

/** The form of a customer as it stands. */
export function editValues(customer: CustomerDetail, rights: EditRights): Record<string, unknown> {
  const address = (kind: string, position: number) => {
    const point = customer.contactPoints.find((one) => one.kind === kind && one.position === position);
    const written = point ? `${point.address ?? point.raw}${point.ext ? `#${point.ext}` : ''}` : '';
    return rights.seesNumbers ? written : '';
  };
  const points = { phone: address('phone', 1), phone2: address('phone', 2), email: address('email', 1) };
  const times = customer.preferredTime?.map(([from, to]) => `${from}-${to}`).join(', ') ?? '';
  const flags = Object.fromEntries(FLAGS.map((name) => [name, customer[name] ? 'yes' : '']));
  return { ...customer, ...points, ...flags, tags: customer.tags.join(', '), preferredTime: times };
}

/** The numbers that stand there now, without their middle, for those who may not see them. */
export function maskedPoints(customer: CustomerDetail): Readonly<Record<string, string>> {
  const texts = customer.contactPoints.map((point): [string, string] => [
    point.kind === 'email' ? 'email' : point.position === 1 ? 'phone' : 'phone2',
    maskAddress(point.address ?? point.raw),
  ]);
  return Object.fromEntries(texts);
}

/** The form again as it was typed, with what is wrong beside each field. */
export function editState(typed: Readonly<Record<string, unknown>>, faults: readonly Fault[] = []): FormState {
  return formState(FIELDS, typed, faults.map(nameFault));
}

/** The attributes of the form: what stands there, overlaid by what was typed. */
export function attributeFields(
  stored: Readonly<Record<string, unknown>>,
  typed: Readonly<Record<string, unknown>> = {},
): readonly { readonly name: string; readonly field: string; readonly value: string }[] {
  return Object.entries(stored).map(([name, value]) => {
    const given = typed[`${ATTRIBUTE}${name}`];
    return { name, field: `${ATTRIBUTE}${name}`, value: typeof given === 'string' ? given : String(value ?? '') };
  });
}

const FORMATS: Readonly<Record<string, string>> = {
  birthday: 'date-format',
  cardExpiresOn: 'date-format',
  timezone: 'zone-format',
  country: 'country-format',
  language: 'language-format',
  preferredTime: 'times-format',
  visitIntervalDays: 'days-format',
};

/** The archive's checks say the same of many fields; people are told what this one wants. */
function nameFault(fault: Fault): Fault {
  const field = fault.field.split('.')[0] ?? '';
  if (field === 'attributes') return { ...fault, field: 'newAttribute', code: 'attribute-format' };
  const code = FORMATS[field] ?? (fault.code === 'custom' ? 'text-format' : fault.code);
  return { ...fault, field, code };
}

function readTimes(text: string): string[][] {
  return text.split(/[,，;；、]/).map((part) => {
    const [from = '', to = ''] = part.trim().split(/\s*[-–—~至]\s*/, 2);
    return [from, to].map((time) => (/^\d:/.test(time) ? `0${time}` : time));
  });
}

function readAttributes(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named = Object.entries(body).filter(([name]) => name.startsWith(ATTRIBUTE));
  const attributes = Object.fromEntries(
    named.map(([name, value]) => [name.slice(ATTRIBUTE.length), typedValue(String(value).trim())]),
  );
  const fresh = typeof body['newAttribute'] === 'string' ? body['newAttribute'].trim() : '';
  const value = typedValue(typeof body['newValue'] === 'string' ? body['newValue'].trim() : '');
  // A value without a name goes on to the archive, which says what is missing.
  return fresh === '' && value === null ? attributes : { ...attributes, [fresh]: value };
}

function typedValue(text: string): string | number | boolean | null {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(text) ? Number(text) : text;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? [value] : [];
}
