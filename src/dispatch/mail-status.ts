/** Whom a failed mail blames: the address for good, the address for now, or us. */
export type MailFault = 'hard' | 'soft' | 'policy';

/** RFC 3463 codes that say that there is no such mailbox or no such domain. */
const NO_SUCH_MAILBOX = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'];
const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/;

/** A code of a failure that may pass, as an attempt keeps it: of the mailbox or the way there, not of our own reputation. */
export const SOFT_MAIL_CODE = /^([45]\.[0-6]\.|[45][0-9][0-9]$)/;

/** Whether a failure that did not blame the address for good was of the passing kind. */
export function isSoftMailCode(code: string): boolean {
  return SOFT_MAIL_CODE.test(code);
}

/** The enhanced status code (RFC 3463) in a text; null where it has none. */
export function enhancedStatusIn(text: string): string | null {
  return ENHANCED.exec(text)?.[1] ?? null;
}

/**
 * Whom a final failure blames. 5.7.x is a block of ours, not a fault of the mailbox; a mailbox that is full, switched off
 * or not to be reached may take mail another day. `replyCode` is the SMTP reply where there was one: a bare 550 without an
 * enhanced code means that the mailbox is unknown.
 */
export function mailFaultOf(enhanced: string | null, replyCode: number | null = null): MailFault {
  if (enhanced === null) return replyCode === 550 ? 'hard' : 'soft';
  if (NO_SUCH_MAILBOX.includes(enhanced)) return 'hard';
  if (/^[45]\.7\./.test(enhanced)) return 'policy';
  // Many servers answer an unknown mailbox with 550 and a code that says nothing.
  return replyCode === 550 && /^5\.(0\.0|1\.0)$/.test(enhanced) ? 'hard' : 'soft';
}
