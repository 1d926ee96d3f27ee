import { z } from 'zod';
import {
  type BounceSettings,
  listMailContradictions,
  MAIL_NAMES,
  mailSchema,
  type SmtpSettings,
  toMailSettings,
} from './mail-settings.js';
import type { Organisation } from './organisation.js';
import { type RateLimit, readRateLimits } from './rate-limits.js';
import { type SmsProviderName, type SmsRoutes, readSmsRoutes } from './sms-routes.js';
import { type TencentSettings, tencentContradictions, tencentShape, toTencent } from './tencent-settings.js';

/** What runs in this process. */
export type ProcessRole = 'web' | 'scheduler' | 'worker';

export interface TwilioSettings {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from?: string;
  readonly messagingServiceSid?: string;
  readonly apiBaseUrl?: string;
  /** The number that calls go out with; without it agents dial by hand. */
  readonly callFrom?: string;
}

/** Everything that the environment decides. Rates are per second over all workers: segments for SMS, messages for e-mail. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly dataDirIsExplicit: boolean;
  readonly roles: readonly ProcessRole[];
  readonly publicUrl: string;
  readonly secretKey?: string;
  readonly organisation: Organisation;
  readonly twilio?: TwilioSettings;
  readonly tencent?: TencentSettings;
  /** Which provider serves which country's numbers; null where SMS goes to the sandbox. */
  readonly smsRoutes: SmsRoutes | null;
  readonly smtp?: SmtpSettings;
  readonly bounce?: BounceSettings;
  readonly smsRatePerSecond: number;
  readonly emailRatePerSecond: number;
  /** Most that leaves on one local day of the organisation, in the units of the rates; null where only the rate limits. */
  readonly smsPerDay: number | null;
  readonly emailPerDay: number | null;
  /** Limits within each provider's rate. */
  readonly rateLimits: readonly RateLimit[];
  /** How long a provider that is down is left alone at first, and over what time its rate grows again afterwards. */
  readonly providerCoolOffSeconds: number;
  readonly providerRampSeconds: number;
  /** For so many days the lines of imported files that had findings, and files that were begun and left, are kept. */
  readonly importKeepDays: number;
  /** A message that was due for longer, because of an outage or a pause, is placed anew and not sent in a burst. */
  readonly lateAfterMinutes: number;
  /** For so many days mail that came back is kept, unless it waits for a person. */
  readonly mailKeepDays: number;
  readonly clockStart?: Date;
  readonly logLevel: string;
}

/** Settings that cannot be used, every fault at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly faults: readonly string[]) {
    super(['These settings are wrong:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
  }
}

/** The parts of the settings that a command may need; what it does not use is not checked. */
export type SettingsPart = 'http' | 'providers';

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => protocols.some((protocol) => URL.canParse(text) && new URL(text).protocol === `${protocol}:`), {
      message: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    });
const zone = z.string().refine(isZone, 'must be an IANA time zone such as Asia/Shanghai');
const rate = z.coerce.number('must be a number').positive('must be above 0').max(100_000);
const perDay = z.coerce.number('must be a number').int('must be a whole number').positive('must be above 0').optional();
const seconds = z.coerce.number('must be a number').positive('must be above 0').max(3_600);
const keepDays = z.coerce.number('must be a number').int('must be whole days').min(1, 'must be 1 or more').max(3650);
const roles = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(
    z.array(z.enum(['web', 'scheduler', 'worker'], 'must list web, scheduler, worker, separated by commas')).min(1),
  );

