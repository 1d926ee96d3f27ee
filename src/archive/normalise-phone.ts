import { parsePhoneNumberFromString, type CountryCode, type NumberType } from 'libphonenumber-js/max';
import { isPlaceholder, toHalfWidth } from './normalise-text.js';

/** What may ring there. An SMS goes to `mobile` only, and never to a number with an extension. */
export type PhoneType = 'mobile' | 'fixed' | 'shared' | 'unknown';

/** One way to reach a customer: usable with an address, or unusable with the reason in `invalidCode`. */
export interface ContactPoint {
  readonly raw: string;
  readonly address: string | null;
  readonly ext: string | null;
  readonly phoneType: PhoneType | null;
  readonly country: string | null;
  readonly invalidCode: string | null;
}

/** The numbers of one cell; more than one where the cell held several. An empty cell has none. */
export function normalisePhones(raw: string, country: string): ContactPoint[] {
  const text = toHalfWidth(raw);
  if (isPlaceholder(text)) return [];
  return splitNumbers(text).map((part) => normaliseOne(part, country));
}

const EMERGENCY = new Set(['110', '119', '120', '122', '112', '911', '999']);
const EXTENSION = /^(.*?\d)\s*(?:转|轉|分机|內線|内线|ext\.?|extension|x|#)\s*[:：]?\s*(\d{1,6})\s*$/i;
const CHINESE_EXTENSION =
  /^((?:\+?86[-\s]?)?\(?0\d{2,3}\)?[-\s]?\d{7,8}|(?:400|800)[-\s]?\d{3}[-\s]?\d{4})\s*-\s*(\d{1,6})$/;
const NATIONAL_ELSEWHERE = /^\(?[2-9]\d{2}\)?[-.\s]*\d{3}[-.\s]+\d{4}$/;

function splitNumbers(text: string): string[] {
  const spaced = /^\+?\d{7,15}(?:\s+\+?\d{7,15})+$/.test(text) ? text.replace(/\s+/g, '/') : text;
  const parts = spaced.split(/[/、;,|\n]|或/).map((part) => part.trim());
  return parts.filter((part) => !isPlaceholder(part));
}

function normaliseOne(part: string, country: string): ContactPoint {
  const fast = country === 'CN' ? chineseMobile(part) : null;
  if (fast !== null) return fast;
  if (/^\d+(\.\d+)?e\+?\d+$/i.test(part)) return unusable(part, 'digits-lost');
  if (/\d\s*[*•●]+|[*•●]+\s*\d|\d[xX]{2,}/.test(part)) return unusable(part, 'masked');
  const { number, ext } = takeExtension(part.replace(/^(\d{5,})\.0$/, '$1'), country);
  if (/[^\d\s()+.\-–—]/.test(number)) return unusable(part, 'text-in-number');
  const digits = number.replace(/\D/g, '');
  const refusal = country === 'CN' && !number.startsWith('+') ? refuseChinese(number, digits) : refuseShort(digits);
  return refusal === null
    ? parseNumber(part, withPlus(number, digits, country), ext, country)
    : unusable(part, refusal);
}

/** Chinese mobile numbers are most of every list here, and their validity rests on the first five digits alone. */
function chineseMobile(part: string): ContactPoint | null {
  const match = /^(?:\+?86)?(1[3-9]\d{9})$/.exec(part);
  const digits = match?.[1];
  if (digits === undefined) return null;
  const prefix = digits.slice(0, 5);
  let known = mobilePrefixes.get(prefix);
  if (known === undefined) {
    const parsed = parsePhoneNumberFromString(digits, { defaultCountry: 'CN', extract: false });
    known = parsed?.isValid() === true && parsed.getType() === 'MOBILE';
    mobilePrefixes.set(prefix, known);
  }
  if (!known) return null;
  return { raw: part, address: `+86${digits}`, ext: null, phoneType: 'mobile', country: 'CN', invalidCode: null };
}
const mobilePrefixes = new Map<string, boolean>();

function takeExtension(part: string, country: string): { number: string; ext: string | null } {
  const match =
    (country === 'CN' || part.startsWith('+86') ? CHINESE_EXTENSION.exec(part) : null) ?? EXTENSION.exec(part);
  return match === null ? { number: part, ext: null } : { number: match[1] ?? '', ext: match[2] ?? null };
}

/** What a number without country code must not be taken for in China; libphonenumber would find a land line in it. */
function refuseChinese(number: string, digits: string): string | null {
  if (EMERGENCY.has(digits)) return 'emergency-number';
  if (/^0(852|853|886)\d{8,9}$/.test(digits)) return 'country-missing';
  if (digits.startsWith('00') || /^86(1\d{10}|0?[2-9]\d{9,10})$/.test(digits)) return null;
  if (NATIONAL_ELSEWHERE.test(number) && !/^\(?[48]00/.test(number)) return 'country-missing';
  if (/^(106\d{4,}|10\d{3}|12\d{3}|95\d{3,}|96\d{3,})$/.test(digits) || digits.length < 7) return 'short-code';
  if (digits.length <= 8) return 'area-code-missing';
  return /^(0|1|[48]00)/.test(digits) ? null : 'country-missing';
}

function refuseShort(digits: string): string | null {
  if (EMERGENCY.has(digits)) return 'emergency-number';
  return digits.length < 5 ? 'short-code' : null;
}

function withPlus(number: string, digits: string, country: string): string {
  if (number.startsWith('+')) return number;
  if (digits.startsWith('00') && country !== 'US' && country !== 'CA') return `+${digits.slice(2)}`;
  if (country === 'CN' && /^86(1\d{10}|0?[2-9]\d{9,10})$/.test(digits)) return `+${digits}`;
  return number;
}

function parseNumber(raw: string, number: string, ext: string | null, country: string): ContactPoint {
  const parsed = parsePhoneNumberFromString(number, { defaultCountry: country as CountryCode, extract: false });
  if (parsed === undefined || !parsed.isValid()) return unusable(raw, 'not-a-number');
  return {
    raw,
    address: parsed.number,
    ext: ext ?? parsed.ext ?? null,
    phoneType: typeOf(parsed.getType()),
    country: parsed.country ?? null,
    invalidCode: null,
  };
}

/** North American numbers do not show whether they are mobile: they count as mobile, the provider knows better. */
function typeOf(type: NumberType): PhoneType {
  if (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE') return 'mobile';
  if (type === 'FIXED_LINE') return 'fixed';
  return type === 'SHARED_COST' || type === 'TOLL_FREE' || type === 'UAN' ? 'shared' : 'unknown';
}

function unusable(raw: string, invalidCode: string): ContactPoint {
  return { raw, address: null, ext: null, phoneType: null, country: null, invalidCode };
}
