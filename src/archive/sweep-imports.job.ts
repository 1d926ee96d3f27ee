import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { ImportDraftRepository } from './import-draft.repository.js';
import { ImportRepository } from './import.repository.js';

const DAY_MS = 86_400_000;

/**
 * Once a night: forgets what imported files said where it was not taken, and files that were begun and left. The accounts of
 * the imports stay, with their findings by line number, field and code.
 */
@Injectable()
export class SweepImportsJob extends JobHandler {
  override readonly job = 'sweep-imports';
  override readonly tick = { dailyAt: '03:40' } as const;

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly imports: ImportRepository,
    private readonly drafts: ImportDraftRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(): Promise<void> {
    const { importKeepDays, dataDir } = this.settings.settings;
    const before = new Date(this.clock.now().getTime() - importKeepDays * DAY_MS);
    await this.imports.forgetLines(this.database, before);
    const uploads = resolve(dataDir, 'uploads');
    for (const path of await this.drafts.sweep(this.database, before)) {
      // A draft names a file of ours; whatever else it may name is not ours to delete.
      if (dirname(path) === uploads) await rm(path, { force: true });
    }
  }
}
