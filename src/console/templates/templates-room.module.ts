import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { TemplateBooks } from '../template-books.service.js';
import { DraftCheckService } from './draft-check.service.js';
import { MailView } from './mail.view.js';
import { TemplateApprovalsController } from './template-approvals.controller.js';
import { TemplateEditorController } from './template-editor.controller.js';
import { TemplatePagesController } from './template-pages.controller.js';
import { TemplateUse } from './template-use.read-model.js';

/** With which words do we contact people, and who agreed to them? */
@Module({
  imports: [FrameModule, AccessModule, MessagesModule, SurveysModule],
  controllers: [TemplateApprovalsController, TemplateEditorController, TemplatePagesController],
  providers: [TemplateBooks, DraftCheckService, MailView, TemplateUse],
})
export class TemplatesRoomModule {}
