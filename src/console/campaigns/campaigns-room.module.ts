import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { CampaignsModule } from '../../campaigns/campaigns.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { ReportsModule } from '../../reports/reports.module.js';
import { SandboxModule } from '../../sandbox/sandbox.module.js';
import { CampaignActionsController } from './campaign-actions.controller.js';
import { CampaignCommands } from './campaign-commands.service.js';
import { CampaignDifference } from './campaign-difference.service.js';
import { CampaignFigures } from './campaign-figures.read-model.js';
import { CampaignFormController } from './campaign-form.controller.js';
import { CampaignForms } from './campaign-form.service.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignListController } from './campaign-list.controller.js';
import { CampaignListReadModel } from './campaign-list.read-model.js';
import { CampaignLists } from './campaign-lists.service.js';
import { CampaignOutlook } from './campaign-outlook.service.js';
import { CampaignPagesController } from './campaign-pages.controller.js';
import { CampaignPlanning } from './campaign-planning.service.js';
import { CampaignRehearsalController } from './campaign-rehearsal.controller.js';
import { CampaignRehearsals } from './campaign-rehearsals.service.js';
import { CampaignRowsController } from './campaign-rows.controller.js';
import { CampaignRowsReadModel } from './campaign-rows.read-model.js';
import { CampaignTabs } from './campaign-tabs.service.js';
import { CampaignTrials } from './campaign-trials.service.js';
import { CampaignWhatIfController } from './campaign-what-if.controller.js';
import { CampaignWhyController } from './campaign-why.controller.js';
import { CampaignWhy } from './campaign-why.service.js';
import { FormChoices } from './form-choices.service.js';
import { CampaignOverviews } from './campaign-overviews.service.js';
import { StoredPlans } from './stored-plans.service.js';

/** What runs, is it on time, and can the next one be done? */
@Module({
  imports: [
    FrameModule,
    AccessModule,
    CalendarModule,
    SurveysModule,
    MessagesModule,
    ArchiveModule,
    CampaignsModule,
    PlanningModule,
    ReportsModule,
    SandboxModule,
  ],
  // In this order: `new` and `consequence` are no ids.
  controllers: [
    CampaignListController,
    CampaignFormController,
    CampaignActionsController,
    CampaignRowsController,
    CampaignWhatIfController,
    CampaignWhyController,
    CampaignRehearsalController,
    CampaignPagesController,
  ],
  providers: [
    ...[CampaignListReadModel, CampaignFigures, CampaignRowsReadModel],
    ...[
      CampaignHeads,
      CampaignTabs,
      StoredPlans,
      CampaignOverviews,
      CampaignLists,
      CampaignOutlook,
      CampaignCommands,
      CampaignPlanning,
      CampaignTrials,
      CampaignWhy,
      CampaignDifference,
      CampaignRehearsals,
    ],
    ...[CampaignForms, FormChoices],
  ],
})
export class CampaignsRoomModule {}
