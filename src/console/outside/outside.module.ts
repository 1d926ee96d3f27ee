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
import { HealthController } from './health.controller.js';
import { MailEventsController } from './mail-events.controller.js';
import { MetricsService } from './metrics.service.js';
import { OptOutPageController } from './opt-out-page.controller.js';
import { ReadinessService } from './readiness.service.js';
import { SurveyBranching } from './survey-branching.service.js';
import { SurveyPageController } from './survey-page.controller.js';
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';

/** What customers, providers and operators call without signing in. */
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
    SurveyPageController,
    OptOutPageController,
    TwilioWebhooksController,
    MailEventsController,
    HealthController,
  ],
  providers: [SurveyBranching, MetricsService, ReadinessService],
  exports: [MetricsService],
})
export class OutsideModule {}
