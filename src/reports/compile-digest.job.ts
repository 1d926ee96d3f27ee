import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { DigestService } from './digest.service.js';

const payloadSchema = z.object({ bucket: z.iso.date() });

/** Once a day, when the working day ends: what it brought (G6, G8). It also adds the evening to the day before. */
@Injectable()
export class CompileDigestJob extends JobHandler {
  override readonly job = 'compile-digest';
  override readonly tick = { dailyAt: '18:30' } as const;

  constructor(private readonly digests: DigestService) {
    super();
  }

  override async run(payload: unknown): Promise<void> {
    const { bucket } = payloadSchema.parse(payload);
    await this.digests.completeDayBefore(bucket);
    await this.digests.compile(bucket);
  }
}
