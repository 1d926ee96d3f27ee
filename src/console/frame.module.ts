import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { AccountFinder } from './account-finder.service.js';
import { AgentDays } from './agent-day.read-model.js';
import { CampaignCards } from './campaign-card.read-model.js';
import { CampaignLive } from './campaign-live.service.js';
import { CustomerAccess } from './customer-access.service.js';
import { CustomerMerging } from './customer-merging.service.js';
import { DoubtSettlement } from './doubt-settlement.service.js';
import { InboxAccess } from './inbox-access.service.js';
import { LiveController } from './live.controller.js';
import { LiveFeed } from './live-feed.service.js';
import { LiveVersions } from './live-versions.read-model.js';
import { OrganisationService } from './organisation.service.js';
import { PageView } from './page.view.js';
import { PreviewService } from './preview.service.js';
import { ReportListReadModel } from './report-list.read-model.js';
import { ReportView } from './report.view.js';
import { RowCounts } from './row-count.read-model.js';
import { RowsReadModel } from './rows.read-model.js';
import { SessionController } from './session.controller.js';
import { TableExportView } from './table-export.view.js';
import { WorkStateReadModel } from './work-state.read-model.js';

const SHARED = [
  ...[PageView, AccountFinder, LiveFeed, TableExportView, RowCounts, CampaignCards],
  ...[AgentDays, CustomerAccess, InboxAccess, DoubtSettlement, RowsReadModel, ReportView, ReportListReadModel],
  ...[OrganisationService],
  ...[CustomerMerging],
  ...[PreviewService, WorkStateReadModel],
];

/** What every room stands in: the page around it, who is signed in, lists and their export, what moves. */
@Module({
  imports: [AccessModule, MessagesModule, ArchiveModule, PlanningModule, ResponsesModule, ReportsModule],
  controllers: [SessionController, LiveController],
  providers: [...SHARED, LiveVersions, CampaignLive],
  exports: SHARED,
})
export class FrameModule {}
