import { Module } from '@nestjs/common';
import { ReportsModule } from '../../reports/reports.module.js';
import { FrameModule } from '../frame.module.js';
import { ReportPagesController } from './report-pages.controller.js';

/** How did it go, can I trust it? */
@Module({
  imports: [FrameModule, ReportsModule],
  controllers: [ReportPagesController],
  providers: [],
})
export class ReportsRoomModule {}
