import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { FrameModule } from '../frame.module.js';

/** When may we contact whom, and with which words? */
@Module({
  imports: [FrameModule, AccessModule, CalendarModule, MessagesModule, ArchiveModule],
  controllers: [],
  providers: [],
})
export class RulesRoomModule {}
