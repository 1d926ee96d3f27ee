import { Module } from '@nestjs/common';
import { ArchiveModule } from '../../archive/archive.module.js';
import { DeskModule } from '../../desk/desk.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';

/** Whom do I call now, what do I say? */
@Module({
  imports: [FrameModule, DeskModule, ArchiveModule, SurveysModule, PlanningModule],
  controllers: [],
  providers: [],
})
export class DeskRoomModule {}
