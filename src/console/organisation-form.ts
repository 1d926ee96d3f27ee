import { z } from 'zod';
import { normaliseEmail } from '../archive/normalise-email.js';
import { LOCALES } from '../kernel/words.js';

const MAX_RECIPIENTS = 50;

const text = z.string().trim().max(200);

/** One address that a mail server reads as one, its domain in lower case. */
const recipient = z
  .string()
  .max(320)
  .transform((raw, context) => {
    const address = normaliseEmail(raw)?.address ?? null;
    if (address !== null) return address;
    context.addIssue({ code: 'custom', message: 'must be one e-mail address, such as manager@example.com' });
    return z.NEVER;
  });
/** Each mailbox once, however it is written. */
const recipients = z.array(recipient).max(MAX_RECIPIENTS).transform(withoutRepeats);

/** What the console may change of the organisation; it wins over the environment. */
export const organisationForm = z
  .strictObject({
    name: text.min(1),
    center: text,
    department: text,
    servicePhone: text.max(40),
    timeZone: z.string().refine(isZone, 'must be an IANA time zone such as Asia/Shanghai'),
    country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters, such as CN'),
    locale: z.enum(LOCALES),
    digestRecipients: recipients,
  })
  .partial();
export type OrganisationForm = z.infer<typeof organisationForm>;

function withoutRepeats(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]+\//.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
