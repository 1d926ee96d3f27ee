import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { ImportModule } from '../archive/import.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';
import { DemoArchive } from './demo-archive.service.js';
import { DemoCampaigns } from './demo-campaigns.service.js';
import { DemoArchiveFileService } from './demo-archive-file.service.js';
import { DemoClock } from './demo-clock.service.js';
import { DemoRules } from './demo-rules.service.js';
import { DemoService } from './demo.service.js';
import { SandboxMailbox } from './mailbox.service.js';
import { RehearsalBoard } from './rehearsal-board.service.js';
import { RehearsalService } from './rehearsal.service.js';
import { SampleComposer } from './sample-composer.service.js';
import { SampleService } from './sample.service.js';
import { SandboxMessageRepository } from './sandbox-message.repository.js';
import { SandboxService } from './sandbox.service.js';
import { SimulatedCrowd } from './simulated-crowd.worker.js';

const DEMO = [DemoArchive, DemoArchiveFileService, DemoCampaigns, DemoClock, DemoRules, DemoService];
const REHEARSAL = [AnswerRatesReadModel, RehearsalBoard, RehearsalService, SampleComposer, SampleService];
const SERVICES = [SandboxMessageRepository, SandboxMailbox, SandboxService, SimulatedCrowd, ...DEMO, ...REHEARSAL];

@Module({
  imports: [
    AccessModule,
    ArchiveModule,
    ImportModule,
    CalendarModule,
    CampaignsModule,
    MessagesModule,
    SurveysModule,
    PlanningModule,
    DispatchModule,
  ],
  providers: SERVICES,
  exports: SERVICES,
})
export class SandboxModule {}
