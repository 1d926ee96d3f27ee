import iconv from 'iconv-lite';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { importBench } from '../../test/support/import-bench.js';
import { peekCsv } from './read-csv.adapter.js';

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

describe('bad and awkward lists', () => {
  it('rejects a broken or ragged line with its number, and takes the rest', async () => {
    const summary = await text('customer_no,name\nC1,张三\nC2,"李"四\nC3\nC4,王,extra\n\nC5,赵六\n,无号\n');
    expect(counts(summary)).toMatchObject({ rows: 6, created: 2, rejected: 4 });
    expect(summary.rejects.map(({ line, code }) => [line, code])).toEqual([
      [3, 'broken-quotes'],
      [4, 'ragged-row'],
      [5, 'ragged-row'],
      [8, 'missing-key'],
    ]);
  });

  it('stores NUL-free text, and cells that look like formulas or templates as they are', async () => {
    await text('customer_no,name,note\nC1,张\0三,"=1+1"\nC2,{{agent_no}},<script>\n');
    expect(await customer('C1')).toMatchObject({ name: '张三', attributes: { note: '=1+1' } });
    expect(await customer('C2')).toMatchObject({ name: '{{agent_no}}', attributes: { note: '<script>' } });
  });

  it.each([
    ['semicolons', 'customer_no;name\nC1;张三\n'],
    ['tabs', 'customer_no\tname\nC1\t张三\n'],
    ['full-width commas', 'customer_no，name\nC1，张三\n'],
  ])('reads lists with %s', async (_, content) => {
    expect(await text(content)).toMatchObject({ rows: 1, created: 1 });
    expect(await customer('C1')).toMatchObject({ name: '张三' });
  });

  it('refuses a file as a whole before it writes anything, and keeps the reason in the account', async () => {
    await expect(text('customer_no,name,姓名\nC1,a,b\n')).rejects.toThrow('both mean');
    await expect(text('客户名单\ncustomer_no,name\nC1,a\n')).rejects.toThrow('--header-row 2');
    await expect(text('')).rejects.toThrow('empty');
    await expect(run('/nowhere/list.csv')).rejects.toThrow('There is no file');
    await expect(text('customer_no\nC1\n', { encoding: 'klingon' })).rejects.toThrow('klingon');
    await expect(text('customer_no\nC1\n', { consent: ['sms'] })).rejects.toThrow('evidence');
    expect(await t.database.query('SELECT 1 FROM customers')).toEqual([]);
    expect((await bench.service.list())[0]).toMatchObject({ state: 'failed', rows: 0 });
    expect(await text('客户名单\ncustomer_no,name\nC1,a\n', { headerRow: 2 })).toMatchObject({ created: 1 });
  });

  it('takes an encoding that is named', async () => {
    const big5 = Buffer.from([0xb1, 0x69, 0xa4, 0x54]);
    const path = bench.write(
      'big5.csv',
      Buffer.concat([Buffer.from('customer_no,name\nC1,'), big5, Buffer.from('\n')]),
    );
    expect(await run(path, { encoding: 'big5' })).toMatchObject({ encoding: 'big5', created: 1 });
    expect(await customer('C1')).toMatchObject({ name: '張三' });
  });

  it('warns once of an encoding that cannot be decided, and not where the rest of the file decides it', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `C${i},3楼`).join('\n');
    const doubtful = iconv.encode(`customer_no,name\n${rows}\n`, 'gbk');
    const path = bench.write('doubt.csv', doubtful);
    const summary = await run(path);
    expect(summary).toMatchObject({ encoding: 'utf-8', created: 2500, warnings: 1 });
    expect(summary.warningList).toMatchObject([{ line: 2, field: 'encoding', code: 'encoding-undecidable' }]);
    expect(await run(path, { encoding: 'gbk' })).toMatchObject({ updated: 2500, warnings: 0 });
    const filler = Buffer.from('C1,Smith\n'.repeat(40_000));
    const decided = Buffer.concat([doubtful, filler, Buffer.from('C9999,张三丰\n')]);
    const peek = await peekCsv(bench.write('decided.csv', decided), 'auto', {});
    expect(peek).toMatchObject({ encoding: 'utf-8', warnings: [] });
  });

  it('counts rows over many batches, and a repeated customer far behind the first', async () => {
    const lines = Array.from({ length: 4500 }, (_, i) => `C${i},客户${i},${13800000000 + i},2026-11-01,保养`);
    const late = ['C0,客户0,13800000000,2026-11-02,维修', 'C1,另名,13800000001,2026-11-02,维修'];
    const list = `customer_no,name,phone,last_service_at,last_service_item\n${[...lines, ...late].join('\n')}\n`;
    const dry = await text(list, { dryRun: true });
    const first = await text(list);
    expect(counts(first)).toEqual({ rows: 4502, created: 4500, updated: 1, unchanged: 0, rejected: 0, duplicates: 1 });
    expect(counts(dry)).toEqual(counts(first));
    expect(counts(await text(list))).toMatchObject({ unchanged: 4501, duplicates: 1 });
    expect(await t.database.one('SELECT count(*) AS n FROM services')).toEqual({ n: 4501 });
    expect(await customer('C0')).toMatchObject({ last_service_item: '维修' });
  });
});

