import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { DigestMailService } from './digest-mail.service.js';
import { DigestService } from './digest.service.js';

/** The name of the job that sends a digest. */
export const SEND_DIGEST = 'send-digest';

const payloadSchema = z.object({ date: z.iso.date() });

/** Mails the digest of a day to its recipients; a second run sends only what the relay refused for the time being. */
@Injectable()
export class SendDigestJob extends JobHandler {
  override readonly job = SEND_DIGEST;

  constructor(
    private readonly digests: DigestService,
    private readonly mails: DigestMailService,
  ) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    const { date } = payloadSchema.parse(payload);
    const deferred = await this.mails.send(await this.digests.get(date), signal);
    // The engine runs the job again after a while that grows each time.
    if (deferred > 0) throw new Error(`${deferred} mails of the digest of ${date} were refused for now and go later.`);
  }
}
