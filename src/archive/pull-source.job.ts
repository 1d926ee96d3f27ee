import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { PullRunService } from './pull-run.service.js';
import { PULL_SOURCE_JOB } from './source.service.js';

const payloadSchema = z.object({ sourceId: z.number().int() });

/** Pulls one source; twice at once is harmless, because what is in the archive already changes nothing. */
@Injectable()
export class PullSourceJob extends JobHandler {
  override readonly job = PULL_SOURCE_JOB;

  constructor(private readonly pulls: PullRunService) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    await this.pulls.pull(payloadSchema.parse(payload).sourceId, signal);
  }
}