describe('what is in the archive already', () => {
  it('changes phones in place and keeps what stands behind them', async () => {
    await text('customer_no,phone,phone2,email\nC1,13800138000,13900139000,a@example.com\n');
    const before = await customer('C1');
    expect(await text('customer_no,phone\nC1,13700137000\n')).toMatchObject({ updated: 1 });
    expect((await points('C1')).map((point) => point['address'])).toEqual([
      '+8613700137000',
      '+8613900139000',
      'a@example.com',
    ]);
    expect((await customer('C1'))['version']).toBe(Number(before['version']) + 1);
  });

  it('keeps opt-outs of an address over every import', async () => {
    await text('customer_no,phone\nC1,13800138000\n');
    await t.database.execute(`UPDATE addresses SET opted_out = '{sms}' WHERE address = '+8613800138000'`);
    await t.database.execute('DELETE FROM customers');
    await text('customer_no,phone\nC9,138 0013 8000\n');
    expect(await t.database.one('SELECT opted_out FROM addresses')).toEqual({ opted_out: ['sms'] });
  });

  it('lists a conflict with a field that a person changed, once', async () => {
    await text('customer_no,name\nC1,张三\n');
    await t.database.execute(`UPDATE customers SET name = '张山', hand_edited = '{name}'`);
    for (let i = 0; i < 2; i += 1) {
      const summary = await text('customer_no,name\nC1,张三\n');
      expect(summary).toMatchObject({ unchanged: 1, conflicts: [{ field: 'name', value: '张三' }] });
    }
    expect(await t.database.query('SELECT field, kept_value, offered_value FROM field_conflicts')).toEqual([
      { field: 'name', kept_value: '张山', offered_value: '张三' },
    ]);
  });

  it('adds to the history of consent only when something changes', async () => {
    const list = 'customer_no,consent_marketing\nC1,granted\nC2,\n';
    const declared = { consent: ['sms', 'email'] as const, evidence: '入会协议' };
    await text(list, { ...declared, consent: [...declared.consent] });
    await text(list, { ...declared, consent: [...declared.consent] });
    const history = await t.database.query<Record<string, unknown>>(
      `SELECT c.customer_no, h.channel, h.purpose, h.method, h.evidence FROM consents AS h
         JOIN customers AS c ON c.id = h.customer_id ORDER BY h.id`,
    );
    expect(history.filter((entry) => entry['customer_no'] === 'C2')).toEqual([
      { customer_no: 'C2', channel: 'sms', purpose: 'service', method: 'list-declaration', evidence: '入会协议' },
      { customer_no: 'C2', channel: 'email', purpose: 'service', method: 'list-declaration', evidence: '入会协议' },
    ]);
    expect(history).toHaveLength(7);
    expect((await customer('C1'))['consent']).toMatchObject({
      'sms.marketing': 'granted',
      'call.marketing': 'granted',
    });
  });

  it('finds customers by phone or card where the list has no numbers', async () => {
    await text('customer_no,phone,card_no\nC1,13800138000,K1\nC2,13900139000,K2\nC3,13900139000,K3\n');
    const byPhone = await text('手机,姓名\n138-0013-8000,张三\n13700137000,新客\n13900139000,谁\n', { key: 'phone' });
    expect(counts(byPhone)).toMatchObject({ rows: 3, created: 1, updated: 1, rejected: 1 });
    expect(byPhone.rejects).toMatchObject([{ code: 'ambiguous-key' }]);
    expect(await customer('C1')).toMatchObject({ name: '张三' });
    const again = await text('手机,姓名\n138-0013-8000,张三\n13700137000,新客\n13900139000,谁\n', { key: 'phone' });
    expect(counts(again)).toMatchObject({ unchanged: 2, rejected: 1 });
    expect(counts(await text('卡号,姓名\nK2,李四\nK9,新卡\n', { key: 'card_no' }))).toMatchObject({
      created: 1,
      updated: 1,
    });
  });

  it('remembers a mapping by its set of headers', async () => {
    const mapping = { 编码: 'customer_no', 称呼: 'name' };
    await text('编码,称呼\nC1,张三\n', { mapping });
    expect(await text('称呼,编码\n李四,C2\n')).toMatchObject({ created: 1 });
    expect(await customer('C2')).toMatchObject({ name: '李四' });
  });

  it('takes rows by request through the same pipeline', async () => {
    const rows = [
      { customer_no: 'C1', name: '张三', tags: ['VIP', '老客户'], points: 12 },
      { customer_no: 'C2', birthday: '2026-02-30' },
    ];
    expect(await bench.service.upsertRows(rows, 'user:api')).toMatchObject({
      ...{ rows: 2, created: 1, rejected: 1 },
      rejects: [{ line: 2, field: 'birthday' }],
    });
    expect(await customer('C1')).toMatchObject({ tags: ['VIP', '老客户'], attributes: { points: 12 } });
    expect(await bench.service.upsertRows([], 'user:api')).toMatchObject({ rows: 0 });
  });
});

