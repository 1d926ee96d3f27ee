import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { IMPORT_FILE_JOB } from '../archive/import.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { JobRunner } from '../jobs/job-runner.worker.js';
import { ClaimRepository } from '../planning/claim.repository.js';
import { importBench } from '../../test/support/import-bench.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { WorkerLiveness } from './worker-liveness.service.js';

// Real jobs on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

let t: TestDatabase;
beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  t = await openTestDatabase();
});
afterEach(async () => {
  for (const process of processes.splice(0)) await process.stop();
});
afterAll(() => t.close());

const processes: { stop: () => Promise<void> }[] = [];

class Job extends JobHandler {
  constructor(
    override readonly job: string,
    private readonly work: (payload: unknown) => Promise<void>,
  ) {
    super();
  }

  override run(payload: unknown): Promise<void> {
    return this.work(payload);
  }
}

/** As much of a worker process as jobs need. */
async function startProcess(handler: JobHandler) {
  const discovery = { getProviders: () => [{ instance: handler }] } as unknown as DiscoveryService;
  const jobs = new JobRunner(t.database, discovery);
  const { clock, settings } = importBench(t.database);
  const liveness = new WorkerLiveness(t.database, new ClaimRepository(), clock, settings, jobs);
  await liveness.register();
  await jobs.start();
  const stop = async () => {
    await jobs.stop();
    await liveness.end();
  };
  const process = { liveness, jobs, stop };
  processes.push(process);
  return process;
}

/** What a process leaves that was killed: its row without a lock, and the waiting job locked under its name. */
async function leaveLocked(engineName: string): Promise<void> {
  const row = `INSERT INTO workers (host, pid, roles, engine_worker_ids) VALUES ('gone', 1, '{worker}', $1)`;
  await t.database.execute(row, [[engineName]]);
  await lock(engineName);
}

async function lock(engineName: string): Promise<void> {
  const locked = await t.database.execute(
    `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now(), attempts = attempts + 1`,
    [engineName],
  );
  expect(locked).toBe(1);
}

const waiting = () => t.database.query<{ by: string | null }>('SELECT locked_by AS by FROM graphile_worker.jobs');

describe('a process that is killed with a job in hand', () => {
  it('has told under which name the engine works there, before any job begins', async () => {
    const told: boolean[] = [];
    const look = new Job('look', async () => {
      const sql = `SELECT EXISTS (SELECT FROM workers JOIN graphile_worker.jobs ON jobs.locked_by = ANY (workers.engine_worker_ids)
        WHERE workers.ended_at IS NULL) AS known`;
      told.push((await t.database.one<{ known: boolean }>(sql)).known);
    });
    await new JobQueue().add(t.database, 'look', {});
    const looking = await startProcess(look);
    await until('the job ran', () => told.length > 0);
    expect(told).toEqual([true]);
    expect(looking.jobs.engineWorkerIds().length).toBeGreaterThan(0);
    await looking.stop();
    expect(looking.jobs.engineWorkerIds()).toEqual([]);
    expect(await t.database.query('SELECT FROM workers WHERE ended_at IS NULL')).toEqual([]);
  });

  it('has it run again at once by another', async () => {
    await new JobQueue().add(t.database, 'work', {});
    await leaveLocked('engine-of-the-dead');
    let runs = 0;
    const survivor = await startProcess(new Job('work', () => Promise.resolve(void (runs += 1))));
    await survivor.liveness.beat();
    await until('the survivor ran it', () => runs === 1);
    await until('nothing is left', async () => (await waiting()).length === 0);
  });

  it('and only such a one: what a living process has in hand stays there', async () => {
    await new JobQueue().add(t.database, 'unknown-here', {});
    const living = await startProcess(new Job('work', () => Promise.resolve()));
    const name = living.jobs.engineWorkerIds()[0] ?? '';
    // The same process under the identity that it had before its session broke.
    await leaveLocked(name);
    const other = await startProcess(new Job('work', () => Promise.resolve()));
    await other.liveness.beat();
    expect(await waiting()).toEqual([{ by: name }]);
    await t.database.execute('DELETE FROM graphile_worker._private_jobs');
  });

  it('has its import carried on by another, and the sum closes as if nothing had happened', async () => {
    const bench = importBench(t.database);
    const rows = Array.from({ length: 5_000 }, (_, i) => `C${i},客户${i},${13_000_000_000 + i}`);
    const list = ['客户编号,姓名,手机', ...rows, 'C1,客户1,13000000001'].join('\n');
    const importId = await bench.service.enqueue(bench.write('list.csv', list), {}, 'user:a');
    await new JobQueue().add(t.database, IMPORT_FILE_JOB, { importId });
    await t.database.execute(`
      CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$;
      CREATE TRIGGER cut_off BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW.customer_no = 'C3000') EXECUTE FUNCTION cut_off();`);
    await expect(bench.job.run({ importId }, new AbortController().signal)).rejects.toThrow('power cut');
    await t.database.execute('DROP TRIGGER cut_off ON customers; DROP FUNCTION cut_off();');
    await leaveLocked('engine-of-the-importer');
    expect(await bench.service.get(importId)).toMatchObject({ state: 'running', rows: 2_000 });

    const survivor = await startProcess(bench.job);
    await survivor.liveness.beat();
    await until('the import is done', async () => (await bench.service.get(importId)).state === 'done');
    const done = { state: 'done', rows: 5_001, created: 5_000, updated: 0, unchanged: 0, rejected: 0, duplicates: 1 };
    expect(await bench.service.get(importId)).toMatchObject(done);
  });
});
