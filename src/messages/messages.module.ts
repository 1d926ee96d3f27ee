import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { ChannelProviders } from './channel-providers.service.js';
import { MessageComposer } from './message-composer.service.js';
import { StringsService } from './strings.service.js';
import { TemplateRepository } from './template.repository.js';
import { TemplateService } from './template.service.js';

@Module({
  imports: [AccessModule, SurveysModule],
  providers: [ChannelProviders, TemplateRepository, TemplateService, MessageComposer, StringsService],
  exports: [ChannelProviders, TemplateService, MessageComposer, StringsService],
})
export class MessagesModule {}