describe('several at once', () => {
  const numbers = Array.from({ length: 3000 }, (_, i) => `C${i}`);
  const list = (order: readonly string[], name: string) =>
    `customer_no,name,phone\n${order.map((no) => `${no},${name},${13800000000 + Number(no.slice(1))}`).join('\n')}\n`;

  it('lets imports of the same customers in opposite orders both come to their end', async () => {
    const paths = [
      bench.write('up.csv', list(numbers, '甲')),
      bench.write('down.csv', list(numbers.toReversed(), '甲')),
    ];
    const summaries = await Promise.all(paths.map((path) => run(path)));
    const sum = (name: 'rows' | 'created' | 'unchanged') => summaries.reduce((total, one) => total + one[name], 0);
    expect([sum('rows'), sum('created'), sum('unchanged')]).toEqual([6000, 3000, 3000]);
    expect(await t.database.one('SELECT count(*) AS n FROM contact_points')).toEqual({ n: 3000 });
  });
});

describe('as a job', () => {
  const LIST = `customer_no,name\n${Array.from({ length: 5000 }, (_, i) => `C${i},客户`).join('\n')}\nC1,另名\n`;

  it('is enqueued with its account, whose progress can be read', async () => {
    const id = await bench.service.enqueue(bench.write('job.csv', LIST), {}, 'user:a');
    expect(await bench.service.get(id)).toMatchObject({ state: 'queued', rows: 0 });
    expect(bench.queue.added.at(-1)).toEqual({ job: 'import-file', payload: { importId: id } });
    await bench.job.run({ importId: id }, new AbortController().signal);
    const done = await bench.service.get(id);
    expect(done).toMatchObject({ state: 'done', rows: 5001, created: 5000, duplicates: 1 });
    expect(done.bytesRead).toBe(done.bytesTotal);
  });

  it('goes on after it was broken off, and the sum closes as if it never was', async () => {
    const id = await bench.service.enqueue(bench.write('job.csv', LIST), {}, 'user:a');
    await t.database.execute(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$;
      CREATE TRIGGER break_off BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW.customer_no = 'C3000') EXECUTE FUNCTION break_off();`);
    await expect(bench.job.run({ importId: id }, new AbortController().signal)).rejects.toThrow('power cut');
    expect(await bench.service.get(id)).toMatchObject({ state: 'running', rows: 2000, created: 2000 });
    await t.database.execute('DROP TRIGGER break_off ON customers; DROP FUNCTION break_off();');
    await bench.job.run({ importId: id }, new AbortController().signal);
    await bench.job.run({ importId: id }, new AbortController().signal);
    expect(await bench.service.get(id)).toMatchObject({ state: 'done', rows: 5001, created: 5000, duplicates: 1 });
  });

  it('writes a fault of the file into the account and does not ask to be tried again', async () => {
    const id = await bench.service.enqueue('/nowhere/list.csv', {}, 'user:a');
    await bench.job.run({ importId: id }, new AbortController().signal);
    expect(await bench.service.get(id)).toMatchObject({
      state: 'failed',
      error: { faults: [{ code: 'unreadable-file' }] },
    });
  });
});
