import { type SmsRoutes, prefixOf } from '../config/sms-routes.js';

/** The way that SMS to some country takes: the sender by its name in receipts, and what it can do by its capability's name. */
export interface SmsRoute {
  readonly sender: string;
  readonly capability: string;
}

/** The ways of SMS by country (ISO 3166 alpha-2), and that of all others; null where nobody serves them. */
export interface SmsRouting {
  readonly countries: Readonly<Record<string, SmsRoute>>;
  readonly others: SmsRoute | null;
}

/** Which due attempts a sender claims, by the beginning of their numbers; null: all of them. */
export interface ClaimScope {
  /** Numbers that begin so, and no others; null where everything but `not` is meant. */
  readonly only: readonly string[] | null;
  readonly not: readonly string[];
}

/** The capability's name where no provider serves a country. */
export const NO_PROVIDER = 'none';
/** Whom the sandbox can imitate. */
export type Imitated = 'twilio' | 'tencent' | null;

const SANDBOX: SmsRoute = { sender: 'sandbox-sms', capability: 'sandbox' };
const SANDBOX_TENCENT: SmsRoute = { sender: 'sandbox-tencent', capability: 'sandbox:tencent' };

/** The ways of the providers that are configured. */
export function routingOf(routes: SmsRoutes): SmsRouting {
  const way = (name: string): SmsRoute => ({ sender: name, capability: name });
  const countries = Object.entries(routes.countries).map(([country, name]) => [country, way(name)] as const);
  return { countries: Object.fromEntries(countries), others: routes.others === null ? null : way(routes.others) };
}

/** The sandbox serves everybody: as itself, within Twilio's limits, or with Tencent's API for China. */
export function sandboxRouting(imitated: Imitated): SmsRouting {
  if (imitated === 'tencent') return { countries: { CN: SANDBOX_TENCENT }, others: SANDBOX };
  return { countries: {}, others: imitated === null ? SANDBOX : { ...SANDBOX, capability: 'sandbox:twilio' } };
}

/** What the provider of a country can do, by its capability's name; `NO_PROVIDER` where nobody serves it. */
export function smsProviderFor(routing: SmsRouting, country: string | null): string {
  const own = country !== null && Object.hasOwn(routing.countries, country) ? routing.countries[country] : undefined;
  return (own ?? routing.others)?.capability ?? NO_PROVIDER;
}

/** The way to a number in E.164; null where nobody serves it. */
export function routeOfNumber(routing: SmsRouting, number: string): SmsRoute | null {
  const own = Object.entries(routing.countries).find(([country]) => number.startsWith(prefixOf(country)));
  return own?.[1] ?? routing.others;
}

/**
 * What a sender claims: its own countries, or all but the others'. What nobody serves falls to the first sender of all,
 * which finds that out and says so: nothing lies about unclaimed.
 */
export function claimScopeOf(routing: SmsRouting, sender: string): ClaimScope | null {
  const countries = Object.entries(routing.countries);
  const prefixes = (mine: boolean) =>
    countries.filter(([, route]) => (route.sender === sender) === mine).map(([country]) => prefixOf(country));
  const takesTheRest = sender === (routing.others ?? countries[0]?.[1])?.sender;
  const not = prefixes(false);
  if (takesTheRest) return not.length === 0 ? null : { only: null, not };
  return { only: prefixes(true), not: [] };
}
