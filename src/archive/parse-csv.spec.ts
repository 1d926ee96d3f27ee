import fc from 'fast-check';
import { CsvRows, findDelimiter, splitQuoted } from './parse-csv.js';
import type { ReadRow } from './import-row.js';

function read(text: string, pieces = 1): ReadRow[] {
  const rows = new CsvRows(',');
  const size = Math.max(1, Math.ceil(text.length / pieces));
  const found: ReadRow[] = [];
  for (let at = 0; at < text.length; at += size) found.push(...rows.push(text.slice(at, at + size)));
  return [...found, ...rows.finish()];
}

describe('cutting CSV into rows', () => {
  it('counts lines over blank lines and over line breaks inside quotes', () => {
    expect(read('a,b\r\n\r\n"x\ny",2\n3,"say ""hi"""\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 3, cells: ['x\ny', '2'] },
      { line: 5, cells: ['3', 'say "hi"'] },
    ]);
  });

  it('loses only the line with the stray quotation mark', () => {
    const rows = read('a,b\n3,"x"y\n5,6\n7,"open\n8,9\n10,11\n12,a"b\n14,15\n16,"zz\n17,18\n');
    expect(rows.filter((row) => 'code' in row).map((row) => row.line)).toEqual([2, 4, 7, 9]);
    expect(rows.flatMap((row) => ('cells' in row ? [row.cells[0]] : []))).toEqual(['a', '5', '8', '10', '14', '17']);
  });

  it('gives up on a quoted cell that never ends, and goes on at the next line', () => {
    const rows = read(`1,"open\n${'2,x\n'.repeat(500)}`);
    expect(rows[0]).toEqual({ line: 1, code: 'broken-quotes', value: '1,"open' });
    expect(rows).toHaveLength(501);
  });

  it('cuts the same rows whatever the pieces in which the text comes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '张', '𠮷') });
    fc.assert(
      fc.property(cell, fc.integer({ min: 1, max: 9 }), (text, pieces) => {
        expect(read(text, pieces)).toEqual(read(text));
      }),
    );
  });

  it('reads back whatever is quoted properly', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (cells) => {
        const record = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
        expect(splitQuoted(record, ',')).toEqual(cells);
      }),
    );
  });

  it.each([
    ['姓名;电话', ';'],
    ['姓名\t电话', '\t'],
    ['姓名，电话', '，'],
    ['姓名,电话;手机', ','],
    ['x|y|z', '|'],
    ['only', ','],
  ])('finds the separator of %p', (line, delimiter) => {
    const known = (cells: readonly string[]) => cells.filter((cell) => ['姓名', '电话'].includes(cell)).length;
    expect(findDelimiter([line], known)).toBe(delimiter);
  });
});
