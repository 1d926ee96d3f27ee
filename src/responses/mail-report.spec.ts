import { deliveryReport, feedbackReport, wire } from '../../test/support/returned-mails.js';
import { readDeliveryStatus, readMailReport } from './mail-report.js';
import { verdictOf } from './mail-verdict.js';

const verdict = (raw: string) => verdictOf(readMailReport(raw));

describe('a report of delivery', () => {
  it('is read with its fields and with what it returns', () => {
    const report = readMailReport(
      deliveryReport({ messageId: '<v7-r0-t1-abc@example.org>', returnPath: 'b@example.org' }),
    );
    expect(report).toMatchObject({ kind: 'delivery', subject: 'Undelivered Mail Returned to Sender' });
    expect(report.recipients).toEqual([
      {
        action: 'failed',
        status: '5.1.1',
        replyCode: 550,
        diagnostic: '550 5.1.1 <anna@example.com>: Recipient address rejected: User unknown in virtual mailbox table',
        recipient: 'anna@example.com',
      },
    ]);
    expect(report.messageIds).toEqual(['<v7-r0-t1-abc@example.org>']);
    expect(report.addresses).toEqual(['bounces@example.org', 'b@example.org']);
  });

  it.each([
    [{ status: '5.1.1' }, { kind: 'hard', code: '5.1.1' }],
    [
      { status: '5.2.2', diagnostic: '552 5.2.2 Over quota' },
      { kind: 'soft', code: '5.2.2' },
    ],
    [
      { status: '4.4.7', diagnostic: 'delivery time expired' },
      { kind: 'soft', code: '4.4.7' },
    ],
    [
      { status: '5.7.1', diagnostic: '550 5.7.1 Blocked' },
      { kind: 'policy', code: '5.7.1' },
    ],
    // The code that says nothing gives way to the server's own words.
    [
      { status: '5.0.0', diagnostic: '550 5.1.10 RESOLVER.ADR.RecipientNotFound' },
      { kind: 'hard', code: '5.1.10' },
    ],
    [
      { status: '5.0.0', diagnostic: '550 no such user' },
      { kind: 'hard', code: '550' },
    ],
    [{ action: 'delayed', status: '4.4.1' }, { kind: 'delayed' }],
    [{ action: 'delivered', status: '2.0.0' }, { kind: 'delivered' }],
    [{ action: 'relayed', status: '2.0.0' }, { kind: 'relayed' }],
    [{ action: 'Failed (permanent)' }, { kind: 'unknown' }],
  ])('means what it says: %j', (given, expected) => {
    expect(verdict(deliveryReport(given))).toMatchObject(expected);
  });

  it('counts its gravest recipient', () => {
    const body = wire('Reporting-MTA: dns; a', '', 'Final-Recipient: rfc822; a@b.c', 'Action: relayed', '', 'Final-Recipient: rfc822;d@e.f', 'Action: failed', 'Status: 5.1.1 (bad)'); // prettier-ignore
    const recipients = readDeliveryStatus(body);
    expect(recipients.map(({ action, recipient, status }) => [action, recipient, status])).toEqual([
      ['relayed', 'a@b.c', null],
      ['failed', 'd@e.f', '5.1.1'],
    ]);
  });
});

describe('a complaint', () => {
  it('names the return address of the message, though its recipient is struck out', () => {
    const report = readMailReport(
      feedbackReport({ mailFrom: 'bounce+v1.x@b.example.org', messageId: '<v1@example.org>' }),
    );
    expect(report).toMatchObject({ kind: 'complaint', feedbackType: 'abuse', messageIds: ['<v1@example.org>'] });
    expect(report.addresses).toContain('bounce+v1.x@b.example.org');
    expect(verdictOf(report)).toEqual({ kind: 'complaint' });
  });

  it('is none where the person says that it was no spam', () => {
    expect(verdict(feedbackReport({ type: 'not-spam' }))).toEqual({ kind: 'unknown' });
    expect(verdict(feedbackReport({ type: 'auth-failure' }))).toEqual({ kind: 'unknown' });
  });
});

describe('a mail that is no report', () => {
  const mail = (subject: string, text: string, ...headers: string[]) =>
    Buffer.from(wire(`Subject: ${subject}`, ...headers, 'Content-Type: text/html; charset=utf-8', '', text), 'utf8').toString('latin1'); // prettier-ignore

  it('of a server that writes in its own way is understood where it names a code', () => {
    const html = '<p>您的邮件被退回</p><p>host mx.qq.com said: 550 Mailbox unavailable or access denied</p>';
    expect(verdict(mail('来自qq.com的退信', html))).toMatchObject({ kind: 'hard', code: '550' });
    expect(verdict(mail('=?utf-8?B?57O757uf6YCA5L+h?=', 'said: 552 5.2.2 full'))).toMatchObject({ kind: 'soft' });
  });

  it('is left to a person where it names none, or may be about something else', () => {
    expect(verdict(mail('退信', '对方邮箱不存在'))).toEqual({ kind: 'unknown' });
    expect(verdict(mail('Hello', 'the error was 550 5.1.1 here'))).toEqual({ kind: 'unknown' });
    expect(verdict('')).toEqual({ kind: 'unknown' });
  });

  it('is no answer where a machine wrote it', () => {
    expect(verdict(mail('Out of office', 'I am away', 'Auto-Submitted: auto-replied'))).toEqual({ kind: 'auto-reply' });
    expect(verdict(mail('Re: visit', 'thanks', 'Auto-Submitted: no'))).toEqual({ kind: 'unknown' });
  });

  it('is kept short and without signs that mislead', () => {
    const report = readMailReport(mail('x'.repeat(5_000), `a\u202eb\u0000${'y'.repeat(9_000)}`));
    expect([report.subject.length, report.text.length]).toEqual([300, 2_000]);
    expect(report.text.startsWith('a b y')).toBe(true);
  });
});
