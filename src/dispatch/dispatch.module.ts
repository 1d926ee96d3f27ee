import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AttemptMessageService } from './attempt-message.service.js';
import { DoubtTools } from './doubt-tools.service.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { ReceiptService } from './receipt.service.js';
import { ReconcileJob } from './reconcile.job.js';
import { ResultService } from './result.service.js';
import { RestoreDoubts } from './restore-doubts.service.js';
import { RestoreWatch } from './restore-watch.service.js';
import { SentWitness } from './sent-witness.adapter.js';
import { SettleRestore } from './settle-restore.service.js';
import { SettleRestoreJob } from './settle-restore.job.js';
import { ReviewTemplatesJob } from './review-templates.job.js';
import { SendingTools } from './sending-tools.service.js';
import { StaffMail } from './staff-mail.service.js';
import { WorkerLiveness } from './worker-liveness.service.js';

const SERVICES = [
  AttemptMessageService,
  DispatchWorker,
  DoubtTools,
  ProviderEndpoints,
  ReceiptService,
  ReconcileJob,
  RestoreDoubts,
  RestoreWatch,
  SentWitness,
  SettleRestore,
  SettleRestoreJob,
  ResultService,
  ReviewTemplatesJob,
  SendingTools,
  StaffMail,
  WorkerLiveness,
];

@Module({
  imports: [AccessModule, ArchiveModule, CampaignsModule, SurveysModule, MessagesModule, PlanningModule],
  providers: SERVICES,
  exports: SERVICES,
})
export class DispatchModule {}
