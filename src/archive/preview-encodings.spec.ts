import iconv from 'iconv-lite';
import { decideEncoding } from './encoding-doubt.js';
import { encodingWarnings, readAlternatives, wholeLines } from './preview-encodings.js';

const read = (bytes: Buffer, encoding = 'auto') =>
  readAlternatives(bytes, decideEncoding(bytes, encoding), { mapping: {}, rows: 2 });

describe('the encodings of a preview', () => {
  const bytes = iconv.encode('customer_no,name\nC1,3楼\nC2,5楼\n', 'gbk');

  it('show the same rows as each of them reads them, the chosen one first', () => {
    const alternatives = read(bytes);
    expect(alternatives[0]).toMatchObject({ encoding: 'utf-8', fits: true, rows: [{}, { cells: ['C1', '3¥'] }] });
    expect(alternatives.find(({ encoding }) => encoding === 'gb18030')).toMatchObject({
      ...{
        fits: true,
        rows: [
          { line: 1, cells: ['customer_no', 'name'] },
          { line: 2, cells: ['C1', '3楼'] },
        ],
      },
    });
  });

  it('say which of them the file does not fit', () => {
    const fits = Object.fromEntries(
      read(iconv.encode('customer_no,name\nC1,张三丰\n', 'utf8')).map((one) => [one.encoding, one.fits]),
    );
    expect(fits).toMatchObject({ 'utf-8': true, gb18030: false });
    expect(Object.keys(fits)).not.toContain('utf-16le');
  });

  it('offer UTF-16 where there are NULs, and what is asked for', () => {
    const wide = read(iconv.encode('customer_no,name\nC1,张三\n', 'utf-16le'));
    expect(wide.find(({ encoding }) => encoding === 'utf-16le')?.rows[1]?.cells).toEqual(['C1', '张三']);
    expect(read(bytes, 'euc-jp')[0]).toMatchObject({ encoding: 'euc-jp' });
  });

  it('warn with the line, the encodings and the option', () => {
    expect(encodingWarnings(bytes, decideEncoding(bytes, 'auto'))).toEqual([
      expect.objectContaining({
        ...{ line: 2, field: 'encoding', code: 'encoding-undecidable' },
        value: expect.stringMatching(/^utf-8, gb18030/),
        message: expect.stringContaining('--encoding'),
      }),
    ]);
    expect(encodingWarnings(bytes, decideEncoding(bytes, 'gbk'))).toEqual([]);
  });

  it('are tried on whole lines only, unless the file ends there', () => {
    expect(wholeLines(Buffer.from('a\nb'), false)).toEqual(Buffer.from('a\n'));
    expect(wholeLines(Buffer.from('a\nb'), true)).toEqual(Buffer.from('a\nb'));
    expect(wholeLines(Buffer.from('ab'), false)).toEqual(Buffer.from('ab'));
  });
});
