import { Module } from '@nestjs/common';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { FieldConflictService } from '../../archive/field-conflict.service.js';
import { CalendarModule } from '../../calendar/calendar.module.js';
import { CampaignsModule } from '../../campaigns/campaigns.module.js';
import { DeskModule } from '../../desk/desk.module.js';
import { PlanningModule } from '../../planning/planning.module.js';
import { ResponsesModule } from '../../responses/responses.module.js';
import { SurveysModule } from '../../surveys/surveys.module.js';
import { FrameModule } from '../frame.module.js';
import { AddressLiftController } from './address-lift.controller.js';
import { ArchiveListsController } from './archive-lists.controller.js';
import { ArchiveLists } from './archive-lists.read-model.js';
import { CallBackController } from './call-back.controller.js';
import { CallBackPage } from './call-back.view.js';
import { CustomerAround } from './customer-around.read-model.js';
import { CustomerEditController } from './customer-edit.controller.js';
import { CustomerEditPage } from './customer-edit.view.js';
import { CustomerHistory } from './customer-events.read-model.js';
import { CustomerHours } from './customer-hours.service.js';
import { CustomerList } from './customer-list.read-model.js';
import { CustomerListController } from './customer-list.controller.js';
import { CustomerOptOut } from './customer-opt-out.service.js';
import { CustomerPageController } from './customer-page.controller.js';
import { CustomerSheets } from './customer-sheet.service.js';
import { DuplicateList } from './duplicate-list.service.js';
import { FindController } from './find.controller.js';
import { MergeController } from './merge.controller.js';

/** Who is this, what did we do, why; and is the archive right? */
@Module({
  imports: [
    ...[FrameModule, AccessModule, CalendarModule, ArchiveModule],
    ...[CampaignsModule, PlanningModule, ResponsesModule, DeskModule, SurveysModule],
  ],
  controllers: [
    FindController,
    AddressLiftController,
    CustomerListController,
    CustomerEditController,
    CallBackController,
    ArchiveListsController,
    MergeController,
    CustomerPageController,
  ],
  providers: [
    ...[CustomerList, CustomerAround, CustomerHistory, CustomerHours, CustomerSheets, CustomerEditPage, CustomerOptOut],
    ...[CallBackPage, ArchiveLists, DuplicateList, FieldConflictService],
  ],
})
export class CustomersRoomModule {}
