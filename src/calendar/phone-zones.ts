import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { countryZones } from './country-zones.js';
import { areaCodeZones } from './north-america.js';

/** Beijing time and the clock that Xinjiang lives by, two hours behind. */
export const XINJIANG_ZONES: readonly string[] = ['Asia/Shanghai', 'Asia/Urumqi'];

const AUSTRALIA_EAST = ['Australia/Sydney', 'Australia/Adelaide'];
// Australia's fixed lines by first digit: New South Wales with Broken Hill; Victoria; Queensland; the rest.
const AUSTRALIAN_AREAS: Readonly<Record<string, readonly string[]>> = {
  '2': AUSTRALIA_EAST,
  '3': ['Australia/Sydney'],
  '7': ['Australia/Brisbane', 'Australia/Sydney'],
  '8': ['Australia/Adelaide', 'Australia/Darwin', 'Australia/Perth', 'Australia/Eucla'],
};
// Area codes 0901–0909 and 0990–0999; Chinese mobile numbers begin with 1.
const XINJIANG_FIXED = /^9(0|9)\d/;
// They share their neighbour's calling code and its clocks.
const SAME_CLOCKS = ['AX', 'BL', 'BQ', 'EH', 'GG', 'IM', 'JE', 'MF', 'SJ', 'VA'];
// One calling code is never the beginning of another.
const CODE_LENGTHS = [1, 2, 3];

const zonesByCallingCode = callingCodes();
const known = new Map<string, readonly string[] | null>();
const MAX_KNOWN = 20_000;

/**
 * Every clock that a number (E.164) may mean, or null for an unknown country. A mobile of a country with several
 * clocks has all of them; in North America only the area code tells, for mobiles too.
 */
export function phoneZones(phone: string, phoneType: string | null): readonly string[] | null {
  const isFixed = phoneType === 'fixed';
  const key = `${phone.slice(0, 8)} ${isFixed}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const zones = zonesOf(phone, isFixed);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, zones);
  return zones;
}

function zonesOf(phone: string, isFixed: boolean): readonly string[] | null {
  const digits = phone.replace(/^\+/, '');
  const code = CODE_LENGTHS.map((length) => digits.slice(0, length)).find((each) => zonesByCallingCode.has(each));
  if (code === undefined) return null;
  const national = digits.slice(code.length);
  if (code === '1') return areaCodeZones(national.slice(0, 3));
  if (code === '86' && XINJIANG_FIXED.test(national)) return XINJIANG_ZONES;
  if (code === '61' && isFixed) return AUSTRALIAN_AREAS[national.slice(0, 1)] ?? countryZones('AU');
  // Kazakhstan shares Russia's code; its numbers begin with 6 or 7.
  if (code === '7') return countryZones(/^[67]/.test(national) ? 'KZ' : 'RU');
  return zonesByCallingCode.get(code) ?? null;
}

function callingCodes(): Map<string, readonly string[]> {
  const codes = new Map<string, string[]>();
  for (const country of getCountries()) {
    if (SAME_CLOCKS.includes(country)) continue;
    const code = getCountryCallingCode(country);
    codes.set(code, [...new Set([...(codes.get(code) ?? []), ...(countryZones(country) ?? [])])]);
  }
  for (const [code, zones] of codes) if (zones.length === 0) codes.delete(code);
  return codes;
}
