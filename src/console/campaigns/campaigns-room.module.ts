import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { CampaignsModule } from '../../campaigns/campaigns.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { CampaignPagesController } from './campaign-pages.controller.js';

/** What runs, is it on time, and can the next one be done? */
@Module({
  imports: [
    FrameModule,
    AccessModule,
    CalendarModule,
    SurveysModule,
    MessagesModule,
    ArchiveModule,
    CampaignsModule,
    PlanningModule,
  ],
  controllers: [CampaignPagesController],
  providers: [],
})
export class CampaignsRoomModule {}
