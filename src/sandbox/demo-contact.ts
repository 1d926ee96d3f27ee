import type { RowChance } from './demo-chance.js';
import type { ForeignPlace, Place } from './demo-people.js';

/** The cells of a row that say how a customer can be reached. */
export interface ContactCells {
  readonly phone: string;
  readonly phone2: string;
  readonly email: string;
}

const MOBILE_PREFIXES = [
  ...['130', '131', '132', '133', '135', '136', '137', '138', '139', '150', '151', '152', '155', '156', '157', '158'],
  ...['159', '180', '181', '182', '183', '185', '186', '187', '188', '189'],
];
/** Areas whose local numbers still have seven digits. */
const SHORT_AREAS: ReadonlySet<string> = new Set(['0792', '0797', '0991', '0998']);
const WRONG_EMAILS = ['@example.com', 'nobody@', 'no at.example.com', 'a@@example.com', 'x@example..com', '无'];
const WRONG_PHONES = ['138****8000', '1.38001E+10', '12345', '张三13800138000', '-', '010-1234'];

/** Of a thousand customers, in this order; the rest has a mobile number and mostly an e-mail address. */
export const CONTACT_SHARES = {
  landlineOnly: 30,
  emailOnly: 40,
  nothing: 10,
  wrongEmail: 20,
  wrongPhone: 10,
  twoNumbers: 5,
  extension: 5,
  sharedPhone: 20,
} as const;
export type ContactCase = keyof typeof CONTACT_SHARES | 'ordinary';

/** A mobile number that no other row of the archive has; valid in form, made up in fact. */
export function mobileNumber(index: number): string {
  const prefix = MOBILE_PREFIXES[index % MOBILE_PREFIXES.length] ?? '138';
  // The factor shares no divisor with 10^8: a million rows have a million different tails.
  return prefix + String((index * 98_765_431 + 20_010_203) % 100_000_000).padStart(8, '0');
}

/** Which case a row is; shared numbers come last, where the row before is an ordinary one. */
export function contactCase(slot: number): ContactCase {
  let from = 1000 - Object.values(CONTACT_SHARES).reduce((sum, share) => sum + share, 0);
  if (slot < from) return 'ordinary';
  for (const [kind, share] of Object.entries(CONTACT_SHARES)) {
    from += share;
    if (slot < from) return kind as ContactCase;
  }
  return 'ordinary';
}

/** The contact cells of a customer in China. */
export function chineseContact(chance: RowChance, place: Place): ContactCells {
  const { index } = chance;
  const [mobile, email] = [written(chance, mobileNumber(index)), emailOf(chance)];
  switch (contactCase(chance.slot('contact'))) {
    case 'landlineOnly':
      return cells(landline(chance, place), '');
    case 'emailOnly':
      return cells('', email);
    case 'nothing':
      return cells('', '');
    case 'wrongEmail':
      return cells(mobile, chance.pick(WRONG_EMAILS));
    case 'wrongPhone':
      return cells(chance.pick(WRONG_PHONES), chance.happens(0.5) ? email : '');
    case 'twoNumbers':
      return cells(`${mobileNumber(index)}/${landline(chance, place)}`, email);
    case 'extension':
      return cells(`${landline(chance, place)}转${chance.between(100, 999)}`, email);
    case 'sharedPhone':
      return cells(mobileNumber(Math.max(index - 1, 0)), '');
    case 'ordinary':
      return {
        ...cells(mobile, chance.happens(0.7) ? email : ''),
        phone2: chance.happens(0.05) ? landline(chance, place) : '',
      };
  }
}

/** The contact cells of a customer elsewhere: a number with its country, and an e-mail address. */
export function foreignContact(chance: RowChance, place: ForeignPlace): ContactCells {
  const kind = contactCase(chance.slot('contact'));
  if (kind === 'nothing') return cells('', '');
  if (kind === 'wrongEmail') return cells(place.phone(chance.index), chance.pick(WRONG_EMAILS));
  return cells(kind === 'emailOnly' ? '' : place.phone(chance.index), emailOf(chance));
}

function cells(phone: string, email: string): ContactCells {
  return { phone, phone2: '', email };
}

function emailOf(chance: RowChance): string {
  return `c${String(chance.index + 1).padStart(6, '0')}@${chance.happens(0.6) ? 'example.com' : 'example.org'}`;
}

function landline(chance: RowChance, place: Place): string {
  const digits = SHORT_AREAS.has(place.areaCode) ? 7 : 8;
  const local = chance.between(2, 8) * 10 ** (digits - 1) + chance.between(0, 10 ** (digits - 1) - 1);
  return `${place.areaCode}-${local}`;
}

/** Numbers as people type them. */
function written(chance: RowChance, mobile: string): string {
  const parts = [mobile.slice(0, 3), mobile.slice(3, 7), mobile.slice(7)];
  if (chance.happens(0.85)) return mobile;
  return chance.pick([parts.join(' '), parts.join('-'), `+86 ${parts.join('-')}`, `0086-${mobile}`, fullWidth(mobile)]);
}

function fullWidth(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
