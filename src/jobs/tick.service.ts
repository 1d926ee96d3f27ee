import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { dueBucket } from './due-bucket.js';
import type { JobHandler } from './job-handler.js';
import { JobQueue } from './job-queue.service.js';

/** Decides from business time what is due and enqueues it once, however many machines beat. */
@Injectable()
export class Tick {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** Enqueues every job of `handlers` whose bucket has come and has not run. Answers with what it enqueued. */
  async beat(handlers: readonly JobHandler[]): Promise<string[]> {
    const { timeZone } = await this.settings.organisation();
    const enqueued: string[] = [];
    for (const handler of handlers) {
      if (handler.tick === undefined) continue;
      const bucket = dueBucket(handler.tick, this.clock.now(), timeZone);
      if (await this.enqueueOnce(handler.job, bucket, 'everyMinute' in handler.tick))
        enqueued.push(`${handler.job} ${bucket}`);
    }
    return enqueued;
  }

  /** The row and the job are one transaction: unique on (job, bucket), so one machine wins. */
  private enqueueOnce(job: string, bucket: string, isFrequent: boolean): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const inserted = await tx.execute(
        'INSERT INTO job_runs (job, bucket, started_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [job, bucket, this.clock.now()],
      );
      if (inserted === 0) return false;
      // A minute's bucket never comes back; a day's is kept as the account of what ran.
      if (isFrequent)
        await tx.execute('DELETE FROM job_runs WHERE job_runs.job = $1 AND job_runs.bucket < $2', [job, bucket]);
      await this.queue.add(tx, job, { bucket }, isFrequent ? { key: job } : {});
      return true;
    });
  }
}
