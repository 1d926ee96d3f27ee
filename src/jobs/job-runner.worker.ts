import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Logger as EngineLogger, run, type Runner, type TaskList } from 'graphile-worker';
import { Database } from '../database/database.service.js';
import { JobHandler } from './job-handler.js';

const CONCURRENCY = 3;
const POLL_INTERVAL_MS = 2_000;

/** Runs the jobs of all stages in this process until it is stopped. */
@Injectable()
export class JobRunner {
  private readonly log = new Logger('jobs');
  private runner: Runner | null = null;
  private readonly engineWorkers = new Set<string>();
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

  /** The ids by which the engine knows this process: needed to free its jobs when it is killed. */
  engineWorkerIds(): string[] {
    return [...this.engineWorkers];
  }

  async start(): Promise<void> {
    this.runner = await run({
      pgPool: this.database.pool(),
      taskList: this.taskList(),
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      logger: new EngineLogger(() => (level, message) => this.relay(level, message)),
    });
    this.runner.events.on('worker:create', ({ worker }) => this.engineWorkers.add(worker.workerId));
  }

  /** Asks running jobs to stop and waits for them; what does not finish is run again later. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop();
    this.runner = null;
  }

  /** Frees jobs that a dead process had in hand; the engine itself would wait four hours. */
  async freeJobsOf(engineWorkerIds: readonly string[]): Promise<void> {
    if (engineWorkerIds.length === 0) return;
    await this.database.query('SELECT graphile_worker.force_unlock_workers($1::text[])', [engineWorkerIds]);
  }

  private taskList(): TaskList {
    const tasks: TaskList = {};
    for (const handler of this.handlers()) {
      tasks[handler.job] = (payload) => handler.run(payload, this.stopping.signal);
    }
    return tasks;
  }

  private relay(level: string, message: string): void {
    if (level === 'error') this.log.error(message);
    else if (level === 'warning') this.log.warn(message);
    else this.log.debug(message);
  }
}
