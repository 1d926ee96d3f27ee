import { countryZones } from './country-zones.js';
import { stateZones, zipZones } from './north-america.js';
import { XINJIANG_ZONES } from './phone-zones.js';

export interface AddressFacts {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly province: string | null;
  readonly postcode: string | null;
}

const XINJIANG_POSTCODE = /^8[34]\d{4}$/;
// Australian states by abbreviation, name and the postcodes' first digit.
const AUSTRALIAN_STATES: readonly (readonly [RegExp, RegExp, readonly string[]])[] = [
  [/^(nsw|new south wales|act|australian capital territory)$/i, /^[12]/, ['Australia/Sydney', 'Australia/Adelaide']],
  [/^(vic|victoria)$/i, /^[38]/, ['Australia/Sydney']],
  [/^(qld|queensland)$/i, /^[49]/, ['Australia/Brisbane']],
  [/^(sa|south australia)$/i, /^5/, ['Australia/Adelaide']],
  [/^(wa|western australia)$/i, /^6/, ['Australia/Perth', 'Australia/Eucla']],
  [/^(tas|tasmania)$/i, /^7/, ['Australia/Sydney']],
  [/^(nt|northern territory)$/i, /^0/, ['Australia/Darwin']],
];

/** Every clock that an address may mean, or null when it says nothing of a country or a place. */
export function addressZones({ country, province, postcode }: AddressFacts): readonly string[] | null {
  const code = country?.trim().toUpperCase() ?? '';
  const place = province?.trim() ?? '';
  if (isXinjiang(code, place, postcode?.trim() ?? '')) return XINJIANG_ZONES;
  if (code === '') return null;
  if (code === 'US' || code === 'CA') return northAmerican(code, place, postcode) ?? countryZones(code);
  if (code === 'AU') return australian(place, postcode?.trim() ?? '') ?? countryZones(code);
  return countryZones(code);
}

function isXinjiang(country: string, province: string, postcode: string): boolean {
  if (/新疆|xinjiang/i.test(province)) return country === '' || country === 'CN';
  return country === 'CN' && XINJIANG_POSTCODE.test(postcode);
}

function northAmerican(country: string, province: string, postcode: string | null): readonly string[] | null {
  const byState = province === '' ? null : stateZones(province);
  if (byState !== null) return byState;
  return country === 'US' && postcode ? zipZones(postcode) : null;
}

function australian(province: string, postcode: string): readonly string[] | null {
  const found = AUSTRALIAN_STATES.find(
    ([name, post]) => name.test(province) || (province === '' && /^\d{4}$/.test(postcode) && post.test(postcode)),
  );
  return found?.[2] ?? null;
}
