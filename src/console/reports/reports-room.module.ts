import { Module } from '@nestjs/common';
import { ReportsModule } from '../../reports/reports.module.js';
import { FrameModule } from '../frame.module.js';
import { ReportCloseController } from './report-close.controller.js';
import { ReportFilesController } from './report-files.controller.js';
import { ReportLines } from './report-lines.read-model.js';
import { ReportListController } from './report-list.controller.js';
import { ReportPageView } from './report-page.view.js';
import { ReportPagesController } from './report-pages.controller.js';
import { NumberRows } from './report-rows.read-model.js';

/** How did it go, can I trust it? */
@Module({
  imports: [FrameModule, ReportsModule],
  controllers: [ReportListController, ReportPagesController, ReportFilesController, ReportCloseController],
  providers: [ReportLines, ReportPageView, NumberRows],
})
export class ReportsRoomModule {}
