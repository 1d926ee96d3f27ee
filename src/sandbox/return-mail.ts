import type { MailReturn } from './magic-addresses.js';

/** What a mail server knows of a message that it sends back. */
export interface ReturnedLetter {
  /** The return address: the envelope sender of the message. */
  readonly returnTo: string;
  readonly recipient: string;
  readonly messageId: string;
  readonly subject: string;
  readonly at: Date;
}

const SERVER = 'mx.sandbox.example';
const WORDS: Readonly<Record<string, string>> = {
  '5.1.1': '550 5.1.1 No such mailbox',
  '5.2.2': '552 5.2.2 Mailbox full',
  '5.7.1': '554 5.7.1 Blocked by policy',
  '4.4.7': '451 4.4.7 Not reachable for hours',
};

/** The mail that a mail server sends later: a report of delivery (RFC 3464) or a complaint (RFC 5965). */
export function returnMail(letter: ReturnedLetter, how: MailReturn): string {
  return how.kind === 'complain' ? complaint(letter) : deliveryReport(letter, how);
}

function deliveryReport(letter: ReturnedLetter, { action, status }: { action: string; status: string }): string {
  const words = WORDS[status] ?? `550 ${status} Not delivered`;
  return report(letter, {
    subject: action === 'failed' ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)',
    type: 'delivery-status',
    text: `The message to ${letter.recipient}: ${words}`,
    fields: [
      `Reporting-MTA: dns; ${SERVER}`,
      `Arrival-Date: ${letter.at.toUTCString()}`,
      '',
      `Final-Recipient: rfc822; ${letter.recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${words}`,
    ],
  });
}

function complaint(letter: ReturnedLetter): string {
  return report(letter, {
    subject: `Complaint about: ${letter.subject}`,
    type: 'feedback-report',
    text: 'The recipient marked this message as unwanted.',
    fields: [
      'Feedback-Type: abuse',
      `User-Agent: ${SERVER}/1`,
      'Version: 1',
      `Original-Mail-From: <${letter.returnTo}>`,
      `Original-Rcpt-To: <${letter.recipient}>`,
      `Arrival-Date: ${letter.at.toUTCString()}`,
    ],
  });
}

function report(
  letter: ReturnedLetter,
  { subject, type, text, fields }: { subject: string; type: string; text: string; fields: readonly string[] },
): string {
  const boundary = 'sandbox-report';
  const kind = type === 'feedback-report' ? 'feedback-report' : 'delivery-status';
  const lines = [
    `From: Mail Delivery System <mailer-daemon@${SERVER}>`,
    `To: <${letter.returnTo}>`,
    `Subject: =?utf-8?B?${Buffer.from(subject, 'utf8').toString('base64')}?=`,
    `Date: ${letter.at.toUTCString()}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${kind}; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
    `--${boundary}`,
    `Content-Type: message/${type}`,
    '',
    ...fields,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Return-Path: <${letter.returnTo}>`,
    `To: <${letter.recipient}>`,
    `Message-ID: ${letter.messageId}`,
    '',
    `--${boundary}--`,
    '',
  ];
  return lines.join('\r\n');
}
