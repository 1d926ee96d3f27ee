import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PlanningModule } from '../planning/planning.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { SurveysModule } from '../surveys/surveys.module.js';
import { CallDeskService } from './call-desk.service.js';
import { CallInHandService } from './call-in-hand.service.js';
import { CallMarkService } from './call-mark.service.js';
import { CallScreenService } from './call-screen.service.js';
import { CallScriptService } from './call-script.service.js';
import { DeskContext } from './desk-context.service.js';
import { DeskHomeReadModel } from './desk-home.read-model.js';
import { DeskReadModel } from './desk.read-model.js';
import { DeskService } from './desk.service.js';
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
  imports: [ArchiveModule, SurveysModule, MessagesModule, PlanningModule, ResponsesModule],
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
  ],
  exports: [DeskService, VisitRecordRepository],
})
export class DeskModule {}
