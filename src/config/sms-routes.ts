import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/max';

/** The real providers that carry SMS. */
export const SMS_PROVIDERS = ['twilio', 'tencent'] as const;
export type SmsProviderName = (typeof SMS_PROVIDERS)[number];

/** Which provider serves the numbers of which country (ISO 3166 alpha-2); `others` is null where nobody serves the rest. */
export interface SmsRoutes {
  readonly countries: Readonly<Record<string, SmsProviderName>>;
  readonly others: SmsProviderName | null;
}

const REST = '*';
/** Countries that a provider's adapter can serve; a provider that is not listed serves any. */
const SERVES_ONLY: Readonly<Partial<Record<SmsProviderName, readonly string[]>>> = { tencent: ['CN'] };

/**
 * Reads `CN=tencent,*=twilio`, or makes the routes of what is configured where nothing is said; null without a real
 * provider, where the sandbox serves everybody. Every fault is named.
 */
export function readSmsRoutes(
  text: string | undefined,
  configured: readonly SmsProviderName[],
): { readonly routes: SmsRoutes | null; readonly faults: readonly string[] } {
  if (text === undefined) return { routes: defaultRoutes(configured), faults: [] };
  const faults: string[] = [];
  const countries: Record<string, SmsProviderName> = {};
  let others: SmsProviderName | null = null;
  const seen = new Set<string>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, where = '', provider = ''] = /^([A-Z]{2}|\*)=([a-z]+)$/.exec(entry) ?? [];
    const fault = seen.has(where) ? `names "${where}" twice` : faultOf(entry, where, provider, configured);
    if (fault !== null) faults.push(`SMS_ROUTES ${fault}`);
    else if (where === REST) others = provider as SmsProviderName;
    else countries[where] = provider as SmsProviderName;
    seen.add(where);
  }
  return { routes: { countries, others }, faults };
}

/** The prefix by which the numbers of a country are told, such as `+86`. */
export function prefixOf(country: string): string {
  return `+${getCountryCallingCode(country as CountryCode)}`;
}

function defaultRoutes(configured: readonly SmsProviderName[]): SmsRoutes | null {
  if (configured.length === 0) return null;
  return {
    countries: configured.includes('tencent') ? { CN: 'tencent' } : {},
    others: configured.includes('twilio') ? 'twilio' : null,
  };
}

function faultOf(
  entry: string,
  where: string,
  provider: string,
  configured: readonly SmsProviderName[],
): string | null {
  if (where === '') return `"${entry}" must look like CN=tencent or *=twilio`;
  const known = SMS_PROVIDERS.find((name) => name === provider);
  if (known === undefined) return `"${entry}" names a provider that does not exist (${SMS_PROVIDERS.join(', ')})`;
  if (!configured.includes(known)) return `"${entry}" names ${known}, which is not configured`;
  const only = SERVES_ONLY[known];
  if (only !== undefined && !only.includes(where)) return `"${entry}": ${known} serves ${only.join(', ')} only`;
  return where === REST ? null : countryFault(where);
}

/** Numbers are told apart by their calling code, so a country that shares it cannot have a route of its own. */
function countryFault(country: string): string | null {
  const countries: readonly string[] = getCountries();
  if (!countries.includes(country)) return `names "${country}", which is no country with telephone numbers`;
  const code = getCountryCallingCode(country as CountryCode);
  const sharing = getCountries().filter((other) => other !== country && getCountryCallingCode(other) === code);
  if (sharing.length === 0) return null;
  return `cannot tell ${country} from ${sharing.slice(0, 3).join(', ')}: they share +${code}`;
}
