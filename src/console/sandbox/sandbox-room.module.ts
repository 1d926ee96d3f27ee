import { Module } from '@nestjs/common';
import { SandboxModule } from '../../sandbox/sandbox.module.js';
import { FrameModule } from '../frame.module.js';

/** What does the customer see? */
@Module({
  imports: [FrameModule, SandboxModule],
  controllers: [],
  providers: [],
})
export class SandboxRoomModule {}
