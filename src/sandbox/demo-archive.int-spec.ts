import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { DemoArchiveFileService } from './demo-archive-file.service.js';

describe('the demo archive in the import', () => {
  let test: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    test = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'revisit-demo-'));
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true });
  });

  it('goes in without a rejected row, and a second time without a change', async () => {
    const path = join(folder, 'customers.csv');
    await new DemoArchiveFileService().writeCustomers(path, { size: 1000, todayOn: '2026-11-23' });
    const { service } = importBench(test.database);
    const first = await service.runFile(path, {}, 'test');
    expect(first).toMatchObject({ rows: 1000, created: 1000, rejected: 0, duplicates: 0, rejects: [] });
    expect(first.warnings).toBeGreaterThan(20);
    expect(await service.runFile(path, {}, 'test')).toMatchObject({ rows: 1000, unchanged: 1000 });
  });
});
