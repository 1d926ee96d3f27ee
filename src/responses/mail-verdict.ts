import { type MailFault, mailFaultOf } from '../dispatch/mail-status.js';
import type { MailReport, RecipientStatus } from './mail-report.js';

/** What a returned mail means. `unknown`: a person must look. */
export type MailVerdict =
  | { readonly kind: MailFault; readonly code: string; readonly diagnostic: string }
  | { readonly kind: 'delayed' | 'delivered' | 'relayed' | 'complaint' | 'auto-reply' | 'unknown' };

/** Feedback that says that the message was not wanted; `not-spam` and reports about our own signing do not. */
const UNWANTED = ['abuse', 'fraud', 'opt-out', 'virus', 'other', ''];
/** The gravest first: a report about one message has one recipient, unless somebody forwards. */
const ACTIONS = ['failed', 'delayed', 'delivered'] as const;

/** What a report means, whoever it is about. */
export function verdictOf(report: MailReport): MailVerdict {
  if (report.kind === 'auto-reply') return { kind: 'auto-reply' };
  if (report.kind === 'complaint') {
    return { kind: UNWANTED.includes(report.feedbackType ?? '') ? 'complaint' : 'unknown' };
  }
  for (const action of ACTIONS) {
    const about = report.recipients.find((recipient) => recipient.action === action);
    if (about !== undefined) return action === 'failed' ? failure(about) : { kind: action };
  }
  const isPassedOn = report.recipients.some(({ action }) => action === 'relayed' || action === 'expanded');
  return { kind: isPassedOn ? 'relayed' : 'unknown' };
}

function failure({ status, replyCode, diagnostic }: RecipientStatus): MailVerdict {
  const kind = mailFaultOf(status, replyCode);
  // Where the enhanced code says nothing the reply code decided, so it is the one to name.
  const byReply = replyCode !== null && (status === null || (kind === 'hard' && mailFaultOf(status) !== 'hard'));
  return { kind, code: byReply ? String(replyCode) : (status ?? '5.0.0'), diagnostic };
}
