import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AdvanceRungsJob } from './advance-rungs.job.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';
import { CalendarChangeService } from './calendar-change.service.js';
import { CallService } from './call.service.js';
import { CampaignContactsReadModel } from './campaign-contacts.read-model.js';
import { CampaignDrafts } from './campaign-drafts.service.js';
import { CampaignRunService } from './campaign-run.service.js';
import { CampaignVisitsReadModel } from './campaign-visits.read-model.js';
import { ClaimRepository } from './claim.repository.js';
import { CompleteCampaignsJob } from './complete-campaigns.job.js';
import { ContactReview } from './contact-review.service.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { ContactQuestionsReadModel } from './contact-questions.read-model.js';
import { FinishCancelJob } from './finish-cancel.job.js';
import { HandOverRepository } from './hand-over.repository.js';
import { ProviderBucketRepository } from './provider-bucket.repository.js';
import { ProviderStatesReadModel } from './provider-states.read-model.js';
import { RateLimitRepository } from './rate-limit.repository.js';
import { HandOverService } from './hand-over.service.js';
import { LateStartRepository } from './late-start.repository.js';
import { LateStarts } from './late-starts.service.js';
import { LedgerReadModel } from './ledger.read-model.js';
import { NewAttemptRepository } from './new-attempt.repository.js';
import { MessageUnits } from './message-units.service.js';
import { PlanAgentsReadModel } from './plan-agents.read-model.js';
import { PlanCampaignJob } from './plan-campaign.job.js';
import { PlanCollection } from './plan-collection.service.js';
import { PlanPreviewService } from './plan-preview.service.js';
import { PlanQueue } from './plan-queue.service.js';
import { PlanDatedCampaignsJob } from './plan-dated-campaigns.job.js';
import { ExplanationRows } from './explanation-rows.read-model.js';
import { MinuteFacts } from './minute-facts.read-model.js';
import { PlanExplanationReadModel } from './plan-explanation.read-model.js';
import { PlanRepository } from './plan.repository.js';
import { PlanService } from './plan.service.js';
import { PlanSituationService } from './plan-situation.service.js';
import { PlanSuggestions } from './plan-suggestions.service.js';
import { PlanStandingCampaignsJob } from './plan-standing-campaigns.job.js';
import { PlannedRowsReadModel } from './planned-rows.read-model.js';
import { RebalanceCollecting } from './rebalance-collection.service.js';
import { RebalanceRows } from './rebalance-rows.read-model.js';
import { RebalanceService } from './rebalance.service.js';
import { ReturnOffersJob } from './return-offers.job.js';
import { ReviewDisplacedJob } from './review-displaced.job.js';
import { ReviewDaysJob } from './review-days.job.js';
import { ReviewHeldJob } from './review-held.job.js';
import { ReviewLateJob } from './review-late.job.js';
import { RollUpLedgerJob } from './roll-up-ledger.job.js';
import { SendingHoldRepository } from './sending-hold.repository.js';
import { StandingPlansService } from './standing-plans.service.js';
import { TouchedContactsReadModel } from './touched-contacts.read-model.js';
import { TransitionRepository } from './transition.repository.js';
import { VerifyPlanService } from './verify-plan.service.js';
import { VisitClosingService } from './visit-closing.service.js';
import { VisitRepository } from './visit.repository.js';
import { VisitService } from './visit.service.js';
import { WhatIfService } from './what-if.service.js';

const READ_MODELS = [
  AttemptFactsReadModel,
  CampaignContactsReadModel,
  CampaignVisitsReadModel,
  ContactQuestionsReadModel,
  ExplanationRows,
  LedgerReadModel,
  MinuteFacts,
  PlanAgentsReadModel,
  PlanExplanationReadModel,
  PlannedRowsReadModel,
  TouchedContactsReadModel,
  RebalanceRows,
];
const REPOSITORIES = [
  ClaimRepository,
  HandOverRepository,
  ProviderBucketRepository,
  ProviderStatesReadModel,
  RateLimitRepository,
  LateStartRepository,
  NewAttemptRepository,
  PlanRepository,
  SendingHoldRepository,
  TransitionRepository,
  VisitRepository,
];
const SERVICES = [
  CalendarChangeService,
  CallService,
  CampaignDrafts,
  CampaignRunService,
  ContactReview,
  DisplacedContacts,
  HandOverService,
  LateStarts,
  MessageUnits,
  PlanCollection,
  PlanPreviewService,
  PlanQueue,
  PlanService,
  PlanSituationService,
  PlanSuggestions,
  RebalanceCollecting,
  RebalanceService,
  StandingPlansService,
  VerifyPlanService,
  VisitClosingService,
  VisitService,
  WhatIfService,
];
const JOBS = [
  AdvanceRungsJob,
  CompleteCampaignsJob,
  FinishCancelJob,
  PlanCampaignJob,
  PlanDatedCampaignsJob,
  PlanStandingCampaignsJob,
  ReturnOffersJob,
  ReviewDaysJob,
  ReviewDisplacedJob,
  ReviewHeldJob,
  ReviewLateJob,
  RollUpLedgerJob,
];
const ALL = [...READ_MODELS, ...REPOSITORIES, ...SERVICES, ...JOBS];

@Module({
  imports: [AccessModule, ArchiveModule, CalendarModule, CampaignsModule, MessagesModule, SurveysModule],
  providers: ALL,
  exports: ALL,
})
export class PlanningModule {}
