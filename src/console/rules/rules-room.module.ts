import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { FrameModule } from '../frame.module.js';
import { CalendarPagesController } from './calendar-pages.controller.js';
import { ContactQuestionService } from './contact-question.service.js';
import { LevelPagesController } from './level-pages.controller.js';
import { LevelUses } from './level-use.read-model.js';
import { PolicyPagesController } from './policy-pages.controller.js';
import { RuleUse } from './rule-use.read-model.js';
import { RulesController } from './rules.controller.js';

/** When may we contact whom, and with which words? */
@Module({
  imports: [FrameModule, AccessModule, CalendarModule, MessagesModule, ArchiveModule, PlanningModule],
  controllers: [RulesController, PolicyPagesController, CalendarPagesController, LevelPagesController],
  providers: [ContactQuestionService, RuleUse, LevelUses],
})
export class RulesRoomModule {}
