import { Injectable } from '@nestjs/common';
import { JobHandler } from '../jobs/job-handler.js';
import { SourceService } from './source.service.js';

/** Looks each minute which sources' daily time has come. */
@Injectable()
export class PullDueSourcesJob extends JobHandler {
  override readonly job = 'pull-due-sources';
  override readonly tick = { everyMinute: true } as const;

  constructor(private readonly sources: SourceService) {
    super();
  }

  override async run(): Promise<void> {
    await this.sources.enqueueDue();
  }
}
