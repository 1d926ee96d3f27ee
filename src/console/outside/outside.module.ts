import { Module } from '@nestjs/common';
import { DeskModule } from '../../desk/desk.module.js';
import { DispatchModule } from '../../dispatch/dispatch.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { ResponsesModule } from '../../responses/responses.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { HealthController } from './health.controller.js';
import { MailEventsController } from './mail-events.controller.js';
import { MetricsService } from './metrics.service.js';
import { OptOutPageController } from './opt-out-page.controller.js';
import { ReadinessService } from './readiness.service.js';
import { SurveyBranching } from './survey-branching.service.js';
import { SurveyPageController } from './survey-page.controller.js';
import { TencentWebhooksController } from './tencent-webhooks.controller.js';
import { TwilioCallsController } from './twilio-calls.controller.js';
import { TwilioSignature } from './twilio-signature.service.js';
import { WorkMetrics } from './work-metrics.service.js';
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';

/** What customers, providers and operators call without signing in. */
@Module({
  imports: [FrameModule, SurveysModule, PlanningModule, DispatchModule, DeskModule, ResponsesModule],
  controllers: [
    SurveyPageController,
    OptOutPageController,
    TencentWebhooksController,
    TwilioWebhooksController,
    TwilioCallsController,
    MailEventsController,
    HealthController,
  ],
  providers: [TwilioSignature, SurveyBranching, MetricsService, ReadinessService, WorkMetrics],
  exports: [MetricsService],
})
export class OutsideModule {}
