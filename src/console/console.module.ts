import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AftercareRoomModule } from './aftercare/aftercare-room.module.js';
import { ApiModule } from './api/api.module.js';
import { CampaignsRoomModule } from './campaigns/campaigns-room.module.js';
import { CustomersRoomModule } from './customers/customers-room.module.js';
import { DeskRoomModule } from './desk/desk-room.module.js';
import { DoctorService } from './doctor.service.js';
import { FrameModule } from './frame.module.js';
import { HandoverRoomModule } from './handover/handover-room.module.js';
import { ImportsRoomModule } from './imports/imports-room.module.js';
import { InboxRoomModule } from './inbox/inbox-room.module.js';
import { OutsideModule } from './outside/outside.module.js';
import { PeopleRoomModule } from './people/people-room.module.js';
import { ReportsRoomModule } from './reports/reports-room.module.js';
import { RulesRoomModule } from './rules/rules-room.module.js';
import { SandboxRoomModule } from './sandbox/sandbox-room.module.js';
import { SegmentsRoomModule } from './segments/segments-room.module.js';
import { TemplatesRoomModule } from './templates/templates-room.module.js';
import { TodayRoomModule } from './today/today-room.module.js';
import { WorkRoomModule } from './sending/sending-room.module.js';
import { AccessModule } from '../access/access.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ArchiveModule } from '../archive/archive.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { PlanningModule } from '../planning/planning.module.js';

const ROOMS = [
  TodayRoomModule,
  DeskRoomModule,
  InboxRoomModule,
  HandoverRoomModule,
  CustomersRoomModule,
  ImportsRoomModule,
  SegmentsRoomModule,
  CampaignsRoomModule,
  AftercareRoomModule,
  ReportsRoomModule,
  RulesRoomModule,
  TemplatesRoomModule,
  PeopleRoomModule,
  SandboxRoomModule,
  WorkRoomModule,
];

/** HTTP: the API, the pages of the staff, and what customers and providers call. */
@Module({
  imports: [
    FrameModule,
    ApiModule,
    OutsideModule,
    ...ROOMS,
    AccessModule,
    CalendarModule,
    ArchiveModule,
    MessagesModule,
    DispatchModule,
    PlanningModule,
  ],
  providers: [DoctorService, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [FrameModule, DoctorService],
})
export class ConsoleModule {}
