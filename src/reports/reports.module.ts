import { Module } from '@nestjs/common';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { CompileDigestJob } from './compile-digest.job.js';
import { DigestService } from './digest.service.js';
import { ReportRenderService } from './report-render.service.js';
import { ReportRowReadModel } from './report-row.read-model.js';
import { ReportSourceReadModel } from './report-source.read-model.js';
import { ReportArchiveRepository } from './report-archive.repository.js';
import { ReportComposer } from './report-composer.service.js';
import { ReportReadModel } from './report.read-model.js';
import { ReportService } from './report.service.js';

@Module({
  imports: [MessagesModule, CampaignsModule, PlanningModule],
  providers: [
    ReportReadModel,
    ReportArchiveRepository,
    ReportComposer,
    ReportSourceReadModel,
    ReportRowReadModel,
    ReportService,
    ReportRenderService,
    DigestService,
    CompileDigestJob,
  ],
  exports: [DigestService, ReportService, ReportRenderService, ReportRowReadModel],
})
export class ReportsModule {}
