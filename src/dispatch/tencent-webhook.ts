import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Receipt } from './receipt.service.js';

/** A customer's answer, as the provider passes it on. It gives it no name, so one is made of what it says. */
export interface TencentReply {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

const text = z.union([z.string(), z.number()]).transform(String);
/** Reports on messages, several in one callback. */
export const reports = z.array(
  z.looseObject({
    sid: text,
    report_status: z.string(),
    errmsg: text.optional(),
    /** The session's context, which is the attempt's key; not every account gets it back. */
    ext: text.optional(),
  }),
);
const reply = z.looseObject({
  mobile: text,
  nationcode: text.default('86'),
  text: z.string(),
  time: text,
  sign: text.default(''),
  extend: text.default(''),
});

/** Reports on several messages in one callback; null for a body that is none. */
export function readReports(body: string, provider: string): Receipt[] | null {
  const read = reports.safeParse(parse(body));
  if (!read.success) return null;
  return read.data.map(({ sid, report_status: status, errmsg, ext }) => ({
    provider,
    providerMessageId: sid,
    ...reportStatus(status, errmsg ?? ''),
    key: ext === undefined || ext === '' ? null : ext,
  }));
}

/** SUCCESS or FAIL in our own words; the operator's code says why it failed. */
export function reportStatus(status: string, code: string): { status: string; errorCode: string | null } {
  const delivered = status.toUpperCase() === 'SUCCESS';
  return delivered ? { status: 'delivered', errorCode: null } : { status: 'undelivered', errorCode: code || status };
}

/** A reply; null for a body that is none. */
export function readReply(body: string): TencentReply | null {
  const read = reply.safeParse(parse(body));
  if (!read.success) return null;
  const { mobile, nationcode, text: said, time, sign, extend } = read.data;
  const from = `+${nationcode.replace(/\D/g, '')}${mobile.replace(/\D/g, '')}`;
  const messageId = createHash('sha256').update([from, time, extend, sign, said].join('\n')).digest('hex').slice(0, 40);
  return { messageId, from, to: sign || extend, body: said };
}

/** Whether the secret of a callback's address is ours; compared in constant time. */
export function isOurSecret(given: string, ours: string): boolean {
  const hash = (secret: string) => createHash('sha256').update(secret).digest();
  return timingSafeEqual(hash(given), hash(ours));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
