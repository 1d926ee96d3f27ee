import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { listZip, openZipEntry } from './open-zip.adapter.js';

let t: TestDatabase;
let bench: ReturnType<typeof importBench>;
beforeAll(async () => {
  t = await openTestDatabase();
  bench = importBench(t.database);
});
afterAll(() => t.close());
beforeEach(() => t.database.execute('TRUNCATE customers, imports, header_mappings CASCADE'));

const preview = (path: string, options = {}, extent = {}) => bench.previews.preview(path, options, extent);
const HEADER = ['客户编号', '姓名', '手机', '到期日'];

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return bench.write('preview.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
}

describe('the preview of a list', () => {
  it.each([
    ['utf8', 'utf-8', 'strict-utf8'],
    ['utf8_bom', 'utf-8', 'bom'],
    ['gbk', 'gb18030', 'fallback'],
    ['utf16le', 'utf-16le', 'bom'],
  ])('shows the sample in %s as the import will read it', async (name, encoding, decidedBy) => {
    const shown = await preview(`test/fixtures/archive-samples/customers_${name}.csv`, {}, { rows: 2 });
    expect(shown).toMatchObject({ kind: 'csv', encoding, decidedBy, isWhole: true, delimiter: ',', headerLine: 1 });
    expect(shown).toMatchObject({ sheet: '', sheets: [], faults: [], refusal: null, warnings: [] });
    expect(shown.columns[1]).toEqual({ header: '姓名', target: { kind: 'field', field: 'name' } });
    expect(shown.rows.map(({ line, cells }) => [line, cells[1]])).toEqual([
      [2, '张三'],
      [3, expect.any(String)],
    ]);
    expect(shown.alternatives[0]).toMatchObject({ encoding, rows: [{ line: 1 }, { line: 2 }] });
    expect(await t.database.query('SELECT id FROM imports')).toEqual([]);
  });

  it('lets a person see what Big5 is, and choose it', async () => {
    const path = bench.write('big5.csv', iconv.encode('customer_no,name\nC1,張三李四客戶滿意度王小明\n', 'big5'));
    const shown = await preview(path);
    expect(shown.warnings).toMatchObject([{ code: 'encoding-undecidable', value: 'gb18030, big5', line: 2 }]);
    expect(shown.alternatives.find(({ encoding }) => encoding === 'big5')?.rows[1]?.cells[1]).toContain('張三李四');
    expect(await preview(path, { encoding: 'Big5' })).toMatchObject({
      ...{ encoding: 'big5', decidedBy: 'asked', warnings: [], rows: [{ cells: ['C1', '張三李四客戶滿意度王小明'] }] },
    });
  });

  it('reads only the beginning, and takes the word of who has read it all', async () => {
    const ascii = `customer_no,name\n${'C1,Smith\n'.repeat(60_000)}`;
    const path = bench.write('long.csv', iconv.encode(`${ascii}C2,张三丰\n`, 'gbk'));
    expect(await preview(path)).toMatchObject({ encoding: 'utf-8', isWhole: false });
    expect(await preview(path, {}, { encodingOfWhole: 'gb18030' })).toMatchObject({
      ...{ encoding: 'gb18030', decidedBy: 'fallback', isWhole: false },
    });
  });

  it('uses the mapping that was remembered for the headers', async () => {
    const path = bench.write('mapped.csv', 'Nummer,Vorname\nC1,Anna\n');
    expect((await preview(path)).faults).toMatchObject([{ field: 'customer_no', code: 'missing-column' }]);
    const mapping = { Nummer: 'customer_no', Vorname: 'name' };
    expect(await preview(path, { mapping })).toMatchObject({ faults: [], mapping });
    await bench.service.runFile(path, { mapping }, 'cli');
    expect(await preview(path)).toMatchObject({
      ...{ faults: [], mapping, columns: [{ target: { field: 'customer_no' } }, { target: { field: 'name' } }] },
    });
  });

  it('shows a file that fits no encoding, and refuses what cannot be shown', async () => {
    const latin = bench.write('latin.csv', iconv.encode('customer_no,name\nC1,José\n', 'windows-1252'));
    const shown = await preview(latin);
    expect(shown.faults).toMatchObject([{ code: 'encoding-unknown' }]);
    expect(shown.alternatives.filter(({ fits }) => fits).map(({ encoding }) => encoding)).toEqual(['windows-1252']);
    await expect(preview(latin, { encoding: 'klingon' })).rejects.toThrow('klingon');
    await expect(preview('/nowhere/list.csv')).rejects.toThrow('There is no file');
    expect(await preview(bench.write('empty.csv', ''))).toMatchObject({
      sheet: null,
      faults: [{ code: 'empty-file' }],
    });
  });
});

