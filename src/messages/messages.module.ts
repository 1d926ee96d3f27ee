import { Module } from '@nestjs/common';
import { SurveysModule } from '../surveys/surveys.module.js';
import { ChannelProviders } from './channel-providers.service.js';
import { MessageComposer } from './message-composer.service.js';
import { StringsService } from './strings.service.js';
import { TemplateService } from './template.service.js';

@Module({
  imports: [SurveysModule],
  providers: [ChannelProviders, TemplateService, MessageComposer, StringsService],
  exports: [ChannelProviders, TemplateService, MessageComposer, StringsService],
})
export class MessagesModule {}
