import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { importBench } from '../../test/support/import-bench.js';

const SAMPLES = 'test/fixtures/archive-samples';
let t: TestDatabase;
let bench: ReturnType<typeof importBench>;

beforeAll(async () => {
  t = await openTestDatabase();
  bench = importBench(t.database);
});
afterAll(() => t.close());
beforeEach(() =>
  t.database.execute('TRUNCATE customers, addresses, imports, field_conflicts, header_mappings CASCADE'),
);

const run = (path: string, options = {}) => bench.service.runFile(path, options, 'cli');
const text = (content: string, options = {}) => run(bench.write('list.csv', content), options);
const customer = (no: string) =>
  t.database.one<Record<string, unknown>>('SELECT c.* FROM customers AS c WHERE c.customer_no = $1', [no]);
const points = (no: string) =>
  t.database.query<Record<string, unknown>>(
    `SELECT p.kind, p.position, p.address, p.ext, p.phone_type, p.invalid_code FROM contact_points AS p
       JOIN customers AS c ON c.id = p.customer_id WHERE c.customer_no = $1 ORDER BY p.kind DESC, p.position`,
    [no],
  );
const counts = (summary: Awaited<ReturnType<typeof run>>) => {
  const { rows, created, updated, unchanged, rejected, duplicates } = summary;
  return { rows, created, updated, unchanged, rejected, duplicates };
};

describe('the archive samples', () => {
  it.each([
    ['customers_utf8.csv', 'utf-8', 7],
    ['customers_utf8_bom.csv', 'utf-8', 7],
    ['customers_gbk.csv', 'gb18030', 7],
    ['customers_utf16le.csv', 'utf-16le', 7],
    ['customers_gb18030.csv', 'gb18030', 8],
  ])('imports %s as %s', async (file, encoding, rows) => {
    const summary = await run(`${SAMPLES}/${file}`);
    expect(summary.encoding).toBe(encoding);
    expect(counts(summary)).toEqual({ rows, created: rows - 2, updated: 0, unchanged: 0, rejected: 1, duplicates: 1 });
    expect(summary.rejects).toMatchObject([
      { line: 6, field: 'card_expires_on', value: '2026-02-30', code: 'invalid-date' },
    ]);
    expect(summary.duplicateRows).toMatchObject([{ line: 8, field: 'name', value: '张三丰' }]);
    const again = await run(`${SAMPLES}/${file}`);
    expect(counts(again)).toEqual({ rows, created: 0, updated: 0, unchanged: rows - 2, rejected: 1, duplicates: 1 });
  });

  it('reads every form of the sample cells', async () => {
    await run(`${SAMPLES}/customers_gb18030.csv`);
    expect(await customer('C001')).toMatchObject({
      name: '张三',
      gender: 'male',
      member_level: '金卡',
      card_expires_on: '2026-12-31',
      province: '江西省',
      city: '南昌市',
      product: '数学同步',
      last_service_at: new Date('2026-11-20T02:00:00Z'),
    });
    expect(await customer('C002')).toMatchObject({ gender: 'female', card_expires_on: '2027-01-01', province: '新疆' });
    expect(await customer('C003')).toMatchObject({ card_expires_on: '2027-01-05', last_service_at: null });
    expect(await customer('C004')).toMatchObject({ last_service_at: new Date('2026-11-21T01:30:00Z') });
    expect(await customer('C008')).toMatchObject({ name: '𠮷田㐂' });
    expect(await points('C002')).toMatchObject([{ address: '+8613900139000', phone_type: 'mobile' }]);
    expect(await points('C003')).toMatchObject([
      { address: '+8679188888888', ext: '802', phone_type: 'fixed' },
      { address: 'ouyang@example.com' },
    ]);
    expect(await points('C004')).toMatchObject([
      { address: '+8613700137000' },
      { address: null, invalid_code: 'email-domain' },
    ]);
  });

  it('takes the five one after another and changes nothing after the first', async () => {
    for (const file of ['utf8', 'utf8_bom', 'gbk', 'utf16le']) await run(`${SAMPLES}/customers_${file}.csv`);
    expect(counts(await run(`${SAMPLES}/customers_gb18030.csv`))).toMatchObject({
      created: 1,
      updated: 0,
      unchanged: 5,
    });
  });

  it('says the same in a dry run and writes nothing', async () => {
    const path = `${SAMPLES}/customers_utf8.csv`;
    const dry = await run(path, { dryRun: true });
    expect(await t.database.query('SELECT 1 FROM customers')).toEqual([]);
    const real = await run(path);
    expect(counts(dry)).toEqual(counts(real));
    expect(dry.rejects).toEqual(real.rejects);
  });
});
