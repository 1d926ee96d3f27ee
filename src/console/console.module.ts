import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessModule } from '../access/access.module.js';
import { AftercareModule } from '../aftercare/aftercare.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { ImportModule } from '../archive/import.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { DeskModule } from '../desk/desk.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { SandboxModule } from '../sandbox/sandbox.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountFinder } from './account-finder.service.js';
import { AgentsController } from './agents.controller.js';
import { AuditController } from './audit.controller.js';
import { CampaignPagesController } from './campaign-pages.controller.js';
import { CampaignsController } from './campaigns.controller.js';
import { CustomerAccess } from './customer-access.service.js';
import { CustomersController } from './customers.controller.js';
import { DeskController } from './desk.controller.js';
import { DigestsController } from './digests.controller.js';
import { DoctorService } from './doctor.service.js';
import { DoubtSettlement } from './doubt-settlement.service.js';
import { FindController } from './find.controller.js';
import { FollowUpsController } from './follow-ups.controller.js';
import { HealthController } from './health.controller.js';
import { ImportsController } from './imports.controller.js';
import { InboxAccess } from './inbox-access.service.js';
import { InboxController } from './inbox.controller.js';
import { MailEventsController } from './mail-events.controller.js';
import { MetricsService } from './metrics.service.js';
import { OptOutPageController } from './opt-out-page.controller.js';
import { OptOutsController } from './opt-outs.controller.js';
import { PageView } from './page.view.js';
import { PlansController } from './plans.controller.js';
import { PoliciesController } from './policies.controller.js';
import { PreviewService } from './preview.service.js';
import { ReadinessService } from './readiness.service.js';
import { ReportListReadModel } from './report-list.read-model.js';
import { ReportPagesController } from './report-pages.controller.js';
import { ReportView } from './report.view.js';
import { ReportsController } from './reports.controller.js';
import { RowsReadModel } from './rows.read-model.js';
import { SandboxController } from './sandbox.controller.js';
import { SegmentsController } from './segments.controller.js';
import { SessionController } from './session.controller.js';
import { SettingsController } from './settings.controller.js';
import { SourcesController } from './sources.controller.js';
import { SurveyBranching } from './survey-branching.service.js';
import { SurveyPageController } from './survey-page.controller.js';
import { SurveysController } from './surveys.controller.js';
import { TemplatesController } from './templates.controller.js';
import { TodayController } from './today.controller.js';
import { TodayReadModel } from './today.read-model.js';
import { TokensController } from './tokens.controller.js';
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';
import { UsersController } from './users.controller.js';
import { VisitDetailReadModel } from './visit-detail.read-model.js';
import { VisitsController } from './visits.controller.js';

const STAGES = [
  ...[AccessModule, CalendarModule, SurveysModule, MessagesModule, ArchiveModule, ImportModule, CampaignsModule],
  ...[PlanningModule, DispatchModule, ResponsesModule, DeskModule, AftercareModule, ReportsModule, SandboxModule],
];
const PAGES = [
  TodayController,
  CampaignPagesController,
  ReportPagesController,
  FindController,
  SessionController,
  HealthController,
];
const FROM_OUTSIDE = [SurveyPageController, OptOutPageController, TwilioWebhooksController, MailEventsController];
const API = [
  ...[CustomersController, ImportsController, SegmentsController, AgentsController, SurveysController],
  ...[TemplatesController, PoliciesController, CampaignsController, ReportsController, OptOutsController],
  ...[
    DeskController,
    VisitsController,
    FollowUpsController,
    InboxController,
    UsersController,
    TokensController,
    AuditController,
    SandboxController,
    SourcesController,
    PlansController,
    DigestsController,
    SettingsController,
  ],
];

/** HTTP: the API, the pages of the staff, and what customers and providers call. */
@Module({
  imports: STAGES,
  controllers: [...PAGES, ...FROM_OUTSIDE, ...API],
  providers: [
    ...[PageView, MetricsService, ReadinessService, TodayReadModel, RowsReadModel, PreviewService, SurveyBranching],
    ...[
      VisitDetailReadModel,
      DoctorService,
      AccountFinder,
      ReportListReadModel,
      DoubtSettlement,
      ReportView,
      CustomerAccess,
      InboxAccess,
    ],
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [PageView, DoctorService],
})
export class ConsoleModule {}
