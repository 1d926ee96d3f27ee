import { Command } from 'commander';
import iconv from 'iconv-lite';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { CommandOutput, RunCommand, Services } from '../kernel/command.js';
import { registerArchiveCommands } from './archive.command.js';
import { ImportPreviewService } from './import-preview.service.js';
import type { ImportPreview } from './import-preview.js';
import { ImportService } from './import.service.js';

let t: TestDatabase;
let bench: ReturnType<typeof importBench>;
beforeAll(async () => {
  t = await openTestDatabase();
  bench = importBench(t.database);
});
afterAll(() => t.close());

/** Runs a command line on the test database and answers with what it would print. */
async function say(...line: string[]): Promise<CommandOutput> {
  const known = new Map<unknown, unknown>([
    [ImportService, bench.service],
    [ImportPreviewService, bench.previews],
  ]);
  const services = { get: (token: unknown) => known.get(token) } as Services;
  let said: CommandOutput | null = null;
  const run: RunCommand = async (_, work) => {
    said = await work(services, () => Promise.resolve());
  };
  const program = new Command();
  registerArchiveCommands(program, run);
  await program.parseAsync(line, { from: 'user' });
  return said ?? { json: null, text: '' };
}

describe('import --dry-run', () => {
  it('shows the first rows, and in doubt how other encodings read them', async () => {
    const path = bench.write('doubt.csv', iconv.encode('customer_no,name\nC1,3楼\n', 'gbk'));
    const { json, text } = await say('import', path, '--dry-run');
    const { preview, ...summary } = json as { preview: ImportPreview; encoding: string; created: number };
    expect(summary).toMatchObject({ dryRun: true, encoding: 'utf-8', created: 1 });
    expect(summary).toMatchObject({ warnings: 1, warningList: [{ line: 2, code: 'encoding-undecidable' }] });
    expect(preview).toMatchObject({ encoding: 'utf-8', decidedBy: 'strict-utf8', rows: [{ cells: ['C1', '3¥'] }] });
    expect(preview.warnings.map(({ code }) => code)).toEqual(['encoding-undecidable']);
    expect(text).toContain('preview: utf-8 (strict-utf8), separator ,, headers in line 1');
    expect(text).toContain('--encoding');
    expect(text).toMatch(/as gb18030:\n.*\n {2}line 2: C1 \| 3楼/);
    const named = await say('import', path, '--dry-run', '--encoding', 'gbk');
    expect(named.json).toMatchObject({ preview: { encoding: 'gb18030', decidedBy: 'asked', warnings: [] } });
    expect(await t.database.query('SELECT id FROM customers')).toEqual([]);
  });

  it('decides as the import that has read the whole file', async () => {
    const content = `customer_no,name\n${Array.from({ length: 30_000 }, (_, i) => `C${i},Smith`).join('\n')}\nX,张三丰\n`;
    const { json } = await say('import', bench.write('late.csv', iconv.encode(content, 'gbk')), '--dry-run');
    expect(json).toMatchObject({ encoding: 'gb18030', preview: { encoding: 'gb18030', isWhole: false } });
  });

  it('is the only one with a preview', async () => {
    const { json } = await say('import', bench.write('real.csv', 'customer_no,name\nC1,Anna\n'));
    expect(json).toMatchObject({ created: 1 });
    expect(json).not.toHaveProperty('preview');
  });
});
