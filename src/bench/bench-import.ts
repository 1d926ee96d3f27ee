import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { ImportService } from '../archive/import.service.js';
import type { Database } from '../database/database.service.js';
import { DemoArchiveFileService } from '../sandbox/demo-archive-file.service.js';
import { timed } from './bench-timing.js';
import { compareTimes, type BenchResult } from './bench-result.js';
import type { OpenScratch, Scratch } from './scratch.js';

const TODAY = '2026-11-24';
const MOST_FOR_THREE_RUNS = 200_000;
const TABLES =
  'customers, contact_points, addresses, services, consents, imports, import_findings, field_conflicts, opt_outs';

/** The import of a generated file with everything that it checks, against plain COPY of that file into text columns. */
export async function benchImport(open: OpenScratch, size: number): Promise<BenchResult> {
  const scratch = await open({});
  const folder = mkdtempSync(join(tmpdir(), 'revisit-bench-'));
  try {
    const file = join(folder, 'customers.csv');
    await scratch.services.get(DemoArchiveFileService).writeCustomers(file, { size, todayOn: TODAY });
    const runs = size > MOST_FOR_THREE_RUNS ? 1 : 3;
    const revisitMs = await timeImports(scratch, file, runs);
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const rates = compareTimes(size, await timeCopies(scratch.database, file, runs), revisitMs);
    return {
      bench: 'import',
      size,
      runs,
      baseline: { name: 'COPY of the same file into one table of text columns', perSecond: rates.baseline },
      revisit: { perSecond: rates.revisit, peakRssMb },
      ratio: rates.ratio,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await scratch.close();
  }
}

async function timeImports({ services, database }: Scratch, file: string, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await database.execute(`TRUNCATE ${TABLES} CASCADE`);
    times.push(await timed(() => services.get(ImportService).runFile(file, {}, 'bench')));
  }
  return times;
}

async function timeCopies(database: Database, file: string, runs: number): Promise<number[]> {
  const columns = (await headersOf(file)).map((name) => `"${name}" text`).join(', ');
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await database.execute('DROP TABLE IF EXISTS plain_copy');
    await database.execute(`CREATE TABLE plain_copy (${columns})`);
    times.push(await timed(() => copyFile(database, file)));
  }
  return times;
}

async function headersOf(file: string): Promise<string[]> {
  const handle = await openFile(file);
  for await (const line of handle.readLines()) return line.trim().split(',');
  throw new Error(`${file} is empty`);
}

async function copyFile(database: Database, file: string): Promise<void> {
  const { client, release } = await database.session();
  await pipeline(createReadStream(file), client.query(copyFrom('COPY plain_copy FROM STDIN (FORMAT csv, HEADER)')));
  release();
}
