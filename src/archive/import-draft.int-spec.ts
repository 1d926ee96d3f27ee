import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ImportDraftRepository } from './import-draft.repository.js';
import { ImportDraftService } from './import-draft.service.js';
import { SweepImportsJob } from './sweep-imports.job.js';

let t: TestDatabase;
let bench: ReturnType<typeof importBench>;
let drafts: ImportDraftService;

beforeAll(async () => {
  t = await openTestDatabase();
  bench = importBench(t.database);
  drafts = new ImportDraftService(t.database, bench.clock, new ImportDraftRepository(), bench.imports, bench.service);
});
afterAll(() => t.close());
beforeEach(() => t.database.execute('TRUNCATE customers, imports, import_drafts CASCADE'));

const LIST = 'customer_no,name,card_expires_on\nC1,One,2026-02-30\nC2,Two,2026-02-28\n';
const begin = (options = {}) => drafts.add('list.csv', bench.write('list.csv', LIST), options, 'user:1');
const customers = async () => (await t.database.one<{ n: number }>('SELECT count(*)::int AS n FROM customers')).n;

describe('a file on its way into the archive', () => {
  it('is rehearsed before anything is written, then imported under the same options', async () => {
    const id = await begin({ country: 'CN' });
    await expect(drafts.start(id, 'user:1')).rejects.toMatchObject({ reason: { code: 'not-rehearsed' } });
    const rehearsal = await drafts.rehearse(id, 'user:1');
    await expect(drafts.start(id, 'user:1')).rejects.toMatchObject({ reason: { code: 'not-rehearsed' } });
    await bench.files.run(rehearsal);
    expect(await bench.service.get(rehearsal)).toMatchObject({ dryRun: true, created: 1, rejected: 1 });
    expect(await customers()).toBe(0);
    const importId = await drafts.start(id, 'user:2');
    await bench.files.run(importId);
    expect(await bench.service.get(importId)).toMatchObject({ dryRun: false, created: 1, createdBy: 'user:2' });
    expect(await customers()).toBe(1);
    expect((await drafts.ofImports([rehearsal, importId])).get(importId)?.id).toBe(id);
    expect(await drafts.listOpen()).toEqual([]);
    await expect(drafts.start(id, 'user:1')).rejects.toMatchObject({ reason: { code: 'import-begun' } });
  });

  it('must be rehearsed again once something else is said of it', async () => {
    const id = await begin({ country: 'CN' });
    await bench.files.run(await drafts.rehearse(id, 'user:1'));
    await drafts.setOptions(id, { country: 'CN' });
    expect((await drafts.get(id)).rehearsalId).not.toBeNull();
    await drafts.setOptions(id, { country: 'SG' });
    expect((await drafts.get(id)).rehearsalId).toBeNull();
  });

  it('keeps options that mean nothing, and refuses to use them', async () => {
    const id = await begin({ country: 'Klingon' });
    await expect(drafts.rehearse(id, 'user:1')).rejects.toMatchObject({ faults: [{ field: 'country' }] });
    expect((await drafts.get(id)).options).toEqual({ country: 'Klingon' });
  });

  it('is thrown away with its file', async () => {
    const id = await begin();
    const { path } = await drafts.get(id);
    await drafts.discard(id);
    expect(existsSync(path)).toBe(false);
    await expect(drafts.get(id)).rejects.toThrow('There is no import draft');
  });
});

