import { fieldChoices, mergedFields } from '../../archive/customer-merge.js';
import type { Choices } from '../../archive/customer-merge.js';
import type { CustomerDetail } from '../../archive/customer.js';
import { addedPoints } from '../../archive/customer-merge.js';
import { maskAddress } from '../../kernel/masking.js';
import { consentRows } from './customer-page.js';

/** Both rows side by side: what differs and whose value stays, and what moves. */
export function toMergePage(kept: CustomerDetail, other: CustomerDetail, endedVisits: number, choices: Choices = {}) {
  const moved = addedPoints(kept.contactPoints, other.contactPoints).map(({ id }) => id);
  const known = new Set(kept.services.map(serviceKey));
  const consent = mergedFields(kept, other, {}).consent ?? kept.consent;
  return {
    kept: headOf(kept),
    other: headOf(other),
    hasOtherName: plainName(kept.name) !== plainName(other.name),
    fields: fieldChoices(kept, other, choices).map(({ field, kept: mine, other: theirs, stays }) => ({
      name: `choice.${field}`,
      labelKey: `archive.field.${field}`,
      kept: textOf(field, mine),
      other: textOf(field, theirs),
      keepsOwn: stays === 'kept',
    })),
    points: other.contactPoints
      .filter(({ id }) => moved.includes(id))
      .map(({ address, raw }) => maskAddress(address ?? raw)),
    services: other.services.filter((service) => !known.has(serviceKey(service))).length,
    consent: consentRows(consent),
    endedVisits,
  };
}

/** As the list of duplicates compares names. */
function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·.]/g, '')
    .toLowerCase();
}

/** Whose value stays, as the form says it; other fields of the form do not matter. */
export function readChoices(body: Readonly<Record<string, unknown>>): Choices {
  const chosen = Object.entries(body).filter(
    ([name, value]) => name.startsWith('choice.') && (value === 'kept' || value === 'other'),
  );
  return Object.fromEntries(chosen.map(([name, value]) => [name.slice('choice.'.length), value as 'kept' | 'other']));
}

function headOf({ id, name, customerNo, version, contactPoints, services, createdAt }: CustomerDetail) {
  const points = contactPoints.map(({ address, raw }) => maskAddress(address ?? raw));
  return {
    id,
    name: name === '' ? customerNo : name,
    customerNo,
    version,
    points,
    services: services.length,
    createdAt,
  };
}

const WORDS: Readonly<Record<string, string>> = {
  gender: 'archive.gender.',
  lifecycle: 'archive.lifecycle.',
  preferredChannel: 'console.channel.',
};

/** What stands in a cell: a word by its key, or text as it is. */
function textOf(field: string, value: unknown): { readonly key?: string; readonly text: string } {
  if (value === null || value === '') return { text: '—' };
  const words = WORDS[field];
  if (words !== undefined && typeof value === 'string') return { key: `${words}${value}`, text: value };
  if (Array.isArray(value)) return { text: value.map((part) => [part].flat().join('–')).join(', ') };
  return { text: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

function serviceKey({ servedAt, item, product }: CustomerDetail['services'][number]): string {
  return JSON.stringify([servedAt.getTime(), item, product]);
}
