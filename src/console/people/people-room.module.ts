import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { FrameModule } from '../frame.module.js';

/** Who may what, and who did what? */
@Module({
  imports: [FrameModule, AccessModule, ArchiveModule],
  controllers: [],
  providers: [],
})
export class PeopleRoomModule {}
