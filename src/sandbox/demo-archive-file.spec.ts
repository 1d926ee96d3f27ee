import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DemoArchiveFileService } from './demo-archive-file.service.js';
import { generateCustomers } from './demo-archive.js';

describe('the demo archive as a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'revisit-demo-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('holds each generated row as it is', async () => {
    const path = join(folder, 'customers.csv');
    const files = new DemoArchiveFileService();
    expect(await files.writeCustomers(path, { size: 1200, seed: 3, todayOn: '2026-11-23' })).toBe(1200);
    const read = parse(await readFile(path, 'utf8'), { columns: true });
    expect(read).toEqual([...generateCustomers(1200, 3, '2026-11-23')]);
  });

  it('holds the agents', async () => {
    const path = join(folder, 'agents.csv');
    expect(await new DemoArchiveFileService().writeAgents(path, { todayOn: '2026-11-23' })).toBe(20);
    expect((await readFile(path, 'utf8')).split('\r\n')).toHaveLength(22);
  });
});
