/** Lines of a mail, joined as on the wire. */
export function wire(...lines: readonly string[]): string {
  return lines.join('\r\n');
}

/** A report of delivery as Postfix writes it. */
export function deliveryReport(given: {
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly recipient?: string;
  readonly messageId?: string;
  readonly returnPath?: string;
  readonly to?: string;
}): string {
  const recipient = given.recipient ?? 'anna@example.com';
  return wire(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    `To: ${given.to ?? 'bounces@example.org'}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="9B095B5ADSN=_01.mx"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--9B095B5ADSN=_01.mx',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `I'm sorry to have to inform you that your message could not be delivered to <${recipient}>.`,
    '',
    '--9B095B5ADSN=_01.mx',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    'X-Postfix-Queue-ID: 9B095B5A',
    'Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0800 (CST)',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Original-Recipient: rfc822;${recipient}`,
    `Action: ${given.action ?? 'failed'}`,
    `Status: ${given.status ?? '5.1.1'}`,
    'Remote-MTA: dns; mail.example.com',
    `Diagnostic-Code: smtp; ${given.diagnostic ?? '550 5.1.1 <anna@example.com>: Recipient address'}`,
    '    rejected: User unknown in virtual mailbox table',
    '',
    '--9B095B5ADSN=_01.mx',
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    `Return-Path: <${given.returnPath ?? 'bounces@example.org'}>`,
    'From: Revisit <visits@example.org>',
    `To: ${recipient}`,
    `Message-ID: ${given.messageId ?? '<unknown@example.org>'}`,
    '',
    '--9B095B5ADSN=_01.mx--',
    '',
  );
}

/** A complaint in the feedback format; the recipient is struck out, as many providers do. */
export function feedbackReport(given: {
  readonly type?: string;
  readonly mailFrom?: string;
  readonly messageId?: string;
}): string {
  return wire(
    'From: <feedback@mail.example.net>',
    'To: <fbl@b.example.org>',
    'Subject: FW: How was our service?',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=part1',
    '',
    '--part1',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'This is an email abuse report.',
    '--part1',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${given.type ?? 'abuse'}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    `Original-Mail-From: <${given.mailFrom ?? 'visits@example.org'}>`,
    'Original-Rcpt-To: <redacted>',
    '',
    '--part1',
    'Content-Type: message/rfc822',
    '',
    'From: <visits@example.org>',
    `Message-ID: ${given.messageId ?? '<unknown@example.org>'}`,
    'Subject: How was our service?',
    '',
    'Hello',
    '--part1--',
    '',
  );
}
