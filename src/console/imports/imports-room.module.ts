import { Module } from '@nestjs/common';
import { ArchiveModule } from '../../archive/archive.module.js';
import { ImportModule } from '../../archive/import.module.js';
import { FrameModule } from '../frame.module.js';

/** Is the archive right: files, sources, segments. */
@Module({
  imports: [FrameModule, ArchiveModule, ImportModule],
  controllers: [],
  providers: [],
})
export class ImportsRoomModule {}
