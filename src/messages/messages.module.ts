import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { ChannelProviders } from './channel-providers.service.js';
import { MessageComposer } from './message-composer.service.js';
import { StringsService } from './strings.service.js';
import { TemplateRegistrationRepository } from './template-registration.repository.js';
import { TemplateRegistrationService } from './template-registration.service.js';
import { TemplateRepository } from './template.repository.js';
import { TemplateService } from './template.service.js';

const SERVICES = [ChannelProviders, TemplateService, TemplateRegistrationService, MessageComposer, StringsService];

@Module({
  imports: [AccessModule, SurveysModule],
  providers: [TemplateRepository, TemplateRegistrationRepository, ...SERVICES],
  exports: SERVICES,
})
export class MessagesModule {}
