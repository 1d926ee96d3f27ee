import { Module } from '@nestjs/common';
import { DeskModule } from '../../desk/desk.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { FrameModule } from '../frame.module.js';
import { EvenOutController } from './even-out.controller.js';
import { HandOverPlanning } from './hand-over-planning.service.js';
import { HandOverController } from './hand-over.controller.js';
import { HandOverRows } from './hand-over.read-model.js';

/** Who takes over whose visits? */
@Module({
  imports: [FrameModule, DeskModule, MessagesModule, PlanningModule],
  controllers: [EvenOutController, HandOverController],
  providers: [HandOverPlanning, HandOverRows],
})
export class HandoverRoomModule {}
