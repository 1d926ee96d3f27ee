import { Module } from '@nestjs/common';
import { SurveysModule } from '../surveys/surveys.module.js';
import { MessageComposer } from './message-composer.service.js';
import { TemplateService } from './template.service.js';

@Module({
  imports: [SurveysModule],
  providers: [TemplateService, MessageComposer],
  exports: [TemplateService, MessageComposer],
})
export class MessagesModule {}
