import { wire } from '../../test/support/returned-mails.js';
import { allParts, first, readHeaders, readMime, readWords, textOf } from './mime-part.js';

const asBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('a message', () => {
  it('is read with folded headers, whatever their case', () => {
    const mail = readMime(wire('SUBJECT: one', '\ttwo', 'X-A: 1', 'x-a: 2', '', 'body'));
    expect(first(mail.headers, 'subject')).toBe('one two');
    expect(mail.headers.get('x-a')).toEqual(['1', '2']);
    expect([mail.type, mail.body]).toEqual(['text/plain', 'body']);
  });

  it('is split at its boundary, quoted or not, also without a last line', () => {
    const mail = readMime(
      wire(
        'Content-Type: multipart/mixed; boundary="a b"',
        '',
        'x',
        '--a b',
        '',
        'one',
        '--a b',
        'Content-Type: text/html',
        '',
        'two',
      ),
    );
    expect(allParts(mail).map(({ type, body }) => [type, body])).toEqual([
      ['multipart/mixed', expect.any(String)],
      ['text/plain', 'one'],
      ['text/html', 'two'],
    ]);
  });

  it('has its transfer encoding taken off and its characters read', () => {
    const base64 = wire(
      'Content-Type: text/plain; charset=gb18030',
      'Content-Transfer-Encoding: base64',
      '',
      'zcvQxQ==',
    );
    expect(textOf(readMime(base64))).toBe('退信');
    const quoted = wire('Content-Transfer-Encoding: quoted-printable', '', 'a=', 'b =E9=80=80');
    expect(textOf(readMime(quoted))).toBe('ab 退');
    expect(textOf(readMime(asBytes('Content-Type: text/plain; charset=nobody-knows\r\n\r\n退')))).toBe('退');
  });

  it('is never too deep, too wide or too odd', () => {
    const wide = wire(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...Array.from({ length: 500 }, () => '--b\r\n\r\nx'),
    );
    expect(readMime(wide).parts).toHaveLength(20);
    const deep = Array.from(
      { length: 50 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
    ).join('');
    expect(allParts(readMime(deep)).length).toBeLessThan(8);
    for (const odd of ['', '\0', ':', '\r\n\r\n', 'Content-Type: multipart/mixed', 'Content-Type: ;boundary=']) {
      expect(readMime(odd).parts).toEqual([]);
    }
  });
});

describe('a header', () => {
  it('has its encoded words read, split ones as one', () => {
    expect(readWords('=?utf-8?B?6YCA?= =?utf-8?B?5L+h?= x')).toBe('退信 x');
    expect(readWords('=?gb18030?Q?=CD=CB_=D0=C5?=')).toBe('退 信');
    expect(readWords('plain')).toBe('plain');
  });

  it('is left out where its name is none', () => {
    expect([...readHeaders('a b: 1\r\n: 2\r\nc: 3\r\nno colon').keys()]).toEqual(['c']);
  });
});
