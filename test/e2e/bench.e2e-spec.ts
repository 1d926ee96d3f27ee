import { jest } from '@jest/globals';
import { TestDataFolder } from '../support/data-folder.js';
import { revisitJson } from '../support/revisit-process.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(300_000);

interface DeskBench {
  readonly bench: string;
  readonly size: number;
  readonly runs: number;
  readonly baseline: { readonly name: string; readonly perSecond: number };
  readonly revisit: { readonly perSecond: number; readonly peakRssMb: number };
  readonly ratio: number;
  readonly parts: readonly {
    readonly name: string;
    readonly value: number;
    readonly goal: number;
    readonly met: boolean;
  }[];
}

describe('bench desk', () => {
  let t: TestDatabase;
  let folder: TestDataFolder;
  let told: DeskBench;

  beforeAll(async () => {
    t = await openTestDatabase();
    folder = new TestDataFolder();
    const environment = await folder.environment({ DATABASE_URL: t.url });
    const options = ['--size', '200', '--agents', '20', '--seconds', '1'];
    told = await revisitJson<DeskBench>(['bench', 'desk', ...options], environment);
  });
  afterAll(async () => {
    await folder.remove();
    await t.close();
  });

  it('says its rate and that of the static page of the same server, medians of three runs', () => {
    expect(told).toMatchObject({ bench: 'desk', size: 200, runs: 3 });
    expect(told.baseline.name).toContain('static page');
    expect(told.baseline.perSecond).toBeGreaterThan(0);
    expect(told.revisit.perSecond).toBeGreaterThan(0);
    expect(told.revisit.peakRssMb).toBeGreaterThan(0);
  });

  it('gives the slower page as its ratio, and each goal with whether it is met', () => {
    const pages = told.parts.filter((part) => part.name.includes('by the static page'));
    expect(pages.map((page) => page.name.split(' ')[0])).toEqual(['desk', 'campaign']);
    expect(told.ratio).toBe(Math.min(...pages.map((page) => page.value)));
    for (const page of pages) expect(page.met).toBe(page.value >= page.goal);
  });

  it('lets agents poll and record without an error', () => {
    const errors = told.parts.find((part) => part.name.startsWith('errors'));
    expect(errors).toMatchObject({ value: 0, goal: 0, met: true });
    expect(errors?.name).toMatch(/^errors of 20 agents for 1 s, \d+ requests, [1-9]\d* records$/);
    expect(told.parts.find((part) => part.name.startsWith('p99'))?.value).toBeGreaterThan(0);
  });

  it('leaves no database of its own behind', async () => {
    const left = await t.database.query(`SELECT datname FROM pg_database WHERE datname LIKE 'revisit_bench_%'`);
    expect(left).toEqual([]);
  });
});
