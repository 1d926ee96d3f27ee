import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { AftercareModule } from '../../aftercare/aftercare.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { ImportModule } from '../../archive/import.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { CampaignsModule } from '../../campaigns/campaigns.module.js';
import { DeskModule } from '../../desk/desk.module.js';
import { DispatchModule } from '../../dispatch/dispatch.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { ReportsModule } from '../../reports/reports.module.js';
import { ResponsesModule } from '../../responses/responses.module.js';
import { SandboxModule } from '../../sandbox/sandbox.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { TemplateBooks } from '../template-books.service.js';
import { AgentsController } from './agents.controller.js';
import { ApprovalsController } from './approvals.controller.js';
import { AuditController } from './audit.controller.js';
import { CampaignsController } from './campaigns.controller.js';
import { CustomerMergesController } from './customer-merges.controller.js';
import { CustomersController } from './customers.controller.js';
import { DeskController } from './desk.controller.js';
import { DigestsController } from './digests.controller.js';
import { ExplanationsController } from './explanations.controller.js';
import { FollowUpsController } from './follow-ups.controller.js';
import { ImportsController } from './imports.controller.js';
import { InboxController } from './inbox.controller.js';
import { ReturnedMailApiController } from './returned-mail.controller.js';
import { OptOutsController } from './opt-outs.controller.js';
import { PlansController } from './plans.controller.js';
import { PoliciesController } from './policies.controller.js';
import { RehearsalsController } from './rehearsals.controller.js';
import { ReportDocumentsController } from './report-documents.controller.js';
import { ReportsController } from './reports.controller.js';
import { SandboxController } from './sandbox.controller.js';
import { SegmentsController } from './segments.controller.js';
import { SettingsController } from './settings.controller.js';
import { SourcesController } from './sources.controller.js';
import { SurveysController } from './surveys.controller.js';
import { TemplatesController } from './templates.controller.js';
import { TokensController } from './tokens.controller.js';
import { UsersController } from './users.controller.js';
import { VisitDetailReadModel } from './visit-detail.read-model.js';
import { VisitsController } from './visits.controller.js';

/** The API under `/api/v1`. */
@Module({
  imports: [
    FrameModule,
    AccessModule,
    CalendarModule,
    SurveysModule,
    MessagesModule,
    ArchiveModule,
    ImportModule,
    CampaignsModule,
    PlanningModule,
    DispatchModule,
    ResponsesModule,
    DeskModule,
    AftercareModule,
    ReportsModule,
    SandboxModule,
  ],
  controllers: [
    CustomersController,
    CustomerMergesController,
    ImportsController,
    SegmentsController,
    AgentsController,
    SurveysController,
    TemplatesController,
    PoliciesController,
    CampaignsController,
    ReportsController,
    ReportDocumentsController,
    OptOutsController,
    DeskController,
    VisitsController,
    FollowUpsController,
    InboxController,
    ReturnedMailApiController,
    UsersController,
    TokensController,
    AuditController,
    SandboxController,
    SourcesController,
    PlansController,
    ExplanationsController,
    RehearsalsController,
    DigestsController,
    SettingsController,
    ApprovalsController,
  ],
  providers: [TemplateBooks, VisitDetailReadModel],
  exports: [VisitDetailReadModel],
})
export class ApiModule {}
