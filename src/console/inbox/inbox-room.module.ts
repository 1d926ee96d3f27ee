import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ResponsesModule } from '../../responses/responses.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { InboxPagesController } from './inbox-pages.controller.js';
import { InboxVisits } from './inbox-visits.read-model.js';
import { ReturnedMailController } from './returned-mail.controller.js';

/** Which replies could the machine not place? */
@Module({
  imports: [FrameModule, AccessModule, ResponsesModule, SurveysModule],
  controllers: [ReturnedMailController, InboxPagesController],
  providers: [InboxVisits],
})
export class InboxRoomModule {}
