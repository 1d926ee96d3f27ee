import { z } from 'zod';
import { LOCALES } from '../../kernel/words.js';

const text = z.string().trim().max(200);

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
  })
  .partial();
export type OrganisationForm = z.infer<typeof organisationForm>;

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]+\//.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
