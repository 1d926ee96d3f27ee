import { normaliseEmail } from './normalise-email.js';

describe('normalising e-mail', () => {
  it.each([
    ['ZhangSan@Example.COM', 'ZhangSan@example.com'],
    [' a.b+c@mail.example.cn ', 'a.b+c@mail.example.cn'],
    ['zhang＠example.com', 'zhang@example.com'],
    ['user@例子.中国', 'user@xn--fsqu00a.xn--fiqs8s'],
    ['user@bücher.de', 'user@xn--bcher-kva.de'],
    ["o'brien@example.com", "o'brien@example.com"],
  ])('reads %p', (raw, address) => {
    expect(normaliseEmail(raw)).toMatchObject({ address, invalidCode: null });
  });

  it.each([
    ['a@b', 'email-domain'],
    ['a@1.2.3.4', 'email-domain'],
    ['a@-x.com', 'email-domain'],
    ['a@x..com', 'email-domain'],
    ['.a@x.com', 'email-local-part'],
    ['a..b@x.com', 'email-local-part'],
    ['张三@example.com', 'email-local-part'],
    [`${'a'.repeat(65)}@x.com`, 'email-local-part'],
    ['a@x.com,b@x.com', 'not-one-email'],
    ['a@x.com;b@x.com', 'not-one-email'],
    ['Group: a@x.com;', 'not-one-email'],
    ['"a b"@x.com', 'not-one-email'],
    ['Zhang <a@x.com>', 'not-one-email'],
    ['a@b@x.com', 'not-one-email'],
    ['no-at-sign', 'not-one-email'],
    ['a@x.com\r\nBcc: b@x.com', 'line-break-in-email'],
  ])('keeps %p as unusable: %s', (raw, code) => {
    expect(normaliseEmail(raw)).toMatchObject({ address: null, invalidCode: code });
  });

  it.each(['', '-', 'N/A', '无'])('takes %p for empty', (raw) => {
    expect(normaliseEmail(raw)).toBeNull();
  });
});
