import { z } from 'zod';

/** Tencent Cloud SMS for mainland China: an application with one registered signature. */
export interface TencentSettings {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
  /** The registered signature (签名), without 【】. */
  readonly signName: string;
  /** Stands in the callbacks' addresses: they are not signed, so only who knows it is believed. */
  readonly callbackSecret: string;
  readonly region: string;
  readonly apiBaseUrl?: string;
  /** Segments a second over all workers, and on one day; null: as `SMS_RATE_PER_SECOND` and `SMS_PER_DAY` say. */
  readonly perSecond: number | null;
  readonly perDay: number | null;
}

const perSecond = z.coerce.number('must be a number').positive('must be above 0').max(100_000);
const perDay = z.coerce.number('must be a number').int('must be a whole number').positive('must be above 0');

/** The variables of Tencent Cloud SMS. */
export const tencentShape = {
  TENCENT_SECRET_ID: z.string().optional(),
  TENCENT_SECRET_KEY: z.string().optional(),
  TENCENT_SMS_SDK_APP_ID: z
    .string()
    .regex(/^\d{8,12}$/, 'must be the number of the application')
    .optional(),
  TENCENT_SMS_SIGN_NAME: z
    .string()
    .regex(/^[^【】[\]\s]{2,32}$/u, 'must be the registered signature, 2 to 32 characters, without 【】')
    .optional(),
  TENCENT_SMS_CALLBACK_SECRET: z
    .string()
    .regex(/^[\w-]{24,128}$/, 'must have 24 to 128 letters, digits, hyphens and underscores')
    .optional(),
  TENCENT_SMS_REGION: z
    .string()
    .regex(/^[a-z]{2,3}-[a-z]+$/, 'must be a region such as ap-guangzhou')
    .default('ap-guangzhou'),
  TENCENT_API_BASE_URL: z
    .string()
    .refine(
      (text) => /^https?:\/\//.test(text) && URL.canParse(text),
      'must be a URL that begins with http:// or https://',
    )
    .optional(),
  TENCENT_SMS_RATE_PER_SECOND: perSecond.optional(),
  TENCENT_SMS_PER_DAY: perDay.optional(),
};
type TencentEnvironment = z.infer<z.ZodObject<typeof tencentShape>>;

const TOGETHER = [
  'TENCENT_SECRET_ID',
  'TENCENT_SECRET_KEY',
  'TENCENT_SMS_SDK_APP_ID',
  'TENCENT_SMS_SIGN_NAME',
  'TENCENT_SMS_CALLBACK_SECRET',
] as const;

/** What is missing where one of the variables is set and others are not. */
export function tencentContradictions(env: Readonly<Record<string, string | undefined>>): string[] {
  const missing = TOGETHER.filter((name) => env[name] === undefined);
  if (missing.length === 0 || missing.length === TOGETHER.length) return [];
  return [`${missing.join(', ')} must be set too: Tencent Cloud SMS needs ${TOGETHER.join(', ')}`];
}

/** The settings, where Tencent Cloud SMS is configured. */
export function toTencent(env: TencentEnvironment): { tencent?: TencentSettings } {
  const { TENCENT_SECRET_ID: secretId, TENCENT_API_BASE_URL: apiBaseUrl } = env;
  if (secretId === undefined) return {};
  return {
    tencent: {
      secretId,
      secretKey: env.TENCENT_SECRET_KEY ?? '',
      sdkAppId: env.TENCENT_SMS_SDK_APP_ID ?? '',
      signName: env.TENCENT_SMS_SIGN_NAME ?? '',
      callbackSecret: env.TENCENT_SMS_CALLBACK_SECRET ?? '',
      region: env.TENCENT_SMS_REGION,
      ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }),
      perSecond: env.TENCENT_SMS_RATE_PER_SECOND ?? null,
      perDay: env.TENCENT_SMS_PER_DAY ?? null,
    },
  };
}
