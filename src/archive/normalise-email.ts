import type { ContactPoint } from './normalise-phone.js';
import { cleanText, isPlaceholder } from './normalise-text.js';

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The address of one cell, or null where the cell is empty. Strictly one addr-spec of RFC 5322 without comments,
 * quotes or groups; the domain is lower-cased and in punycode, the local part is left as it is.
 */
export function normaliseEmail(raw: string): ContactPoint | null {
  if (/[\r\n]/.test(raw.trim())) return unusable(cleanText(raw), 'line-break-in-email');
  const text = cleanText(raw).replace(/[\uff01-\uff5e]/g, (char) => char.normalize('NFKC'));
  if (isPlaceholder(text)) return null;
  const at = text.lastIndexOf('@');
  if (/[\s,;:<>()[\]"\\]/.test(text) || at < 1 || text.indexOf('@') !== at) return unusable(text, 'not-one-email');
  const local = text.slice(0, at);
  if (!LOCAL.test(local) || local.length > 64) return unusable(text, 'email-local-part');
  const domain = normaliseDomain(text.slice(at + 1));
  if (domain === null || local.length + domain.length > 253) return unusable(text, 'email-domain');
  return { raw: text, address: `${local}@${domain}`, ext: null, phoneType: null, country: null, invalidCode: null };
}

function normaliseDomain(domain: string): string | null {
  const lower = domain.toLowerCase();
  const ascii = /^[a-z0-9.-]*$/.test(lower) ? lower : punycode(lower);
  const labels = ascii.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || ascii.length > 253 || !labels.every((label) => LABEL.test(label))) return null;
  return /^\d+$/.test(top) || top.length < 2 ? null : ascii;
}

function punycode(domain: string): string {
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function unusable(raw: string, invalidCode: string): ContactPoint {
  return { raw, address: null, ext: null, phoneType: null, country: null, invalidCode };
}
