import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { FrameModule } from '../frame.module.js';
import { AgentImportController } from './agent-import.controller.js';
import { AgentPagesController } from './agent-pages.controller.js';
import { OwnAccountController } from './own-account.controller.js';
import { PeopleReadModel } from './people.read-model.js';
import { UserPagesController } from './user-pages.controller.js';

/** Who may what, and who did what? */
@Module({
  imports: [FrameModule, AccessModule, ArchiveModule],
  controllers: [AgentPagesController, AgentImportController, UserPagesController, OwnAccountController],
  providers: [PeopleReadModel],
})
export class PeopleRoomModule {}
