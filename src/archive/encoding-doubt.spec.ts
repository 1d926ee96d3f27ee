import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { decideEncoding, firstDoubtfulLine } from './encoding-doubt.js';

const list = (name: string, encoding: string) => iconv.encode(`customer_no,name\nC1,${name}\n`, encoding);
const decide = (name: string, encoding: string) => decideEncoding(list(name, encoding), 'auto');

describe('the encoding of a file’s beginning', () => {
  it.each([
    ['utf8', 'utf-8', 'strict-utf8'],
    ['utf8_bom', 'utf-8', 'bom'],
    ['gbk', 'gb18030', 'fallback'],
    ['gb18030', 'gb18030', 'fallback'],
    ['utf16le', 'utf-16le', 'bom'],
  ])('is beyond doubt in the sample in %s', (name, encoding, decidedBy) => {
    const decision = decideEncoding(readFileSync(`test/fixtures/archive-samples/customers_${name}.csv`), 'auto');
    expect(decision).toMatchObject({ encoding, decidedBy, fits: true, contenders: [] });
  });

  it.each(['3楼', 'A楼', '楼'])('is in doubt where %s, in GBK, is the only Chinese', (name) => {
    const { encoding, contenders } = decide(name, 'gbk');
    expect(encoding).toBe('utf-8');
    expect(contenders.slice(0, 2)).toEqual(['utf-8', 'gb18030']);
  });

  it('is beyond doubt where a single character more, in GBK, is no UTF-8', () => {
    expect(decide('二楼', 'gbk')).toMatchObject({ encoding: 'gb18030', contenders: [] });
  });

  it.each(['张三', '欧阳', '张三丰', 'José', 'Müller', 'Zoë Łukasz', 'Иван Петров', 'Ελένη', 'יוסף', 'plain'])(
    'is beyond doubt for %s in UTF-8',
    (name) => {
      expect(decide(name, 'utf8')).toMatchObject({ encoding: 'utf-8', decidedBy: 'strict-utf8', contenders: [] });
    },
  );

  it('is in doubt where Big5 would be read as GB18030 without a fault', () => {
    expect(decide('張三李四客戶滿意度調查王小明', 'big5')).toMatchObject({
      ...{ encoding: 'gb18030', decidedBy: 'fallback', contenders: ['gb18030', 'big5'] },
    });
    expect(decide('张三李四客户满意度调查王小明', 'gbk')).toMatchObject({ encoding: 'gb18030', contenders: [] });
  });

  it('is what somebody asks for, or what reading the whole file has decided', () => {
    const bytes = list('楼', 'gbk');
    expect(decideEncoding(bytes, 'GBK')).toMatchObject({ encoding: 'gb18030', decidedBy: 'asked', contenders: [] });
    expect(decideEncoding(Buffer.from('a,b\n'), 'auto', 'gb18030')).toMatchObject({
      ...{ encoding: 'gb18030', decidedBy: 'fallback' },
    });
  });

  it('is shown as GB18030 for want of a better one where it fits none', () => {
    const bytes = Buffer.from([0x4a, 0x6f, 0x73, 0xe9, 0x2c, 0x0a]);
    expect(decideEncoding(bytes, 'auto')).toMatchObject({ encoding: 'gb18030', fits: false });
  });

  it('names the first line on which encodings differ', () => {
    expect(firstDoubtfulLine(Buffer.from('a\nb\nc¥\nd¥\n'))).toBe(3);
    expect(firstDoubtfulLine(Buffer.from('a\nb\n'))).toBe(1);
  });
});
