import { Module } from '@nestjs/common';
import { MessagesModule } from '../../messages/messages.module.js';
import { SandboxModule } from '../../sandbox/sandbox.module.js';
import { FrameModule } from '../frame.module.js';
import { SandboxLive } from './sandbox-live.service.js';
import { SandboxPagesController } from './sandbox-pages.controller.js';
import { SandboxView } from './sandbox-view.service.js';
import { SandboxReadModel } from './sandbox.read-model.js';

/** What does the customer see? */
@Module({
  imports: [FrameModule, MessagesModule, SandboxModule],
  controllers: [SandboxPagesController],
  providers: [SandboxReadModel, SandboxView, SandboxLive],
})
export class SandboxRoomModule {}
