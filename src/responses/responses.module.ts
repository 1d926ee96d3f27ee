import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { AddressOptOut } from './address-opt-out.service.js';
import { AnswerAnnouncer } from './answer-announcer.service.js';
import { AnswerBasis } from './answer-basis.service.js';
import { BounceListener } from './bounce-listener.worker.js';
import { InboundSmsService } from './inbound-sms.service.js';
import { InboundRepository } from './inbound.repository.js';
import { InboxRepository } from './inbox.repository.js';
import { InboxService } from './inbox.service.js';
import { MailReportRepository } from './mail-report.repository.js';
import { MailReportService } from './mail-report.service.js';
import { OptOutPageService } from './opt-out-page.service.js';
import { PageVisitRepository } from './page-visit.repository.js';
import { ResponseRepository } from './response.repository.js';
import { ResponseService } from './response.service.js';
import { SmsAnswerService } from './sms-answer.service.js';
import { SweepMailReportsJob } from './sweep-mail-reports.job.js';
import { SurveyPageService } from './survey-page.service.js';

@Module({
  imports: [SurveysModule, MessagesModule, ArchiveModule, CalendarModule, PlanningModule, DispatchModule],
  providers: [
    ResponseRepository,
    InboundRepository,
    InboxRepository,
    PageVisitRepository,
    AnswerAnnouncer,
    AnswerBasis,
    ResponseService,
    AddressOptOut,
    SmsAnswerService,
    InboundSmsService,
    InboxService,
    SurveyPageService,
    OptOutPageService,
    MailReportRepository,
    MailReportService,
    BounceListener,
    SweepMailReportsJob,
  ],
  exports: [
    ResponseService,
    InboundSmsService,
    InboxService,
    SurveyPageService,
    OptOutPageService,
    AddressOptOut,
    MailReportService,
    MailReportRepository,
    BounceListener,
  ],
})
export class ResponsesModule {}
