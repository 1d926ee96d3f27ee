import { Module } from '@nestjs/common';
import { ArchiveModule } from '../../archive/archive.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { FrameModule } from '../frame.module.js';
import { SegmentUse } from './segment-use.service.js';
import { SegmentView } from './segment.view.js';
import { SegmentPagesController } from './segments.controller.js';

/** Who is meant: conditions under a name. */
@Module({
  imports: [FrameModule, ArchiveModule, MessagesModule],
  controllers: [SegmentPagesController],
  providers: [SegmentUse, SegmentView],
})
export class SegmentsRoomModule {}
