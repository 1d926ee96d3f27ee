import { Module } from '@nestjs/common';
import { FrameModule } from '../frame.module.js';
import { TodayController } from './today.controller.js';
import { TodayReadModel } from './today.read-model.js';

/** What needs me now? */
@Module({
  imports: [FrameModule],
  controllers: [TodayController],
  providers: [TodayReadModel],
})
export class TodayRoomModule {}
