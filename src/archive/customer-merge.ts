import { stableJson } from '../kernel/stable-json.js';
import { CHANNELS, PURPOSES } from '../kernel/words.js';
import type { ConsentInForce } from './consent.service.js';
import { CUSTOMER_COLUMNS } from './customer-columns.js';
import type { Customer, CustomerContactPoint } from './customer.js';
import type { ConsentState } from './import-row.js';

/** The fields of which one value stays; somebody may choose whose. */
export const CHOSEN_FIELDS = [
  ...['name', 'gender', 'contactName', 'contactRelation', 'company', 'birthday', 'lifecycle', 'category', 'source'],
  ...['ownerAgentNo', 'memberLevel', 'cardNo', 'cardExpiresOn', 'requiredSkill', 'visitIntervalDays'],
  ...['country', 'province', 'city', 'district', 'postcode', 'timezone', 'language'],
  ...['preferredChannel', 'preferredTime'],
] as readonly ChosenField[];
export type ChosenField = Extract<
  keyof Customer,
  | 'name'
  | 'gender'
  | 'contactName'
  | 'contactRelation'
  | 'company'
  | 'birthday'
  | 'lifecycle'
  | 'category'
  | 'source'
  | 'ownerAgentNo'
  | 'memberLevel'
  | 'cardNo'
  | 'cardExpiresOn'
  | 'requiredSkill'
  | 'visitIntervalDays'
  | 'country'
  | 'province'
  | 'city'
  | 'district'
  | 'postcode'
  | 'timezone'
  | 'language'
  | 'preferredChannel'
  | 'preferredTime'
>;

/** Whose value stays, by field; what is not named keeps the kept one's, or takes the other's where that is empty. */
export type Choices = Readonly<Partial<Record<string, 'kept' | 'other'>>>;

/** A field in which the two differ, with whose value stays unless somebody says otherwise. */
export interface FieldChoice {
  readonly field: ChosenField;
  readonly kept: Customer[ChosenField];
  readonly other: Customer[ChosenField];
  readonly stays: 'kept' | 'other';
}

/** What the merge writes into the kept row; the stricter part of it goes into the other row too. */
export type MergedFields = Partial<Customer>;

/** Where the two differ, in the order of the form. */
export function fieldChoices(kept: Customer, other: Customer, choices: Choices = {}): readonly FieldChoice[] {
  return CHOSEN_FIELDS.filter((field) => stableJson(kept[field]) !== stableJson(other[field])).map((field) => ({
    field,
    kept: kept[field],
    other: other[field],
    stays: choices[field] ?? (isEmpty(field, kept[field]) && !isEmpty(field, other[field]) ? 'other' : 'kept'),
  }));
}

/** The kept row after the merge: only what changes. */
export function mergedFields(kept: Customer, other: Customer, choices: Choices): MergedFields {
  const chosen = fieldChoices(kept, other, choices).filter(({ stays }) => stays === 'other');
  const later = (other.lastServiceAt?.getTime() ?? -Infinity) > (kept.lastServiceAt?.getTime() ?? -Infinity);
  const { lastServiceAt, lastServiceItem, lastServedBy, product } = other;
  const owned = chosen.some(({ field }) => field === 'ownerAgentNo') ? { assignedAt: other.assignedAt } : {};
  // Against the kept one's own value only a person decides; no import turns that back.
  const decided = chosen.filter(({ field, kept: value }) => !isEmpty(field, value));
  const names = decided.map(({ field }) => CUSTOMER_COLUMNS[field] as string);
  const merged: MergedFields = {
    ...Object.fromEntries(chosen.map(({ field, other: value }) => [field, value])),
    ...owned,
    ...(later ? { lastServiceAt, lastServiceItem, lastServedBy, product } : {}),
    ...stricter(kept, other),
    tags: union(kept.tags, other.tags),
    attributes: { ...other.attributes, ...kept.attributes },
    handEdited: union(union(kept.handEdited, other.handEdited), names).toSorted(),
  };
  return changesOf(kept, merged);
}

/** What protects the customer, from whichever row says it; it holds for both rows, for visits of either may still run. */
export function stricter(kept: Customer, other: Customer): MergedFields {
  return {
    consent: stricterConsent(kept.consent, other.consent),
    doNotContact: union(kept.doNotContact, other.doNotContact),
    deceased: kept.deceased || other.deceased,
    minor: kept.minor || other.minor,
    explicitTimeConsent: kept.explicitTimeConsent && other.explicitTimeConsent,
  };
}

/** Only those of `fields` that differ from the row. */
export function changesOf(row: Customer, fields: MergedFields): MergedFields {
  const differing = Object.entries(fields).filter(
    ([field, value]) => stableJson(row[field as keyof Customer]) !== stableJson(value),
  );
  return Object.fromEntries(differing);
}

/** Denied by either is denied. Where one said nothing, what the other said holds: it is the same person. */
export function stricterConsent(one: ConsentInForce, other: ConsentInForce): ConsentInForce {
  const said = (
    consent: ConsentInForce,
    channel: (typeof CHANNELS)[number] | 'all',
    purpose: 'service' | 'marketing',
  ) => consent[`${channel}.${purpose}`] ?? consent[`all.${purpose}`] ?? 'unknown';
  const merged: Record<string, ConsentState> = {};
  for (const channel of [...CHANNELS, 'all'] as const) {
    for (const purpose of PURPOSES) {
      const name = `${channel}.${purpose}` as const;
      if (one[name] === undefined && other[name] === undefined) continue;
      const states = [said(one, channel, purpose), said(other, channel, purpose)];
      merged[name] = states.includes('denied') ? 'denied' : states.includes('granted') ? 'granted' : 'unknown';
    }
  }
  return merged;
}

/** The other's numbers and mailboxes that the kept one does not have, with the places that they take behind its own. */
export function addedPoints(
  kept: readonly CustomerContactPoint[],
  other: readonly CustomerContactPoint[],
): readonly { readonly id: number; readonly position: number }[] {
  const idOf = (point: CustomerContactPoint) => `${point.kind} ${point.address ?? `?${point.raw}`}#${point.ext ?? ''}`;
  const known = new Set(kept.map(idOf));
  const last = (kind: string) => Math.max(0, ...kept.filter((one) => one.kind === kind).map((one) => one.position));
  const next = { phone: last('phone'), email: last('email') };
  return other.filter((point) => !known.has(idOf(point))).map(({ id, kind }) => ({ id, position: (next[kind] += 1) }));
}

function isEmpty(field: ChosenField, value: unknown): boolean {
  return value === null || value === '' || (field === 'gender' && value === 'unknown');
}

function union<T extends string>(one: readonly T[], other: readonly T[]): T[] {
  return [...new Set([...one, ...other])];
}
