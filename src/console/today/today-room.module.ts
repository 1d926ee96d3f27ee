import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { FrameModule } from '../frame.module.js';
import { TodayController } from './today.controller.js';
import { TodayReadModel } from './today.read-model.js';
import { WaitingListsController } from './waiting-lists.controller.js';
import { WaitingLive } from './waiting-live.service.js';
import { WaitingRows } from './waiting-rows.read-model.js';

/** What needs me now? */
@Module({
  imports: [FrameModule, AccessModule],
  controllers: [TodayController, WaitingListsController],
  providers: [TodayReadModel, WaitingLive, WaitingRows],
})
export class TodayRoomModule {}
