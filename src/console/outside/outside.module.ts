import { Module } from '@nestjs/common';
import { DispatchModule } from '../../dispatch/dispatch.module.js';
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
import { TwilioWebhooksController } from './twilio-webhooks.controller.js';

/** What customers, providers and operators call without signing in. */
@Module({
  imports: [FrameModule, SurveysModule, DispatchModule, ResponsesModule],
  controllers: [
    SurveyPageController,
    OptOutPageController,
    TencentWebhooksController,
    TwilioWebhooksController,
    MailEventsController,
    HealthController,
  ],
  providers: [SurveyBranching, MetricsService, ReadinessService],
  exports: [MetricsService],
})
export class OutsideModule {}
