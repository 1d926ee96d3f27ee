import { Module } from '@nestjs/common';
import { DeskModule } from '../../desk/desk.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { FrameModule } from '../frame.module.js';
import { HandOverPlanning } from './hand-over-planning.service.js';
import { HandOverController } from './hand-over.controller.js';
import { HandOverRows } from './hand-over.read-model.js';

/** Who takes over whose visits? */
@Module({
  imports: [FrameModule, DeskModule, MessagesModule],
  controllers: [HandOverController],
  providers: [HandOverPlanning, HandOverRows],
})
export class HandoverRoomModule {}
