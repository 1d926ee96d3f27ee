import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AftercareModule } from './aftercare/aftercare.module.js';
import { ArchiveModule } from './archive/archive.module.js';
import { ImportModule } from './archive/import.module.js';
import { CalendarModule } from './calendar/calendar.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import type { RunningSettings } from './config/settings.service.js';
import { ConsoleModule } from './console/console.module.js';
import { DatabaseModule } from './database/database.module.js';
import type { Database } from './database/database.service.js';
import { DeskModule } from './desk/desk.module.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { KernelModule } from './kernel/kernel.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { PlanningModule } from './planning/planning.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { SandboxModule } from './sandbox/sandbox.module.js';
import { SurveysModule } from './surveys/surveys.module.js';

/** The whole product, in the order in which data flows. */
@Module({})
export class AppModule {
  static with(settings: RunningSettings, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule,
        DatabaseModule.with(settings, database),
        JobsModule,
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
        ConsoleModule,
      ],
    };
  }
}