describe('the preview of a workbook', () => {
  it('shows every sheet, and the first rows of the one asked for', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('说明');
      book.addWorksheet('一月').addRows([HEADER, ['C001', '张三', 13800138000, new Date('2027-01-05T00:00:00Z')]]);
      book
        .addWorksheet('二月')
        .addRows([['客户名单'], [], HEADER, ['C002', { richText: [{ text: '李' }, { text: '四' }] }]]);
    });
    const shown = await preview(path);
    expect(shown).toMatchObject({
      ...{ kind: 'xlsx', encoding: 'xlsx', decidedBy: null, isWhole: true, delimiter: null, alternatives: [] },
      ...{ sheet: '一月', headerLine: 1, refusal: { code: 'several-sheets' } },
      rows: [{ line: 2, cells: ['C001', '张三', '13800138000', '2027-01-05'] }],
    });
    expect(shown.sheets.map(({ name, isFilled }) => [name, isFilled])).toEqual([
      ['说明', false],
      ['一月', true],
      ['二月', true],
    ]);
    expect(await preview(path, { sheet: '二月' })).toMatchObject({
      ...{ sheet: '二月', headerLine: 3, refusal: { code: 'header-not-first', params: { row: 3 } } },
      rows: [{ line: 4, cells: ['C002', '李四'] }],
    });
  });

  it('reads the beginning of a sheet of many rows, whose texts stand behind it', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('客户');
      sheet.addRow(HEADER);
      for (let i = 0; i < 8000; i += 1) sheet.addRow([`C${i}`, `客户${i}`, 13800000000 + i]);
    });
    const entries = await listZip(path);
    expect([...(entries?.keys() ?? [])]).toEqual(expect.arrayContaining(['xl/worksheets/sheet1.xml']));
    // Damage the end of the sheet: nobody who reads only its beginning notices.
    const sheet = entries?.get('xl/worksheets/sheet1.xml');
    const bytes = readFileSync(path);
    const end = (sheet?.offset ?? 0) + (sheet?.packedBytes ?? 0);
    bytes.fill(0xff, end - 1000, end);
    const damaged = bench.write('damaged-end.xlsx', bytes);
    const shown = await preview(damaged, {}, { rows: 3 });
    expect(shown).toMatchObject({ isWhole: false, sheet: '客户' });
    expect(shown.rows.map(({ cells }) => cells[1])).toEqual(['客户0', '客户1', '客户2']);
    await expect(bench.service.runFile(damaged, {}, 'cli')).rejects.toThrow();
  });

  it('refuses a damaged one', async () => {
    const bytes = readFileSync(await workbook((book) => void book.addWorksheet('客户').addRows([HEADER, ['C1']])));
    await expect(preview(bench.write('half.xlsx', bytes.subarray(0, bytes.length / 2)))).rejects.toThrow();
    const entries = await listZip(bench.write('whole.xlsx', bytes));
    const entry = entries?.get('xl/workbook.xml');
    expect(entry).toBeDefined();
    bytes.fill(0, entry?.offset, (entry?.offset ?? 0) + 4);
    const moved = bench.write('moved.xlsx', bytes);
    await expect(preview(moved)).rejects.toMatchObject({ faults: [{ code: 'damaged-file' }] });
    await expect(openZipEntry(moved, entry ?? { path: '', method: 0, packedBytes: 0, offset: 0 })).rejects.toThrow();
  });
});
