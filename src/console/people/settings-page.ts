import type { z } from 'zod';
import type { Organisation } from '../../config/organisation.js';
import type { Settings } from '../../config/settings.js';
import type { Fault } from '../../kernel/faults.js';
import { organisationForm } from '../organisation-form.js';
import type { OrganisationForm } from '../organisation-form.js';

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

/** How a channel leaves: by the sandbox, or by which provider. Never a password or key, nor the part of an address that holds one. */
export function describeProviders(settings: Settings) {
  const { twilio, smtp, publicUrl } = settings;
  return {
    sms: {
      isSandbox: twilio === undefined,
      provider: 'Twilio',
      from: twilio?.from ?? twilio?.messagingServiceSid ?? '',
      host: twilio?.apiBaseUrl === undefined ? 'api.twilio.com' : new URL(twilio.apiBaseUrl).host,
      perSecond: settings.smsRatePerSecond,
      perDay: settings.smsPerDay,
      hooks: [`${publicUrl}/webhooks/twilio/status`, `${publicUrl}/webhooks/twilio/inbound`],
    },
    email: {
      isSandbox: smtp === undefined,
      provider: 'SMTP',
      from: smtp?.mailFrom ?? '',
      host: smtp === undefined ? '' : new URL(smtp.url).host,
      perSecond: settings.emailRatePerSecond,
      perDay: settings.emailPerDay,
      hooks: [`${publicUrl}/webhooks/email/events`, `${publicUrl}/webhooks/email/raw`],
    },
  };
}

function toFault(issue: z.core.$ZodIssue, typed: Readonly<Record<string, unknown>>): Fault {
  const [name, at] = issue.path;
  const field = String(name ?? '');
  const value = typeof at === 'number' ? (typed[field] as readonly string[])[at] : typed[field];
  const code = issue.code === 'too_small' ? 'missing' : (CODES[field] ?? 'too-long');
  return { field, code, message: issue.message, params: { text: typeof value === 'string' ? value : '' } };
}
