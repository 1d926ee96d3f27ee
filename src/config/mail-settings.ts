import { z } from 'zod';

/** How mail leaves: the relay, and how it is spoken to. */
export interface SmtpSettings {
  readonly url: string;
  readonly mailFrom: string;
  /** `offered`: TLS wherever the relay offers it, and no mail where that fails; `always`: no mail without it. */
  readonly tls?: 'offered' | 'always';
  /** Connections to the relay at once, from each worker. */
  readonly connections?: number;
  /** Messages over one connection before it is closed; no limit where it is not set. */
  readonly messagesPerConnection?: number;
  readonly dkim?: DkimSettings;
}

/** The key that mail is signed with, in PEM. */
export interface DkimSettings {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: string;
}

/** Where returned mail goes: the domain of its addresses, and where this service listens for it, if it does. */
export interface BounceSettings {
  readonly domain: string;
  readonly port?: number;
  readonly host: string;
}

export interface MailSettings {
  readonly smtp?: SmtpSettings;
  readonly bounce?: BounceSettings;
}

const domain = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => /^(?=.{3,190}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(text), {
    message: 'must be a domain such as bounces.example.com',
  });
const count = (most: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(1, 'must be 1 or more').max(most);

/** `Name <address>` or an address alone, on one line. */
const sender = z
  .string()
  .refine(
    (text) => !/\p{Cc}/u.test(text) && /^[^<>]*<[^\s<>@,;]+@[^\s<>@,;]+>$|^[^\s<>@,;]+@[^\s<>@,;]+$/.test(text.trim()),
    {
      message: 'must be an address, or a name and <address>',
    },
  );

/** The variables of e-mail. */
export const mailSchema = {
  SMTP_URL: z
    .string()
    .refine((text) => URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol), {
      message: 'must be a URL that begins with smtp:// or smtps://',
    })
    .optional(),
  MAIL_FROM: sender.optional(),
  SMTP_TLS: z.enum(['offered', 'always'], 'must be offered or always').default('offered'),
  SMTP_CONNECTIONS: count(100).default(10),
  SMTP_MESSAGES_PER_CONNECTION: count(1_000_000).optional(),
  DKIM_DOMAIN: domain.optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, 'must be the name under _domainkey')
    .optional(),
  DKIM_PRIVATE_KEY: z
    .string()
    // A variable on one line writes its line ends as \n.
    .transform((text) => text.replaceAll('\\n', '\n').trim())
    .refine((text) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n[\s\S]+\n-----END [A-Z ]*PRIVATE KEY-----$/.test(text), {
      message: 'must be a private key in PEM',
    })
    .optional(),
  BOUNCE_DOMAIN: domain.optional(),
  BOUNCE_SMTP_PORT: z.coerce
    .number('must be a number')
    .int()
    .min(1)
    .max(65535, 'must be a port, 1 to 65535')
    .optional(),
  BOUNCE_SMTP_HOST: z.string().default('127.0.0.1'),
};

/** How the names of these variables begin. */
export const MAIL_NAMES = ['SMTP_', 'MAIL_FROM', 'DKIM_', 'BOUNCE_'];

/** Variables that say nothing without each other. */
export function listMailContradictions(env: Readonly<Record<string, string | undefined>>): string[] {
  const isSet = (name: string) => env[name] !== undefined;
  const faults: string[] = [];
  if (isSet('SMTP_URL') !== isSet('MAIL_FROM')) faults.push('SMTP_URL and MAIL_FROM must be set together');
  const dkim = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'].filter(isSet);
  if (dkim.length === 1 || dkim.length === 2) {
    faults.push('DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY (or DKIM_PRIVATE_KEY_FILE) must be set together');
  }
  if (isSet('BOUNCE_SMTP_PORT') && !isSet('BOUNCE_DOMAIN')) faults.push('BOUNCE_SMTP_PORT needs BOUNCE_DOMAIN');
  return faults;
}

/** The settings of e-mail out of variables that were found good. */
export function toMailSettings(env: z.infer<z.ZodObject<typeof mailSchema>>): MailSettings {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY: privateKey } = env;
  const dkim = domain && selector && privateKey ? { dkim: { domain, selector, privateKey } } : {};
  const relay = {
    tls: env.SMTP_TLS,
    connections: env.SMTP_CONNECTIONS,
    ...(env.SMTP_MESSAGES_PER_CONNECTION === undefined
      ? {}
      : { messagesPerConnection: env.SMTP_MESSAGES_PER_CONNECTION }),
  };
  const port = env.BOUNCE_SMTP_PORT === undefined ? {} : { port: env.BOUNCE_SMTP_PORT };
  return {
    ...(env.SMTP_URL === undefined
      ? {}
      : { smtp: { url: env.SMTP_URL, mailFrom: env.MAIL_FROM ?? '', ...relay, ...dkim } }),
    ...(env.BOUNCE_DOMAIN === undefined
      ? {}
      : { bounce: { domain: env.BOUNCE_DOMAIN, host: env.BOUNCE_SMTP_HOST, ...port } }),
  };
}
