import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';

export interface JobOptions {
  /** A waiting job with the same key is replaced: at most one waits. */
  readonly key?: string;
  /** Real time, not business time. */
  readonly runAt?: Date;
  readonly maxAttempts?: number;
}

/** How far a job is that has not ended well yet; one that has is gone. */
export type JobProgress = 'waiting' | 'running' | 'failing' | null;

/** Enqueues jobs in the same transaction as the change that causes them. */
@Injectable()
export class JobQueue {
  async add(db: Queryable, job: string, payload: object, options: JobOptions = {}): Promise<void> {
    await db.query(
      `SELECT graphile_worker.add_job(identifier := $1, payload := $2::json, run_at := $3::timestamptz,
         max_attempts := $4::int, job_key := $5)`,
      [job, JSON.stringify(payload), options.runAt ?? null, options.maxAttempts ?? null, options.key ?? null],
    );
  }

  /** The job that has this key; null when there is none any more. A failing one is tried again. */
  async progress(db: Queryable, key: string): Promise<JobProgress> {
    const [job] = await db.prepared<{ isRunning: boolean; hasFailed: boolean }>(
      'job-progress',
      `SELECT locked_at IS NOT NULL AS "isRunning", last_error IS NOT NULL AS "hasFailed"
         FROM graphile_worker.jobs WHERE key = $1`,
      [key],
    );
    if (job === undefined) return null;
    if (job.isRunning) return 'running';
    return job.hasFailed ? 'failing' : 'waiting';
  }
}
