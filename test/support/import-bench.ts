import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsService, type RunningSettings } from '../../src/config/settings.service.js';
import { parseSettings } from '../../src/config/settings.js';
import type { Database } from '../../src/database/database.service.js';
import type { Queryable } from '../../src/database/queryable.js';
import { JobQueue } from '../../src/jobs/job-queue.service.js';
import { ImportFileJob } from '../../src/archive/import-file.job.js';
import { ImportFileService } from '../../src/archive/import-file.service.js';
import { ImportPreviewService } from '../../src/archive/import-preview.service.js';
import { ImportRunService } from '../../src/archive/import-run.service.js';
import { ImportRepository } from '../../src/archive/import.repository.js';
import { ImportService } from '../../src/archive/import.service.js';
import { UpsertDraftRepository } from '../../src/archive/upsert-draft.repository.js';
import { UpsertLoadRepository } from '../../src/archive/upsert-load.repository.js';
import { UpsertWriteRepository } from '../../src/archive/upsert-write.repository.js';
import { FixedClock } from './fixed-clock.js';

/** Keeps what was enqueued instead of handing it to the engine. */
export class RecordingQueue extends JobQueue {
  readonly added: { job: string; payload: object }[] = [];

  override async add(_db: Queryable, job: string, payload: object): Promise<void> {
    this.added.push({ job, payload });
    return Promise.resolve();
  }
}

/** The import pipeline on a test database, wired by hand, with a folder for its files. */
export function importBench(database: Database) {
  const clock = new FixedClock('2026-11-23T01:00:00Z');
  const folder = mkdtempSync(join(tmpdir(), 'revisit-import-'));
  const settings = new SettingsService({
    ...parseSettings({ REVISIT_DATA_DIR: folder }),
    secretKey: 'x'.repeat(32),
  } as RunningSettings);
  const imports = new ImportRepository();
  const loader = new UpsertLoadRepository();
  const writer = new UpsertWriteRepository();
  const runner = new ImportRunService(database, clock, imports, loader, writer, new UpsertDraftRepository());
  const files = new ImportFileService(database, clock, settings, imports, runner);
  const queue = new RecordingQueue();
  const service = new ImportService(database, clock, settings, imports, files, queue);
  const previews = new ImportPreviewService(database, imports);
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return { clock, folder, settings, imports, files, queue, service, previews, job: new ImportFileJob(files), write };
}