describe('the lines behind findings', () => {
  it('stay with the account when the file is gone, with what its headers became', async () => {
    const { importId } = await bench.service.runFile(bench.write('list.csv', LIST), {}, 'cli');
    const [reject] = await bench.service.findings(importId, { kind: 'reject' });
    expect(reject).toMatchObject({ line: 2, field: 'card_expires_on', cells: ['C1', 'One', '2026-02-30'] });
    const { columns } = await bench.service.get(importId);
    expect(columns?.[2]).toEqual({ header: 'card_expires_on', target: { kind: 'field', field: 'card_expires_on' } });
  });

  it('hold a line that could not be read as a row, without what no table can keep', async () => {
    const path = bench.write('list.csv', 'customer_no,name\nC1,"O\0ne\nC2,Two\n');
    const { importId } = await bench.service.runFile(path, {}, 'cli');
    const [broken] = await bench.service.findings(importId, { kind: 'reject' });
    expect(broken).toMatchObject({ code: 'broken-quotes', line: 2 });
    expect(broken?.cells?.join('')).not.toContain('\0');
  });

  it('come back mended: notes are left out, marks against formulas taken off', async () => {
    const list = "﻿why_rejected,line_in_file,customer_no,name,phone\nbad,2,C1,'=One,'+86 139-0013-9000\n";
    const summary = await bench.service.runFile(bench.write('again.csv', list), {}, 'cli');
    expect(summary).toMatchObject({ created: 1, rejected: 0, warnings: 0 });
    const row = await t.database.one<object>('SELECT name, attributes FROM customers');
    expect(row).toEqual({ name: '=One', attributes: {} });
  });
});

describe('what is forgotten after so many days', () => {
  const DAY_MS = 86_400_000;
  const sweep = () =>
    new SweepImportsJob(t.database, bench.settings, bench.imports, new ImportDraftRepository(), bench.clock).run();
  const cells = async (importId: number) =>
    (await bench.service.findings(importId, { kind: 'reject' })).map((finding) => [finding.line, finding.cells]);

  it('are the lines behind findings; the account keeps its numbers and line numbers', async () => {
    const { importId } = await bench.service.runFile(bench.write('list.csv', LIST), {}, 'cli');
    bench.clock.advanceMs(90 * DAY_MS);
    await sweep();
    expect(await cells(importId)).toEqual([[2, ['C1', 'One', '2026-02-30']]]);
    bench.clock.advanceMs(1);
    await sweep();
    await sweep();
    expect(await cells(importId)).toEqual([[2, null]]);
    expect(await bench.service.get(importId)).toMatchObject({ state: 'done', created: 1, rejected: 1 });
  });

  it('are what findings quote; the account keeps which field was wrong, and why', async () => {
    const list = 'customer_no,name,phone,timezone\nC1,One,13900139000,Mars/王小明\nC2,Two,139001390,\n';
    const { importId } = await bench.service.runFile(bench.write('list.csv', list), {}, 'cli');
    const told = async () => JSON.stringify(await bench.service.findings(importId, {}));
    expect(await told()).toContain('Mars/王小明');
    bench.clock.advanceMs(90 * DAY_MS + 1);
    const later = await bench.service.runFile(bench.write('later.csv', list.replace('C1', 'C3')), {}, 'cli');
    await sweep();
    expect(await told()).not.toMatch(/王小明|139001390/);
    const [first] = await bench.service.findings(importId, { kind: 'warning' });
    expect(first).toMatchObject({ line: 2, field: 'timezone', value: null, code: 'unknown-zone' });
    expect(first?.message).toMatch(/^… is not an IANA time zone/);
    expect(JSON.stringify(await bench.service.findings(later.importId, {}))).toContain('Mars/王小明');
  });

  it('is a file that was begun and left, but not one that is being imported, nor a file that is not ours', async () => {
    mkdirSync(join(bench.folder, 'uploads'), { recursive: true });
    const upload = bench.write('uploads/left.csv', LIST);
    const foreign = bench.write('theirs.csv', LIST);
    const left = await drafts.add('left.csv', upload, {}, 'user:1');
    await drafts.add('theirs.csv', foreign, {}, 'user:1');
    const running = await drafts.add('run.csv', bench.write('uploads/run.csv', LIST), { country: 'CN' }, 'user:1');
    await bench.files.run(await drafts.rehearse(running, 'user:1'));
    const importId = await drafts.start(running, 'user:1');
    bench.clock.advanceMs(91 * DAY_MS);
    const fresh = await begin();
    await sweep();
    await expect(drafts.get(left)).rejects.toThrow('There is no import draft');
    expect((await drafts.listOpen()).map(({ id }) => id)).toEqual([fresh]);
    expect([existsSync(upload), existsSync(foreign)]).toEqual([false, true]);
    await bench.files.run(importId);
    expect(await bench.service.get(importId)).toMatchObject({ state: 'done', created: 1 });
  });
});
