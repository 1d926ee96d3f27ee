import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { PlanService, type PlanStage } from '../planning/plan.service.js';
import { fillArchive } from './bench-archive.js';
import { compareTimes, median, type BenchResult } from './bench-result.js';
import type { OpenScratch } from './scratch.js';

const RUNS = 3;
const HOUR_MS = 3_600_000;
const PLAN_TABLES = ['visits', 'attempts', 'exclusions'];
/** A Tuesday morning in Shanghai: the same plan whenever it is measured. */
const START = new Date('2026-11-24T01:05:00Z');

/** The whole plan of `size` customers, against COPY of the very rows that it writes into tables with the same indexes. */
export async function benchPlan(open: OpenScratch, size: number): Promise<BenchResult> {
  const scratch = await open({ clockStart: START });
  try {
    await fillArchive(scratch.database, size);
    const revisitMs: number[] = [];
    const stageMs: Record<PlanStage, number[]> = { clear: [], read: [], solve: [], write: [] };
    const onStage = (stage: PlanStage, ms: number): void => void stageMs[stage].push(ms);
    for (let run = 0; run < RUNS; run += 1) {
      await scratch.database.execute('TRUNCATE visits, attempts, exclusions, visit_events, ledger_deltas CASCADE');
      const now = scratch.services.get(Clock).now();
      const { id } = await scratch.services.get(CampaignService).create(definition(now), 'bench');
      revisitMs.push(await timed(() => scratch.services.get(PlanService).plan(id, { onStage }, 'bench')));
    }
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const baselineMs = await timeCopies(scratch.database);
    const rates = compareTimes(size, baselineMs, revisitMs);
    return {
      bench: 'plan',
      size,
      runs: RUNS,
      baseline: { name: 'COPY of the same rows into tables with the same indexes', perSecond: rates.baseline },
      revisit: { perSecond: rates.revisit, peakRssMb },
      ratio: rates.ratio,
      stages: {
        clearMs: Math.round(median(stageMs.clear)),
        readMs: Math.round(median(stageMs.read)),
        solveMs: Math.round(median(stageMs.solve)),
        writeMs: Math.round(median(stageMs.write)),
      },
    };
  } finally {
    await scratch.close();
  }
}

function definition(now: Date): object {
  return {
    name: 'Bench',
    kind: 'routine',
    segment: { all: [] },
    ladder: ['sms', 'email', 'call'],
    assignment: 'even',
    startAt: now.toISOString(),
    deadlineAt: new Date(now.getTime() + 72 * HOUR_MS).toISOString(),
  };
}

async function timeCopies(database: Database): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-bench-'));
  try {
    for (const table of PLAN_TABLES) await copyOut(database, table, join(folder, table));
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      for (const table of PLAN_TABLES) {
        await database.execute(`DROP TABLE IF EXISTS copied_${table}`);
        await database.execute(`CREATE TABLE copied_${table} (LIKE ${table} INCLUDING ALL)`);
      }
      times.push(
        await timed(async () => {
          for (const table of PLAN_TABLES) await copyIn(database, table, join(folder, table));
        }),
      );
    }
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyOut(database: Database, table: string, file: string): Promise<void> {
  const { client, release } = await database.session();
  await pipeline(client.query(copyTo(`COPY ${table} TO STDOUT`)), createWriteStream(file));
  release();
}

async function copyIn(database: Database, table: string, file: string): Promise<void> {
  const { client, release } = await database.session();
  await pipeline(createReadStream(file), client.query(copyFrom(`COPY copied_${table} FROM STDIN`)));
  release();
}

/** How long `work` takes, in milliseconds of a clock that never jumps. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
