import type { SmsProviderName, SmsRoutes } from '../config/sms-routes.js';

/** What a provider of SMS serves: some countries, and perhaps all that no other serves. */
export interface ServedCountries {
  readonly provider: SmsProviderName;
  readonly countries: readonly string[];
  readonly others: boolean;
}

/** The providers that serve anybody, each with its countries. */
export function servedCountries({ countries, others }: SmsRoutes): ServedCountries[] {
  const names = [...new Set([...Object.values(countries), ...(others === null ? [] : [others])])];
  return names.map((provider) => ({
    provider,
    countries: Object.keys(countries).filter((country) => countries[country] === provider),
    others: others === provider,
  }));
}

/** The same as a route by country, `*` for all others: `{ CN: 'tencent', '*': 'twilio' }`. */
export function routeTable(routes: SmsRoutes | null): Readonly<Record<string, string>> {
  if (routes === null) return { '*': 'sandbox' };
  return { ...routes.countries, ...(routes.others === null ? {} : { '*': routes.others }) };
}
