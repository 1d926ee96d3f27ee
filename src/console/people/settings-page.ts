import type { z } from 'zod';
import type { Organisation } from '../../config/organisation.js';
import type { Settings } from '../../config/settings.js';
import type { SmsProviderName } from '../../config/sms-routes.js';
import type { Fault } from '../../kernel/faults.js';
import { organisationForm } from '../organisation-form.js';
import type { OrganisationForm } from '../organisation-form.js';
import { type ServedCountries, servedCountries } from '../served-countries.js';

/** The fields of the organisation's form. */
export const ORGANISATION_FIELDS = [
  ...['name', 'center', 'department', 'servicePhone', 'timeZone', 'country', 'locale', 'digestRecipients'],
] as const;

/** What is wrong with a field that the schema refuses; a text that is only too long is told apart. */
const CODES: Readonly<Record<string, string>> = {
  timeZone: 'unknown-zone',
  country: 'bad-country',
  digestRecipients: 'bad-recipient',
  locale: 'unknown-language',
};

/** The organisation as its form shows it: the recipients of the digest one to a line. */
export function organisationValues(organisation: Organisation): Record<string, string> {
  const { digestRecipients, ...texts } = organisation;
  return { ...texts, digestRecipients: (digestRecipients ?? []).join('\n') };
}

/** What somebody typed, or every fault of it. */
export function readOrganisation(
  body: Readonly<Record<string, unknown>>,
): { readonly form: OrganisationForm } | { readonly faults: readonly Fault[] } {
  const text = (field: string) => (typeof body[field] === 'string' ? body[field].trim() : '');
  const typed = {
    ...Object.fromEntries(ORGANISATION_FIELDS.map((field) => [field, text(field)])),
    country: text('country').toUpperCase(),
    digestRecipients: text('digestRecipients')
      .split(/[\s,;，；、]+/)
      .filter((one) => one !== ''),
  };
  const read = organisationForm.safeParse(typed);
  if (read.success) return { form: read.data };
  return { faults: read.error.issues.map((issue) => toFault(issue, typed)) };
}

/** One way of a channel as the page shows it. */
export interface ShownProvider {
  readonly isSandbox: boolean;
  readonly provider: string;
  readonly from: string;
  readonly host: string;
  /** The countries that it serves, where several share the channel; null: all of them. */
  readonly countries: string | null;
  readonly others: boolean;
  readonly perSecond: number;
  readonly perDay: number | null;
  readonly hooks: readonly string[];
}

const NAMES: Readonly<Record<SmsProviderName, string>> = { twilio: 'Twilio', tencent: 'Tencent Cloud' };

/** How a channel leaves: by the sandbox, or by which provider. Never a password or key, nor the part of an address that holds one. */
export function describeProviders(settings: Settings): { sms: ShownProvider[]; email: ShownProvider } {
  const { smtp, smsRoutes, publicUrl } = settings;
  return {
    sms: smsRoutes === null ? [SANDBOX] : servedCountries(smsRoutes).map((served) => describeSms(served, settings)),
    email: {
      isSandbox: smtp === undefined,
      provider: 'SMTP',
      from: smtp?.mailFrom ?? '',
      host: smtp === undefined ? '' : new URL(smtp.url).host,
      countries: null,
      others: false,
      perSecond: settings.emailRatePerSecond,
      perDay: settings.emailPerDay,
      hooks: [`${publicUrl}/webhooks/email/events`, `${publicUrl}/webhooks/email/raw`],
    },
  };
}

const SANDBOX: ShownProvider = {
  isSandbox: true,
  provider: '',
  from: '',
  host: '',
  countries: null,
  others: false,
  perSecond: 0,
  perDay: null,
  hooks: [],
};

function describeSms({ provider, countries, others }: ServedCountries, settings: Settings): ShownProvider {
  const { twilio, tencent, publicUrl } = settings;
  const isTencent = provider === 'tencent';
  const rate = isTencent && tencent ? tencent : { perSecond: null, perDay: null };
  const address = (isTencent ? tencent : twilio)?.apiBaseUrl;
  // Tencent's callbacks hold their secret in the address, which only the environment knows.
  const hooks = isTencent ? ['tencent/•••/status', 'tencent/•••/reply'] : ['twilio/status', 'twilio/inbound'];
  return {
    isSandbox: false,
    provider: NAMES[provider],
    from: isTencent ? `【${tencent?.signName ?? ''}】` : (twilio?.from ?? twilio?.messagingServiceSid ?? ''),
    host: address === undefined ? HOSTS[provider] : new URL(address).host,
    countries: countries.length === 0 ? null : countries.join(', '),
    others: others && countries.length + Object.keys(settings.smsRoutes?.countries ?? {}).length > 0,
    perSecond: rate.perSecond ?? settings.smsRatePerSecond,
    perDay: rate.perDay ?? settings.smsPerDay,
    hooks: hooks.map((hook) => `${publicUrl}/webhooks/${hook}`),
  };
}

const HOSTS: Readonly<Record<SmsProviderName, string>> = {
  twilio: 'api.twilio.com',
  tencent: 'sms.tencentcloudapi.com',
};

function toFault(issue: z.core.$ZodIssue, typed: Readonly<Record<string, unknown>>): Fault {
  const [name, at] = issue.path;
  const field = String(name ?? '');
  const value = typeof at === 'number' ? (typed[field] as readonly string[])[at] : typed[field];
  const code = issue.code === 'too_small' ? 'missing' : (CODES[field] ?? 'too-long');
  return { field, code, message: issue.message, params: { text: typeof value === 'string' ? value : '' } };
}
