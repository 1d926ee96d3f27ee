import { simpleParser } from 'mailparser';
import { type MailParts, mailSource } from './mail-source.js';

const mail: MailParts = {
  from: { name: '回访中心 "北京"', address: 'bench@example.com' },
  to: 'zhang.san@example.com',
  subject: '示例公司邀请您评价我们的服务（约 1 分钟），谢谢您抽出时间 😀 '.repeat(3).trim(),
  text: '您好：\n\n.这一行以点开头\n请打开 https://example.com/s/abc\n',
  html: `<p>您好</p>\n<p>${'长'.repeat(2_000)}</p>`,
  messageId: '<v1-r0-t1-abcd@example.com>',
  headers: { 'List-Unsubscribe': '<https://example.com/u/xyz>', 'Auto-Submitted': 'auto-generated' },
  boundary: 'v1-r0-t1-abcd',
  at: new Date('2026-11-24T01:05:09Z'),
};

describe('the source of a mail', () => {
  it('is read by a parser as what was written', async () => {
    const read = await simpleParser(mailSource(mail) ?? '');
    expect(read.from?.value).toEqual([mail.from]);
    expect(read.to).toMatchObject({ value: [{ address: mail.to, name: '' }] });
    expect(read.subject).toBe(mail.subject);
    expect(read.messageId).toBe(mail.messageId);
    expect(read.date).toEqual(mail.at);
    expect(read.text).toBe(mail.text);
    expect(read.html).toBe(mail.html);
    expect(read.headers.get('auto-submitted')).toBe('auto-generated');
    expect(read.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line).toContain(
      '<https://example.com/u/xyz>',
    );
  });

  it('has no line over 998 octets and nothing but ASCII, whatever the text', () => {
    const source = mailSource(mail) ?? '';
    expect(source).toMatch(/^[\r\n\x20-\x7e]+$/);
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('leaves ASCII readable', async () => {
    const english = { ...mail, subject: 'How was it?', text: 'Hello\r\nthere', html: '<p>Hello</p>' };
    const source = mailSource(english) ?? '';
    expect(source).toContain('Subject: How was it?\r\n');
    expect(source).toContain('\r\n\r\nHello\r\nthere\r\n');
    expect((await simpleParser(source)).html).toBe('<p>Hello</p>');
  });

  it('encodes what only looks like an encoded word', async () => {
    const subject = '=?UTF-8?B?aGFja2Vk?=';
    expect((await simpleParser(mailSource({ ...mail, subject }) ?? '')).subject).toBe(subject);
  });

  it.each([
    ['a line break in the subject', { subject: 'a\r\nBcc: x@example.com' }],
    ['a line break in a name', { from: { name: 'a\nb', address: 'bench@example.com' } }],
    ['a line break in a header', { headers: { 'X-A': 'a\r\nX-B: b' } }],
    ['a header that is no name', { headers: { 'X-A: b\r\nX-C': 'a' } }],
    ['a line break in the address', { to: 'a@example.com\r\nRCPT TO:<b@example.com>' }],
    ['a second address', { to: 'a@example.com>, <b@example.com' }],
    ['an address that is not ASCII', { to: '张三@example.com' }],
    ['a header that is not ASCII', { headers: { 'X-A': '您好' } }],
    ['a header that does not fit a line', { headers: { 'X-A': 'a'.repeat(990) } }],
    ['a boundary that could end its quotes', { boundary: 'a"b' }],
  ])('is left to a full composer with %s', (_, changed) => {
    expect(mailSource({ ...mail, ...changed })).toBeNull();
  });
});
