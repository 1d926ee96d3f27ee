import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AttemptMessageService } from './attempt-message.service.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { ReceiptService } from './receipt.service.js';
import { ReconcileJob } from './reconcile.job.js';
import { ResultService } from './result.service.js';
import { ReviewTemplatesJob } from './review-templates.job.js';
import { SendingTools } from './sending-tools.service.js';
import { StaffMail } from './staff-mail.service.js';
import { WorkerLiveness } from './worker-liveness.service.js';

const SERVICES = [
  AttemptMessageService,
  DispatchWorker,
  ProviderEndpoints,
  ReceiptService,
  ReconcileJob,
  ResultService,
  ReviewTemplatesJob,
  SendingTools,
  StaffMail,
  WorkerLiveness,
];

@Module({
  imports: [ArchiveModule, SurveysModule, MessagesModule, PlanningModule],
  providers: SERVICES,
  exports: SERVICES,
})
export class DispatchModule {}
