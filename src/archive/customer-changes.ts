import type { ContactField, CustomerForm, CustomerFormFields } from './customer-form.js';
import { CUSTOMER_COLUMNS } from './customer-columns.js';
import type { CustomerDetail } from './customer.js';
import { stableJson } from '../kernel/stable-json.js';

const PLACES = {
  phone: { kind: 'phone', position: 1 },
  phone2: { kind: 'phone', position: 2 },
  email: { kind: 'email', position: 1 },
} as const;

/** What of a form differs from the customer as it stands. */
export function changedFields(customer: CustomerDetail, form: CustomerForm): CustomerForm {
  const fields = Object.entries(form.fields).flatMap(([field, value]): [string, unknown][] => {
    if (field === 'attributes') return changedAttributes(customer, form.fields.attributes ?? {});
    return same(customer[field as keyof CustomerDetail], value) ? [] : [[field, value]];
  });
  const contacts = Object.entries(form.contacts).filter(([field, point]) => {
    const { kind, position } = PLACES[field as ContactField];
    const known = customer.contactPoints.find((one) => one.kind === kind && one.position === position);
    return (known?.address ?? null) !== (point?.address ?? null) || (known?.ext ?? null) !== (point?.ext ?? null);
  });
  return { fields: Object.fromEntries(fields), contacts: Object.fromEntries(contacts) };
}

/** The fields of a change as imports spell them; attributes one by one. */
export function handEditedNames(change: CustomerForm): string[] {
  const fields = (Object.keys(change.fields) as (keyof CustomerFormFields)[]).flatMap((field) =>
    field === 'attributes'
      ? Object.keys(change.fields.attributes ?? {}).map((name) => `attributes.${name}`)
      : [CUSTOMER_COLUMNS[field] as string],
  );
  return [...fields, ...Object.keys(change.contacts)];
}

function changedAttributes(
  customer: CustomerDetail,
  given: NonNullable<CustomerFormFields['attributes']>,
): [string, unknown][] {
  const changed = Object.entries(given).filter(([name, value]) => !same(customer.attributes[name] ?? null, value));
  return changed.length === 0 ? [] : [['attributes', Object.fromEntries(changed)]];
}

function same(one: unknown, other: unknown): boolean {
  return stableJson(one) === stableJson(other);
}
