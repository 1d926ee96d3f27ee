import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { ReportDocumentsRepository } from './report-documents.repository.js';

/** Business time for which a report document is kept. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Once a night: deletes report documents that nobody fetches any more. They can be asked for again. */
@Injectable()
export class SweepReportDocumentsJob extends JobHandler {
  override readonly job = 'sweep-report-documents';
  override readonly tick = { dailyAt: '03:30' } as const;

  constructor(
    private readonly database: Database,
    private readonly documents: ReportDocumentsRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(): Promise<void> {
    await this.documents.sweep(this.database, new Date(this.clock.now().getTime() - KEPT_MS));
  }
}
