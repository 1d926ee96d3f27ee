import type { AttemptState } from '../kernel/words.js';
import { classifyReturnedMail, classifyTwilioCode } from './classify-error.js';
import type { Failed } from './provider.js';
import { classifyTencentReceipt } from './tencent-codes.js';

/** What a provider's status means for the attempt. */
export interface ReceiptMeaning {
  readonly to: Extract<AttemptState, 'accepted' | 'delivered' | 'undelivered'>;
  /** Why it was not delivered. */
  readonly failed?: Failed;
}

const STATES: Readonly<Record<string, ReceiptMeaning['to']>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
  bounced: 'undelivered',
};

/**
 * Reads a status as Twilio (or a mail relay) spells it; null for one that says nothing. The order of arrival does not
 * matter: legal moves never lead back from what is final.
 */
export function receiptMeaning(status: string, errorCode: string | null, provider = ''): ReceiptMeaning | null {
  const to = STATES[status.toLowerCase()];
  if (to === undefined) return null;
  if (to !== 'undelivered') return { to };
  if (status.toLowerCase() === 'bounced') return { to, failed: classifyReturnedMail(errorCode) };
  if (provider.endsWith('tencent')) return { to, failed: classifyTencentReceipt(errorCode ?? status) };
  const code = Number(errorCode ?? '');
  const failed: Failed =
    Number.isInteger(code) && code > 0
      ? classifyTwilioCode(code)
      : { outcome: 'failed', errorClass: 'next-rung', code: errorCode ?? status };
  return { to, failed };
}
