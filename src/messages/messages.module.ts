import { Module } from '@nestjs/common';
import { SurveysModule } from '../surveys/surveys.module.js';
import { MessageComposer } from './message-composer.service.js';
import { StringsService } from './strings.service.js';
import { TemplateService } from './template.service.js';

@Module({
  imports: [SurveysModule],
  providers: [TemplateService, MessageComposer, StringsService],
  exports: [TemplateService, MessageComposer, StringsService],
})
export class MessagesModule {}