const schema = z.object({
  PORT: z.coerce.number('must be a number').int().min(0).max(65535, 'must be a port, 0 to 65535').default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: url(['postgres', 'postgresql']).optional(),
  REVISIT_DATA_DIR: z.string().optional(),
  REVISIT_ROLES: roles.default(['web', 'scheduler', 'worker']),
  PUBLIC_URL: url(['http', 'https']).optional(),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  ORG_NAME: z.string().default('Revisit'),
  ORG_CENTER: z.string().default(''),
  ORG_DEPARTMENT: z.string().default(''),
  ORG_SERVICE_PHONE: z.string().default(''),
  ORG_TIME_ZONE: zone.default('Asia/Shanghai'),
  ORG_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters, such as CN')
    .default('CN'),
  ORG_LOCALE: z.enum(['en', 'zh-CN'], 'must be en or zh-CN').default('zh-CN'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-zA-Z]{32}$/, 'must be AC and 32 characters')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_MESSAGING_SERVICE_SID: z.string().optional(),
  TWILIO_API_BASE_URL: url(['http', 'https']).optional(),
  TWILIO_CALL_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number in E.164, such as +8613800138000')
    .optional(),
  ...mailSchema,
  ...tencentShape,
  SMS_ROUTES: z.string().optional(),
  SMS_RATE_PER_SECOND: rate.optional(),
  EMAIL_RATE_PER_SECOND: rate.optional(),
  SMS_PER_DAY: perDay,
  EMAIL_PER_DAY: perDay,
  RATE_LIMITS: z.string().optional(),
  PROVIDER_COOL_OFF_SECONDS: seconds.default(5),
  PROVIDER_RAMP_SECONDS: seconds.default(60),
  IMPORT_KEEP_DAYS: keepDays.default(90),
  MAIL_KEEP_DAYS: keepDays.default(180),
  LATE_AFTER_MINUTES: z.coerce
    .number('must be a number')
    .int('must be whole minutes')
    .min(5, 'must be 5 or more')
    .max(1440, 'must be 1440 or less')
    .default(720),
  REVISIT_CLOCK: z.iso
    .datetime({ offset: true, message: 'must be an instant such as 2026-11-24T01:00:00Z' })
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
type Environment = z.infer<typeof schema>;

const HTTP_NAMES = ['PORT', 'HOST', 'PUBLIC_URL'];
const PROVIDER_NAMES = [
  ...['TWILIO_', 'TENCENT_', 'SMS_ROUTES', ...MAIL_NAMES],
  ...['SMS_RATE', 'EMAIL_RATE', 'SMS_PER', 'EMAIL_PER', 'RATE_LIMITS', 'PROVIDER_'],
];

/** Reads the settings out of an environment; throws one SettingsError that lists every fault in the parts used. */
export function parseSettings(
  environment: Readonly<Record<string, string | undefined>>,
  parts: readonly SettingsPart[] = ['http', 'providers'],
): Settings {
  const known: Record<string, string | undefined> = {};
  for (const name of Object.keys(schema.shape)) {
    if (environment[name] !== undefined && environment[name] !== '' && isUsed(name, parts))
      known[name] = environment[name];
  }
  const parsed = schema.safeParse(known);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path[0]?.toString() ?? ''} ${issue.message}`);
  faults.push(...listContradictions(known));
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults);
  return toSettings(parsed.data);
}

function isUsed(name: string, parts: readonly SettingsPart[]): boolean {
  if (HTTP_NAMES.includes(name)) return parts.includes('http');
  if (PROVIDER_NAMES.some((prefix) => name.startsWith(prefix))) return parts.includes('providers');
  return true;
}

function listContradictions(env: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  const hasSid = env['TWILIO_ACCOUNT_SID'] !== undefined;
  if (hasSid !== (env['TWILIO_AUTH_TOKEN'] !== undefined)) {
    faults.push('TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set together');
  }
  const senders = [env['TWILIO_FROM'], env['TWILIO_MESSAGING_SERVICE_SID']].filter((sender) => sender !== undefined);
  if (hasSid && senders.length !== 1)
    faults.push('TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID must be set, and only one of them');
  if (!hasSid && env['TWILIO_CALL_FROM'] !== undefined) faults.push('TWILIO_CALL_FROM needs TWILIO_ACCOUNT_SID');
  const routes = readSmsRoutes(env['SMS_ROUTES'], configuredSms(env)).faults;
  const limits = readRateLimits(env['RATE_LIMITS']).faults;
  return [...faults, ...listMailContradictions(env), ...tencentContradictions(env), ...routes, ...limits];
}

function configuredSms(env: Readonly<Record<string, unknown>>): SmsProviderName[] {
  return [
    ...(env['TWILIO_ACCOUNT_SID'] === undefined ? [] : (['twilio'] as const)),
    ...(env['TENCENT_SECRET_ID'] === undefined ? [] : (['tencent'] as const)),
  ];
}

function toSettings(env: Environment): Settings {
  const { routes: smsRoutes } = readSmsRoutes(env.SMS_ROUTES, configuredSms(env));
  const usesSandbox = { sms: smsRoutes === null, email: env.SMTP_URL === undefined };
  return {
    port: env.PORT,
    host: env.HOST,
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
    dataDir: env.REVISIT_DATA_DIR ?? '.revisit',
    dataDirIsExplicit: env.REVISIT_DATA_DIR !== undefined,
    roles: env.REVISIT_ROLES,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    ...(env.SECRET_KEY === undefined ? {} : { secretKey: env.SECRET_KEY }),
    organisation: toOrganisation(env),
    ...toProviders(env),
    ...toTencent(env),
    smsRoutes,
    smsRatePerSecond: env.SMS_RATE_PER_SECOND ?? (usesSandbox.sms ? 200 : 10),
    emailRatePerSecond: env.EMAIL_RATE_PER_SECOND ?? (usesSandbox.email ? 200 : 20),
    smsPerDay: env.SMS_PER_DAY ?? null,
    emailPerDay: env.EMAIL_PER_DAY ?? null,
    rateLimits: readRateLimits(env.RATE_LIMITS).limits,
    providerCoolOffSeconds: env.PROVIDER_COOL_OFF_SECONDS,
    providerRampSeconds: env.PROVIDER_RAMP_SECONDS,
    importKeepDays: env.IMPORT_KEEP_DAYS,
    mailKeepDays: env.MAIL_KEEP_DAYS,
    lateAfterMinutes: env.LATE_AFTER_MINUTES,
    ...(env.REVISIT_CLOCK === undefined ? {} : { clockStart: new Date(env.REVISIT_CLOCK) }),
    logLevel: env.LOG_LEVEL,
  };
}

function toOrganisation(env: Environment): Organisation {
  return {
    name: env.ORG_NAME,
    center: env.ORG_CENTER,
    department: env.ORG_DEPARTMENT,
    servicePhone: env.ORG_SERVICE_PHONE,
    timeZone: env.ORG_TIME_ZONE,
    country: env.ORG_COUNTRY,
    locale: env.ORG_LOCALE,
  };
}

function toProviders(env: Environment): Pick<Settings, 'twilio' | 'smtp' | 'bounce'> {
  const twilio =
    env.TWILIO_ACCOUNT_SID === undefined
      ? {}
      : {
          twilio: {
            accountSid: env.TWILIO_ACCOUNT_SID,
            authToken: env.TWILIO_AUTH_TOKEN ?? '',
            ...(env.TWILIO_FROM === undefined ? {} : { from: env.TWILIO_FROM }),
            ...(env.TWILIO_MESSAGING_SERVICE_SID === undefined
              ? {}
              : { messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID }),
            ...(env.TWILIO_API_BASE_URL === undefined ? {} : { apiBaseUrl: env.TWILIO_API_BASE_URL }),
            ...(env.TWILIO_CALL_FROM === undefined ? {} : { callFrom: env.TWILIO_CALL_FROM }),
          },
        };
  return { ...twilio, ...toMailSettings(env) };
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]+(\/|$)/.test(text);
  } catch {
    return false;
  }
}
