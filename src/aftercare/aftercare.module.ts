import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { RecordListener } from '../desk/record-listener.js';
import { AnswerListener } from '../responses/answer-listener.js';
import { AnswerFollowUp } from './answer-follow-up.service.js';
import { FollowUpRepository } from './follow-up.repository.js';
import { FollowUpService } from './follow-up.service.js';
import { IssueFacts } from './issue-facts.service.js';
import { RecordFollowUp } from './record-follow-up.service.js';

/** Provides the listeners that earlier stages look for in the whole application. */
@Module({
  imports: [AccessModule, ArchiveModule, CampaignsModule],
  providers: [
    FollowUpRepository,
    IssueFacts,
    FollowUpService,
    { provide: AnswerListener, useClass: AnswerFollowUp },
    { provide: RecordListener, useClass: RecordFollowUp },
  ],
  exports: [FollowUpService],
})
export class AftercareModule {}
