import type { CustomerSearch } from './customer.read-model.js';
import { normaliseEmail } from './normalise-email.js';
import { normalisePhones } from './normalise-phone.js';
import { cleanText } from './normalise-text.js';

/** What a typed query may mean; null when there is nothing in it. `country` is for numbers without a prefix. */
export function readSearch(query: string, country: string): CustomerSearch | null {
  const text = cleanText(query).slice(0, 100);
  if (text === '') return null;
  const lastFour = /^\d{4}$/.test(text) ? text : null;
  return { text, address: lastFour ? null : addressOf(text, country), lastFour };
}

function addressOf(text: string, country: string): string | null {
  if (text.includes('@')) return normaliseEmail(text)?.address ?? null;
  if (!/^[\d+()\s-]{6,25}$/.test(text)) return null;
  const [point, second] = normalisePhones(text, country);
  return second ? null : (point?.address ?? null);
}
