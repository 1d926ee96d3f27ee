import ExcelJS from 'exceljs';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

let t: TestDatabase;
let bench: ReturnType<typeof importBench>;
beforeAll(async () => {
  t = await openTestDatabase();
  bench = importBench(t.database);
});
afterAll(() => t.close());
beforeEach(() => t.database.execute('TRUNCATE customers, addresses, imports, field_conflicts CASCADE'));

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return bench.write('list.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
}

const HEADER = ['客户编号', '姓名', '手机', '到期日', '最近服务时间', '产品', '备注'];

describe('workbooks', () => {
  it('reads dates, numbers, formulas, links and rich text as they are seen', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('客户');
      sheet.addRow(HEADER);
      const row = sheet.addRow([
        ...['C001', { richText: [{ text: '张' }, { text: '三' }] }, 13800138000, new Date('2027-01-05T00:00:00Z')],
        ...[
          new Date('2026-11-20T10:00:00Z'),
          { formula: 'A1', result: '数学' },
          { text: '见网页', hyperlink: 'http://x' },
        ],
      ]);
      row.getCell(4).numFmt = 'yyyy-mm-dd';
      row.getCell(5).numFmt = 'yyyy-mm-dd hh:mm';
      sheet.addRow(['C002', '李四', 1.38001e21, 46388]);
      sheet.addRow([]);
      sheet.addRow(['C003', '王五']);
    });
    const summary = await bench.service.runFile(path, {}, 'cli');
    expect(summary).toMatchObject({ encoding: 'xlsx', rows: 3, created: 3, warnings: 1 });
    expect(summary.warningList).toMatchObject([{ line: 3, code: 'digits-lost' }]);
    expect(
      await t.database.query(
        'SELECT name, card_expires_on, last_service_at, product, attributes FROM customers ORDER BY id',
      ),
    ).toMatchObject([
      {
        ...{ name: '张三', card_expires_on: '2027-01-05', last_service_at: new Date('2026-11-20T02:00:00Z') },
        ...{ product: '数学', attributes: { 备注: '见网页' } },
      },
      { name: '李四', card_expires_on: '2027-01-01' },
      { name: '王五' },
    ]);
    expect(await bench.service.runFile(path, {}, 'cli')).toMatchObject({ unchanged: 3 });
  });

  it('counts serial days from 1904 in a workbook that does', async () => {
    const path = await workbook((book) => {
      book.properties.date1904 = true;
      book.addWorksheet('客户').addRows([HEADER, ['C001', '张三', '', 44926]]);
    });
    await bench.service.runFile(path, {}, 'cli');
    expect(await t.database.one('SELECT card_expires_on FROM customers')).toEqual({ card_expires_on: '2027-01-01' });
  });

  it('asks for the sheet and for the header row, and takes them', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('一月').addRows([['客户名单'], [], HEADER, ['C001', '张三']]);
      book.addWorksheet('空');
      book.addWorksheet('二月').addRows([HEADER, ['C002', '李四']]);
    });
    await expect(bench.service.runFile(path, {}, 'cli')).rejects.toThrow('--sheet "一月" or --sheet "二月"');
    await expect(bench.service.runFile(path, { sheet: '一月' }, 'cli')).rejects.toThrow('--header-row 3');
    expect(await bench.service.runFile(path, { sheet: '一月', headerRow: 3 }, 'cli')).toMatchObject({
      rows: 1,
      created: 1,
    });
    expect(await bench.service.runFile(path, { sheet: '二月' }, 'cli')).toMatchObject({ rows: 1, created: 1 });
  });

  it('refuses a damaged workbook, and one of before 2007', async () => {
    const whole = await workbook((book) => void book.addWorksheet('客户').addRows([HEADER, ['C001', '张三']]));
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(whole);
    const half = bench.write('half.xlsx', bytes.subarray(0, Math.floor(bytes.length / 2)));
    await expect(bench.service.runFile(half, {}, 'cli')).rejects.toThrow();
    const old = bench.write('old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]));
    await expect(bench.service.runFile(old, {}, 'cli')).rejects.toThrow('.xlsx');
    expect(await t.database.query('SELECT 1 FROM customers')).toEqual([]);
  });

  it('tells how far it is while rows are read, up to the whole file', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('客户');
      sheet.addRow(HEADER);
      for (let i = 0; i < 9000; i += 1) sheet.addRow([`C${i}`, `客户${i}`, 13800000000 + i]);
      book.addWorksheet('空');
    });
    const id = await bench.service.enqueue(path, {}, 'cli');
    await t.database.execute(`
      CREATE TABLE seen_progress (bytes bigint, rows bigint);
      CREATE FUNCTION see_progress() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO seen_progress VALUES (NEW.bytes_read, NEW.rows_read); RETURN NEW; END $$;
      CREATE TRIGGER see_progress AFTER UPDATE OF bytes_read ON imports FOR EACH ROW
        WHEN (NEW.rows_read > OLD.rows_read) EXECUTE FUNCTION see_progress();`);
    await bench.job.run({ importId: id }, new AbortController().signal);
    const seen = await t.database.query<{ bytes: number; rows: number }>(
      'SELECT bytes, rows FROM seen_progress ORDER BY rows',
    );
    await t.database.execute(
      'DROP TRIGGER see_progress ON imports; DROP FUNCTION see_progress(); DROP TABLE seen_progress;',
    );
    const { bytesTotal, bytesRead } = await bench.service.get(id);
    expect(bytesRead).toBe(bytesTotal);
    expect(seen.map(({ rows }) => rows)).toEqual([2000, 4000, 6000, 8000, 9000]);
    const shares = seen.map(({ bytes }) => bytes / Number(bytesTotal));
    // The header is a row of the sheet, and rows come by the thousand: a batch is up to a thousand rows behind.
    shares.forEach((share, i) => expect(Math.abs(share - Number(seen[i]?.rows) / 9000)).toBeLessThan(1001 / 9000));
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
