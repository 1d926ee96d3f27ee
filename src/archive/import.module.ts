import { Module } from '@nestjs/common';
import { ImportFileJob } from './import-file.job.js';
import { ImportFileService } from './import-file.service.js';
import { ImportRunService } from './import-run.service.js';
import { ImportRepository } from './import.repository.js';
import { ImportService } from './import.service.js';
import { UpsertDraftRepository } from './upsert-draft.repository.js';
import { UpsertLoadRepository } from './upsert-load.repository.js';
import { UpsertWriteRepository } from './upsert-write.repository.js';

@Module({
  providers: [
    ...[ImportService, ImportFileService, ImportRunService, ImportRepository, ImportFileJob],
    ...[UpsertLoadRepository, UpsertWriteRepository, UpsertDraftRepository],
  ],
  exports: [ImportService],
})
export class ImportModule {}
