import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { MailReportRepository } from './mail-report.repository.js';

const DAY_MS = 86_400_000;

/** Once a night: deletes mail that came back long ago. What it did stands in the history; what waits for a person stays. */
@Injectable()
export class SweepMailReportsJob extends JobHandler {
  override readonly job = 'sweep-mail-reports';
  override readonly tick = { dailyAt: '03:40' } as const;

  constructor(
    private readonly reports: MailReportRepository,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(): Promise<void> {
    await this.reports.sweep(new Date(this.clock.now().getTime() - this.settings.settings.mailKeepDays * DAY_MS));
  }
}
