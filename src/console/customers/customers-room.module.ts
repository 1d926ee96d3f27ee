import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { CampaignsModule } from '../../campaigns/campaigns.module.js';
import { DeskModule } from '../../desk/desk.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { FrameModule } from '../frame.module.js';
import { FindController } from './find.controller.js';

/** Who is this, what did we do, why; and is the archive right? */
@Module({
  imports: [FrameModule, AccessModule, CalendarModule, ArchiveModule, CampaignsModule, PlanningModule, DeskModule],
  controllers: [FindController],
  providers: [],
})
export class CustomersRoomModule {}
