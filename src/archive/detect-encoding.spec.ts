import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { canonicalEncoding, EncodingLadder } from './detect-encoding.js';

function detect(bytes: Uint8Array, step = 7) {
  const ladder = new EncodingLadder();
  for (let at = 0; at < bytes.length; at += step) if (!ladder.push(bytes.subarray(at, at + step))) break;
  return ladder.finish();
}

describe('the encoding ladder', () => {
  it.each([
    ['utf8', 'utf-8', 0],
    ['utf8_bom', 'utf-8', 3],
    ['gbk', 'gb18030', 0],
    ['gb18030', 'gb18030', 0],
    ['utf16le', 'utf-16le', 2],
  ])('knows the sample in %s', (name, encoding, bomLength) => {
    const bytes = readFileSync(`test/fixtures/archive-samples/customers_${name}.csv`);
    expect(detect(bytes)).toEqual({ encoding, bomLength });
  });

  it('says so when nothing fits', () => {
    expect(detect(Uint8Array.from([0x81, 0x20, 0xff]))).toBeNull();
  });

  it('never takes GB18030 text that is not UTF-8 for anything else, short or long', () => {
    const chinese = fc.string({ unit: fc.constantFrom(...'客户张三李娜欧阳锋南昌市数学金卡𠮷'), minLength: 1 });
    fc.assert(
      fc.property(chinese, (text) => {
        const bytes = iconv.encode(text, 'gb18030');
        const isUtf8 = Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
        expect(detect(bytes)?.encoding).toBe(isUtf8 ? 'utf-8' : 'gb18030');
      }),
    );
  });

  it.each([
    ['GBK', 'gb18030'],
    ['gb2312', 'gb18030'],
    ['UTF8', 'utf-8'],
    ['big5', 'big5'],
  ])('reads %s as %s', (name, encoding) => {
    expect(canonicalEncoding(name)).toBe(encoding);
  });
});
