import { Module } from '@nestjs/common';
import { DispatchModule } from '../../dispatch/dispatch.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { FrameModule } from '../frame.module.js';
import { WorkPagesController } from './sending-pages.controller.js';

/** Does the sending work, and what waits for an operator? */
@Module({ imports: [FrameModule, PlanningModule, DispatchModule], controllers: [WorkPagesController] })
export class WorkRoomModule {}
