import type { FilePeek } from './header-layout.js';
import { previewSheet, sampleSize, shownHeaders } from './import-preview.js';
import { describePreview } from './preview-text.js';

const HEADER = ['客户编号', '姓名', '备注'];
const sheet = (name: string, ...lines: string[][]) => ({
  ...{ name, rowCount: null },
  sample: lines.map((cells, index) => ({ line: index + 1, cells })),
});
const file = (...sheets: FilePeek['sheets'][number][]): FilePeek => ({
  ...{ encoding: 'xlsx', bomLength: 0, delimiter: '', date1904: false, allowShort: true, sheets, warnings: [] },
});
const REQUEST = { key: 'customer_no', mapping: {}, rows: 2 } as const;

describe('the preview of a sheet', () => {
  it('shows the header, what each column becomes, and the first rows below it', () => {
    const peek = file(sheet('', HEADER, ['C1', '张三', 'a'], ['C2', '李四', 'b'], ['C3', '王五', 'c']));
    expect(previewSheet(peek, { ...REQUEST, mapping: { 备注: 'ignore' } })).toEqual({
      ...{ sheet: '', headerLine: 1, faults: [], refusal: null },
      headerCandidates: [{ line: 1, cells: HEADER, knownHeaders: 3 }],
      columns: [
        { header: '客户编号', target: { kind: 'field', field: 'customer_no' } },
        { header: '姓名', target: { kind: 'field', field: 'name' } },
        { header: '备注', target: { kind: 'ignore' } },
      ],
      rows: [
        { line: 2, cells: ['C1', '张三', 'a'] },
        { line: 3, cells: ['C2', '李四', 'b'] },
      ],
    });
  });

  it('takes the row that looks like the header below a title, and says that the import will ask', () => {
    const peek = file(sheet('', ['客户名单'], HEADER, ['C1', '张三', '']));
    const shown = previewSheet(peek, REQUEST);
    expect(shown).toMatchObject({ headerLine: 2, refusal: { code: 'header-not-first', params: { row: 2 } } });
    expect(shown.headerCandidates.map(({ line }) => line)).toEqual([1, 2]);
    expect(shown.rows).toEqual([{ line: 3, cells: ['C1', '张三', ''] }]);
    expect(previewSheet(peek, { ...REQUEST, headerRow: 2 })).toMatchObject({ headerLine: 2, refusal: null });
    expect(shownHeaders(peek, REQUEST)).toEqual(HEADER);
  });

  it('lists what keeps the file out instead of failing, once each', () => {
    const peek = file(sheet('', ['姓名', '客户姓名', '手机'], ['张三', '张三', '1']));
    expect(previewSheet(peek, REQUEST).faults.map(({ code }) => code)).toEqual(['duplicate-header', 'missing-column']);
    expect(previewSheet(peek, { ...REQUEST, headerRow: 9 })).toMatchObject({
      ...{ headerLine: null, columns: [], rows: [], faults: [{ code: 'no-header' }] },
    });
    expect(previewSheet(file(sheet('')), REQUEST)).toMatchObject({ sheet: null, faults: [{ code: 'empty-file' }] });
    expect(previewSheet(peek, { ...REQUEST, sheet: 'x' })).toMatchObject({ faults: [{ code: 'unknown-sheet' }] });
  });

  it('shows the first of several sheets while the choice is open', () => {
    const peek = file(sheet('空'), sheet('一月', HEADER, ['C1', '', '']), sheet('二月', HEADER));
    expect(previewSheet(peek, REQUEST)).toMatchObject({
      ...{ sheet: '一月', headerLine: 1, refusal: { code: 'several-sheets', params: { sheets: ['一月', '二月'] } } },
    });
    expect(previewSheet(peek, { ...REQUEST, sheet: '二月' })).toMatchObject({ sheet: '二月', rows: [], refusal: null });
  });

  it('looks for the header no further down than the import does', () => {
    const filler = Array.from({ length: sampleSize(2) - 1 }, (_, i) => [`x${i}`]);
    expect(previewSheet(file(sheet('', ...filler, HEADER)), REQUEST)).toMatchObject({ headerLine: 1, refusal: null });
  });
});

describe('the text of a preview', () => {
  it('names the decision, the columns and the rows, and other encodings only in doubt', () => {
    const rows = [{ line: 2, cells: ['C1', '3\u001b¥'] }];
    const preview = {
      ...previewSheet(file(sheet('', HEADER, ['C1', '3\u001b¥'])), REQUEST),
      ...({
        kind: 'csv',
        encoding: 'utf-8',
        decidedBy: 'strict-utf8',
        isWhole: true,
        delimiter: '\t',
        sheets: [],
      } as const),
      alternatives: [
        { encoding: 'gb18030', fits: true, rows: [{ line: 2, cells: ['C1', '3楼'] }] },
        { encoding: 'big5', fits: false, rows },
      ],
      ...{ mapping: {}, warnings: [] },
    };
    expect(describePreview(preview)).toEqual([
      'preview: utf-8 (strict-utf8), separator tab, headers in line 1',
      ...['  客户编号: customer_no', '  姓名: name', '  备注: attribute 备注'],
      '  line 2: C1 | 3¥',
    ]);
    const warning = { line: 2, field: 'encoding', value: 'utf-8, gb18030', code: 'encoding-undecidable', message: 'm' };
    expect(describePreview({ ...preview, warnings: [warning] }).slice(-2)).toEqual([
      ...['as gb18030:', '  line 2: C1 | 3楼'],
    ]);
  });
});
