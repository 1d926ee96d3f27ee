import { Module } from '@nestjs/common';
import { AftercareModule } from '../../aftercare/aftercare.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { FollowUpBook } from './follow-up-book.service.js';
import { FollowUpFacts } from './follow-up-facts.read-model.js';
import { FollowUpList } from './follow-up-list.read-model.js';
import { FollowUpPagesController } from './follow-up-pages.controller.js';

/** Who is unhappy, is it mended? */
@Module({
  imports: [FrameModule, AftercareModule, SurveysModule],
  controllers: [FollowUpPagesController],
  providers: [FollowUpList, FollowUpFacts, FollowUpBook],
})
export class AftercareRoomModule {}
