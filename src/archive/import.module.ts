import { Module } from '@nestjs/common';
import { ImportDraftRepository } from './import-draft.repository.js';
import { ImportDraftService } from './import-draft.service.js';
import { ImportFileJob } from './import-file.job.js';
import { ImportFileService } from './import-file.service.js';
import { ImportPreviewService } from './import-preview.service.js';
import { ImportRunService } from './import-run.service.js';
import { ImportRepository } from './import.repository.js';
import { ImportService } from './import.service.js';
import { PullDueSourcesJob } from './pull-due-sources.job.js';
import { PullRunService } from './pull-run.service.js';
import { PullSourceJob } from './pull-source.job.js';
import { SourceRepository } from './source.repository.js';
import { SourceService } from './source.service.js';
import { SweepImportsJob } from './sweep-imports.job.js';
import { UpsertDraftRepository } from './upsert-draft.repository.js';
import { UpsertLoadRepository } from './upsert-load.repository.js';
import { UpsertWriteRepository } from './upsert-write.repository.js';

@Module({
  providers: [
    ...[ImportService, ImportFileService, ImportRunService, ImportRepository, ImportFileJob, ImportPreviewService],
    ...[ImportDraftService, ImportDraftRepository, SweepImportsJob],
    ...[SourceService, SourceRepository, PullRunService, PullSourceJob, PullDueSourcesJob],
    ...[UpsertLoadRepository, UpsertWriteRepository, UpsertDraftRepository],
  ],
  exports: [ImportService, ImportPreviewService, ImportDraftService, SourceService],
})
export class ImportModule {}
