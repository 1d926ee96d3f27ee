import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a mail relay tells: that a message arrived, came back for good, or was marked as unwanted. */
const mailEvent = z.object({
  type: z.enum(['delivered', 'bounce', 'complaint']),
  messageId: z.string().min(1).max(500),
  recipient: z.string().max(320).optional(),
  /** The relay's own word for why; an SMTP reply code, mostly. */
  code: z.string().max(100).optional(),
});
export const mailEvents = z.object({ events: z.array(mailEvent).max(500) });
export type MailEvent = z.infer<typeof mailEvent>;

/** Older than this, or from the future by more, a signature counts no longer. */
export const SIGNATURE_MINUTES = 5;

/** The key that a relay signs with; made from the service's own secret, shown to administrators. */
export function mailEventsKey(secretKey: string): string {
  return createHmac('sha256', secretKey).update('revisit webhook email-events').digest('hex');
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<raw body>`. */
export function signMailEvents(body: Buffer, at: Date, key: string): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${macOf(body, seconds, key).toString('hex')}`;
}

/** Whether a signature was made with our key over this body, at `realNow` give or take five minutes. */
export function isSignedMailEvents(body: Buffer, signature: string | undefined, realNow: Date, key: string): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '');
  if (!match) return false;
  const seconds = Number(match[1]);
  if (Math.abs(realNow.getTime() / 1000 - seconds) > SIGNATURE_MINUTES * 60) return false;
  return timingSafeEqual(Buffer.from(match[2] ?? '', 'hex'), macOf(body, seconds, key));
}

function macOf(body: Buffer, seconds: number, key: string): Buffer {
  return createHmac('sha256', key).update(`${seconds}.`).update(body).digest();
}
