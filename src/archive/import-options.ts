import { z } from 'zod';
import { InputError } from '../kernel/faults.js';
import type { StatedConsent } from './import-row.js';
import { readCountry } from './normalise-values.js';

const CONSENT_WORDS = ['sms', 'email', 'call', 'marketing'] as const;

const schema = z
  .strictObject({
    encoding: z.string().min(1).default('auto'),
    country: z.string().optional(),
    key: z.enum(['customer_no', 'phone', 'card_no']).default('customer_no'),
    sheet: z.string().min(1).optional(),
    headerRow: z.coerce.number().int().min(1).max(1000).optional(),
    consent: z.array(z.enum(CONSENT_WORDS)).optional(),
    evidence: z.string().trim().min(1).optional(),
    mapping: z.record(z.string(), z.string()).optional(),
    dryRun: z.boolean().default(false),
  })
  .refine((options) => options.consent === undefined || options.evidence !== undefined, {
    path: ['evidence'],
    params: { code: 'no-evidence' },
    message: 'A declared consent needs its evidence: where and how the customers gave it.',
  })
  .refine((options) => options.country === undefined || readCountry(options.country) !== null, {
    path: ['country'],
    params: { code: 'not-a-country' },
    message: 'The country must be a code of two letters, such as CN.',
  });

/** What a person may say of an import; the country is the organisation's unless said. */
export type ImportOptionsInput = z.input<typeof schema>;
export type ImportOptions = z.output<typeof schema>;

/** Checks the options; throws InputError with every fault. */
export function parseImportOptions(input: unknown): ImportOptions {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), code: codeOf(issue), message: issue.message })),
  );
}

function codeOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'custom' && typeof issue.params?.['code'] === 'string' ? issue.params['code'] : issue.code;
}

/** What `--consent` states for every row: service on the channels named; `marketing` covers all three channels. */
export function declaredConsents(options: ImportOptions): StatedConsent[] {
  const named = options.consent ?? [];
  const channels = (['sms', 'email', 'call'] as const).filter((channel) => named.includes(channel));
  const declare = (channel: StatedConsent['channel'], purpose: StatedConsent['purpose']): StatedConsent => ({
    channel,
    purpose,
    state: 'granted',
    method: 'list-declaration',
  });
  return [
    ...channels.map((channel) => declare(channel, 'service')),
    ...(named.includes('marketing')
      ? (['sms', 'email', 'call'] as const).map((channel) => declare(channel, 'marketing'))
      : []),
  ];
}
