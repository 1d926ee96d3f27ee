import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AudienceReadModel } from './audience.read-model.js';
import { CampaignReferences } from './campaign-references.service.js';
import { CampaignRulesService } from './campaign-rules.service.js';
import { CampaignRepository } from './campaign.repository.js';
import { CampaignService } from './campaign.service.js';
import { ClosedIssueRepository } from './closed-issue.repository.js';
import { DaysOffApproval } from './days-off-approval.service.js';

@Module({
  imports: [AccessModule, ArchiveModule, CalendarModule, MessagesModule, SurveysModule],
  providers: [
    AudienceReadModel,
    CampaignReferences,
    CampaignRepository,
    CampaignRulesService,
    CampaignService,
    ClosedIssueRepository,
    DaysOffApproval,
  ],
  exports: [AudienceReadModel, CampaignRulesService, CampaignService, ClosedIssueRepository, DaysOffApproval],
})
export class CampaignsModule {}
