import { Module } from '@nestjs/common';
import { ResponsesModule } from '../../responses/responses.module.js';
import { FrameModule } from '../frame.module.js';

/** Which replies could the machine not place? */
@Module({
  imports: [FrameModule, ResponsesModule],
  controllers: [],
  providers: [],
})
export class InboxRoomModule {}
