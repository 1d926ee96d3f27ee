import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { DigestMailService } from './digest-mail.service.js';
import { DigestService } from './digest.service.js';
import { SEND_DIGEST } from './send-digest.job.js';

const payloadSchema = z.object({ bucket: z.iso.date() });
/** With the engine's growing waits, a relay that is away has some ten hours to come back. */
const MAIL_ATTEMPTS = 11;

/** Once a day, when the working day ends: what it brought (G6, G8). It also adds the evening to the day before. */
@Injectable()
export class CompileDigestJob extends JobHandler {
  override readonly job = 'compile-digest';
  override readonly tick = { dailyAt: '18:30' } as const;

  constructor(
    private readonly digests: DigestService,
    private readonly mails: DigestMailService,
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {
    super();
  }

  override async run(payload: unknown): Promise<void> {
    const { bucket } = payloadSchema.parse(payload);
    await this.digests.completeDayBefore(bucket);
    await this.digests.compile(bucket);
    if (!(await this.mails.hasRecipients())) return;
    const options = { key: `${SEND_DIGEST}:${bucket}`, maxAttempts: MAIL_ATTEMPTS };
    await this.queue.add(this.database, SEND_DIGEST, { date: bucket }, options);
  }
}
