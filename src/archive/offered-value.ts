import type { AttributeValue } from './import-row.js';

const LISTS = ['tags', 'do_not_contact', 'preferred_time'];
const ATTRIBUTE = /^attributes\.(.+)$/su;

/** Whether the value that an import offered may be taken by a click: a customer's own denial needs evidence instead. */
export function mayTake(field: string): boolean {
  return !field.startsWith('consent.');
}

/**
 * What a person would write to take the value that an import offered, as the customer's form has it. `known` are the
 * customer's attributes: an attribute keeps its type.
 */
export function formOfOffer(
  field: string,
  offered: string | null,
  known: Readonly<Record<string, AttributeValue>>,
): Record<string, unknown> {
  const attribute = ATTRIBUTE.exec(field)?.[1];
  if (attribute !== undefined) return { attributes: { [attribute]: typedLike(known[attribute], offered) } };
  if (field === 'phone') {
    const [phone = null, phone2] = (offered ?? '').split(', ');
    return phone2 === undefined ? { phone } : { phone, phone2 };
  }
  const name = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (field === 'visit_interval_days') return { [name]: offered === null ? null : Number(offered) };
  return { [name]: LISTS.includes(field) ? (JSON.parse(offered ?? '[]') as unknown) : offered };
}

function typedLike(known: AttributeValue | undefined, offered: string | null): AttributeValue | null {
  if (offered === null) return null;
  if (typeof known === 'number' && Number.isFinite(Number(offered))) return Number(offered);
  return typeof known === 'boolean' && /^(true|false)$/.test(offered) ? offered === 'true' : offered;
}
