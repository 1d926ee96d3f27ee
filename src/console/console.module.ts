import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessModule } from '../access/access.module.js';
import { AccessGuard } from './access.guard.js';
import { HealthController } from './health.controller.js';
import { MetricsService } from './metrics.service.js';
import { PageView } from './page.view.js';
import { ReadinessService } from './readiness.service.js';
import { SessionController } from './session.controller.js';
import { StringsService } from './strings.service.js';
import { TodayController } from './today.controller.js';
import { TodayReadModel } from './today.read-model.js';

const PAGES = [TodayController, SessionController, HealthController];

@Module({
  imports: [AccessModule],
  controllers: PAGES,
  providers: [
    StringsService,
    PageView,
    MetricsService,
    ReadinessService,
    TodayReadModel,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [StringsService, PageView],
})
export class ConsoleModule {}
