import { Module } from '@nestjs/common';
import { ArchiveModule } from '../../archive/archive.module.js';
import { DeskModule } from '../../desk/desk.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { CallPagesController } from './call-pages.controller.js';
import { DeskPagesController } from './desk-pages.controller.js';
import { DeskView } from './desk-view.service.js';

/** Whom do I call now, what do I say? */
@Module({
  imports: [FrameModule, DeskModule, ArchiveModule, SurveysModule, PlanningModule],
  controllers: [DeskPagesController, CallPagesController],
  providers: [DeskView],
})
export class DeskRoomModule {}
