import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { FrameModule } from '../frame.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { DoctorService } from '../doctor.service.js';
import { AgentImportController } from './agent-import.controller.js';
import { AgentPagesController } from './agent-pages.controller.js';
import { AgentRoom } from './agent-room.service.js';
import { AuditPagesController } from './audit-pages.controller.js';
import { AuditReadModel } from './audit.read-model.js';
import { OwnAccountController } from './own-account.controller.js';
import { PeopleReadModel } from './people.read-model.js';
import { SettingsPagesController } from './settings-pages.controller.js';
import { UserPagesController } from './user-pages.controller.js';

/** Who may what, and who did what? */
@Module({
  imports: [FrameModule, AccessModule, CalendarModule, ArchiveModule, PlanningModule],
  controllers: [
    AgentPagesController,
    AgentImportController,
    UserPagesController,
    OwnAccountController,
    SettingsPagesController,
    AuditPagesController,
  ],
  providers: [AgentRoom, PeopleReadModel, AuditReadModel, DoctorService],
})
export class PeopleRoomModule {}
