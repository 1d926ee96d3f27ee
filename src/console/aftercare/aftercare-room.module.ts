import { Module } from '@nestjs/common';
import { AftercareModule } from '../../aftercare/aftercare.module.js';
import { FrameModule } from '../frame.module.js';

/** Who is unhappy, is it mended? */
@Module({
  imports: [FrameModule, AftercareModule],
  controllers: [],
  providers: [],
})
export class AftercareRoomModule {}
