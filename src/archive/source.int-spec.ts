import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { InputError } from '../kernel/faults.js';
import { PullRunService } from './pull-run.service.js';
import { SourceRepository } from './source.repository.js';
import { SourceService } from './source.service.js';

let t: TestDatabase;
let company: TestDatabase;
let bench: ReturnType<typeof importBench>;
let sources: SourceService;
let pulls: PullRunService;

beforeAll(async () => {
  t = await openTestDatabase();
  company = await openTestDatabase();
  bench = importBench(t.database);
  const repository = new SourceRepository();
  sources = new SourceService(t.database, bench.clock, bench.settings, repository, bench.queue);
  pulls = new PullRunService(t.database, bench.clock, bench.settings, repository, bench.imports, bench.files);
  await company.database.execute('CREATE TABLE members (id text, full_name text, mobile text, changed_at timestamptz)');
});
afterAll(async () => {
  await t.close();
  await company.close();
});
beforeEach(async () => {
  await t.database.execute('TRUNCATE customers, addresses, imports, sources CASCADE');
  await company.database.execute('TRUNCATE members');
  bench.queue.added.length = 0;
});

const QUERY = 'SELECT id AS customer_no, full_name AS name, mobile AS phone, changed_at FROM members;';
const member = (id: string, name: string, at: string) =>
  company.database.execute('INSERT INTO members VALUES ($1, $2, $3, $4)', [id, name, '13800138000', at]);
const accounts = (sourceId: number) => bench.service.list({ sourceId });
const names = async () =>
  (await t.database.query<{ name: string }>('SELECT name FROM customers ORDER BY customer_no')).map((row) => row.name);

describe('a watched folder', () => {
  it('takes each file once, and again when it has changed', async () => {
    const folder = join(bench.folder, 'watched');
    mkdirSync(folder, { recursive: true });
    const { id } = await sources.save({ name: 'shop', kind: 'folder', folder, dailyAt: '06:00' }, 'user:a');
    writeFileSync(join(folder, 'a.csv'), 'customer_no,name\nC1,张三\n');
    writeFileSync(join(folder, 'b.csv'), 'nothing,known\n1,2\n');
    writeFileSync(join(folder, 'c.csv.part'), 'customer_no,name\nC9,半\n');
    await pulls.pull(id);
    expect((await accounts(id)).map(({ file, state, created }) => [file, state, created])).toEqual([
      ['b.csv', 'failed', 0],
      ['a.csv', 'done', 1],
    ]);
    await pulls.pull(id);
    expect((await accounts(id))[0]).toMatchObject({ file: 'shop', state: 'done', rows: 0 });
    writeFileSync(join(folder, 'a.csv'), 'customer_no,name\nC1,张三丰\n');
    await pulls.pull(id);
    expect(await names()).toEqual(['张三丰']);
    rmSync(folder, { recursive: true });
    await pulls.pull(id);
    expect((await accounts(id))[0]).toMatchObject({
      state: 'failed',
      error: { faults: [{ code: 'unreadable-folder' }] },
    });
    expect(await names()).toEqual(['张三丰']);
  });
});

describe("another database's query", () => {
  it('compares everything without a cursor', async () => {
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: company.url, query: QUERY, dailyAt: '06:00' },
      'user:a',
    );
    await member('C1', '张三', '2026-11-01T00:00:00Z');
    await pulls.pull(id);
    await pulls.pull(id);
    expect((await accounts(id)).map(({ created, unchanged }) => [created, unchanged])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('reads only what is new with a cursor', async () => {
    const input = {
      name: 'crm',
      kind: 'sql',
      url: company.url,
      query: QUERY,
      cursorColumn: 'changed_at',
      dailyAt: '06:00',
    };
    const { id } = await sources.save(input, 'user:a');
    await member('C1', '张"三,丰', '2026-11-01T00:00:00Z');
    await member('C2', '李四', '2026-11-02T00:00:00Z');
    await pulls.pull(id);
    await member('C3', '王五', '2026-11-03T00:00:00Z');
    await pulls.pull(id);
    expect((await accounts(id))[0]).toMatchObject({ rows: 2, created: 1, unchanged: 1 });
    expect(await names()).toEqual(['张"三,丰', '李四', '王五']);
  });

  it('leaves the archive as it was when it fails half-way, and says why', async () => {
    const query = `SELECT 'C' || n AS customer_no, 1 / (5000 - n) AS points FROM generate_series(1, 6000) AS n`;
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: company.url, query, dailyAt: '06:00' },
      'user:a',
    );
    await pulls.pull(id);
    const [account] = await accounts(id);
    expect(account).toMatchObject({ state: 'failed', rows: 0 });
    expect(JSON.stringify(account?.error)).toContain('division by zero');
    expect(await names()).toEqual([]);
  });

  it('writes nothing there', async () => {
    await company.database.execute(
      `CREATE OR REPLACE FUNCTION meddle() RETURNS text LANGUAGE sql AS $$ INSERT INTO members VALUES ('X') RETURNING id $$`,
    );
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: company.url, query: 'SELECT meddle() AS customer_no', dailyAt: '06:00' },
      'user:a',
    );
    await pulls.pull(id);
    expect(JSON.stringify((await accounts(id))[0]?.error)).toContain('read-only');
  });

  it('goes on with an import that a stopped process left', async () => {
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: company.url, query: QUERY, dailyAt: '06:00' },
      'user:a',
    );
    const path = bench.write('left.csv', 'customer_no,name\nC7,剩余\n');
    const options = { encoding: 'utf-8', key: 'customer_no', dryRun: false, path, nextCursor: '7' } as const;
    await bench.imports.add(t.database, {
      sourceId: id,
      file: 'crm',
      options,
      createdBy: 'source:crm',
      now: bench.clock.now(),
    });
    await pulls.pull(id);
    expect(await names()).toEqual(['剩余']);
  });
});

describe('sources', () => {
  it('hide their password, and name every fault', async () => {
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: 'postgresql://u:secret@db/x', query: QUERY, dailyAt: '06:00' },
      'user:a',
    );
    expect(JSON.stringify(await sources.get(id))).not.toContain('secret');
    const wrong = { name: '', kind: 'sql', url: 'http://x', query: 'DELETE FROM members', dailyAt: '25:00' };
    const error = await sources.save(wrong, 'user:a').catch((fault: unknown) => fault);
    expect((error as InputError).faults.map((fault) => fault.field).sort()).toEqual([
      'dailyAt',
      'name',
      'query',
      'url',
    ]);
  });

  it('fall due once a local day, are made up once, and never for the time before they were there', async () => {
    bench.clock.set('2026-11-23T01:00:00Z');
    const { id } = await sources.save(
      { name: 'crm', kind: 'sql', url: company.url, query: QUERY, dailyAt: '06:00' },
      'user:a',
    );
    expect(await sources.enqueueDue()).toEqual([]);
    bench.clock.set('2026-11-23T22:00:00Z');
    expect(await sources.enqueueDue()).toEqual([id]);
    expect(await sources.enqueueDue()).toEqual([]);
    bench.clock.set('2026-11-27T03:00:00Z');
    expect(await sources.enqueueDue()).toEqual([id]);
    expect(await sources.enqueueDue()).toEqual([]);
    expect(bench.queue.added).toHaveLength(2);
    bench.clock.set('2026-11-23T01:00:00Z');
  });
});
