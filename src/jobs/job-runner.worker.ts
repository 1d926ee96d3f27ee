import { EventEmitter } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Logger as EngineLogger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { JobHandler } from './job-handler.js';

const CONCURRENCY = 3;
const POLL_INTERVAL_MS = 2_000;

/** Runs the jobs of all stages in this process until it is stopped. */
@Injectable()
export class JobRunner {
  private readonly log = new Logger('jobs');
  private runner: Runner | null = null;
  private readonly engineWorkers = new Set<string>();
  private note: () => Promise<void> = () => Promise.resolve();
  private noted: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Every job handler that some stage provides. */
  handlers(): JobHandler[] {
    const found = this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown);
    return [...new Set(found.filter((instance): instance is JobHandler => instance instanceof JobHandler))];
  }

  /** The names under which the engine locks jobs for this process: needed to free them when it is killed. */
  engineWorkerIds(): string[] {
    return [...this.engineWorkers].sort();
  }

  /** Calls back whenever those names change; no job begins before that was done. */
  onEngineWorkers(note: () => Promise<void>): void {
    this.note = note;
  }

  async start(): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    // Jobs are locked under the name of the pool, which is known before the pool begins to look for any.
    events.on('pool:create', ({ workerPool }) => this.change(() => this.engineWorkers.add(workerPool.id)));
    this.runner = await run({
      pgPool: this.database.pool(),
      taskList: this.taskList(),
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      events,
      logger: new EngineLogger(() => (level, message) => this.relay(level, message)),
    });
  }

  /** Asks running jobs to stop and waits for them; what does not finish is run again later. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop();
    this.runner = null;
    this.change(() => this.engineWorkers.clear());
    await this.noted;
  }

  /** Frees jobs that a dead process had in hand; the engine itself would wait four hours. */
  async freeJobsOf(db: Queryable, engineWorkerIds: readonly string[]): Promise<void> {
    if (engineWorkerIds.length === 0) return;
    await db.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [engineWorkerIds]);
  }

  private change(engineWorkers: () => void): void {
    engineWorkers();
    this.noted = this.noted
      .then(() => this.note())
      .catch((error: Error) => this.log.warn(`The engine's workers are noted later: ${error.message}`));
  }

  private taskList(): TaskList {
    const tasks: TaskList = {};
    for (const handler of this.handlers()) {
      tasks[handler.job] = async (payload) => {
        await this.noted;
        await handler.run(payload, this.stopping.signal);
      };
    }
    return tasks;
  }

  private relay(level: string, message: string): void {
    if (level === 'error') this.log.error(message);
    else if (level === 'warning') this.log.warn(message);
    else this.log.debug(message);
  }
}
