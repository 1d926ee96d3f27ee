import { Module } from '@nestjs/common';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { CompileDigestJob } from './compile-digest.job.js';
import { DigestMailService } from './digest-mail.service.js';
import { DigestMailsRepository } from './digest-mails.repository.js';
import { DigestService } from './digest.service.js';
import { RenderReportJob } from './render-report.job.js';
import { ReportDocumentsRepository } from './report-documents.repository.js';
import { ReportDocuments } from './report-documents.service.js';
import { ReportRenderService } from './report-render.service.js';
import { ReportLineReadModel } from './report-line.read-model.js';
import { ReportRowReadModel } from './report-row.read-model.js';
import { ReportSourceReadModel } from './report-source.read-model.js';
import { ReportArchiveRepository } from './report-archive.repository.js';
import { ReportComposer } from './report-composer.service.js';
import { ReportReadModel } from './report.read-model.js';
import { ReportService } from './report.service.js';
import { SendDigestJob } from './send-digest.job.js';
import { SweepReportDocumentsJob } from './sweep-report-documents.job.js';

@Module({
  imports: [MessagesModule, CampaignsModule, PlanningModule, DispatchModule],
  providers: [
    ReportReadModel,
    ReportArchiveRepository,
    ReportComposer,
    ReportSourceReadModel,
    ReportRowReadModel,
    ReportLineReadModel,
    ReportService,
    ReportRenderService,
    ReportDocumentsRepository,
    ReportDocuments,
    RenderReportJob,
    SweepReportDocumentsJob,
    DigestService,
    DigestMailsRepository,
    DigestMailService,
    CompileDigestJob,
    SendDigestJob,
  ],
  exports: [
    DigestService,
    ReportDocuments,
    ReportService,
    ReportRenderService,
    ReportRowReadModel,
    ReportLineReadModel,
  ],
})
export class ReportsModule {}
