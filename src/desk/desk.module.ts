import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { BridgeNotes } from './bridge-notes.service.js';
import { BridgeStateService } from './bridge-state.service.js';
import { BridgedCallRepository } from './bridged-call.repository.js';
import { CallBridgeService } from './call-bridge.service.js';
import { CallDeskService } from './call-desk.service.js';
import { CallInHandService } from './call-in-hand.service.js';
import { CallLegService } from './call-leg.service.js';
import { CallMarkService } from './call-mark.service.js';
import { CallScreenService } from './call-screen.service.js';
import { CallScriptService } from './call-script.service.js';
import { DeskContext } from './desk-context.service.js';
import { DeskHomeReadModel } from './desk-home.read-model.js';
import { DeskReadModel } from './desk.read-model.js';
import { DeskService } from './desk.service.js';
import { DialCheckService } from './dial-check.service.js';
import { OutcomeFactsService } from './outcome-facts.service.js';
import { OutcomeUndoService } from './outcome-undo.service.js';
import { RecordAnnouncer } from './record-announcer.service.js';
import { RecordClosing } from './record-closing.service.js';
import { RecordConsequences } from './record-consequences.service.js';
import { UndoEffects } from './undo-effects.service.js';
import { VisitBasisReadModel } from './visit-basis.read-model.js';
import { VisitChangeService } from './visit-change.service.js';
import { VisitRecordRepository } from './visit-record.repository.js';
import { VisitRecordService } from './visit-record.service.js';

@Module({
  imports: [ArchiveModule, SurveysModule, MessagesModule, PlanningModule, DispatchModule, ResponsesModule],
  providers: [
    VisitBasisReadModel,
    VisitRecordRepository,
    DeskReadModel,
    DeskHomeReadModel,
    DeskContext,
    OutcomeFactsService,
    RecordAnnouncer,
    RecordClosing,
    RecordConsequences,
    VisitRecordService,
    VisitChangeService,
    CallScriptService,
    CallScreenService,
    CallDeskService,
    CallMarkService,
    CallInHandService,
    UndoEffects,
    OutcomeUndoService,
    DeskService,
    BridgedCallRepository,
    BridgeStateService,
    BridgeNotes,
    DialCheckService,
    CallBridgeService,
    CallLegService,
  ],
  exports: [DeskService, VisitRecordRepository, CallBridgeService, CallLegService],
})
export class DeskModule {}
