import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { AccessModule } from '../../access/access.module.js';
import { ArchiveModule } from '../../archive/archive.module.js';
import { ImportModule } from '../../archive/import.module.js';
import { ImportService } from '../../archive/import.service.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { fileForm } from '../file-form.adapter.js';
import { FrameModule } from '../frame.module.js';
import { CheckView } from './check.view.js';
import { ImportDraftsController } from './import-drafts.controller.js';
import { ImportListReadModel } from './import-list.read-model.js';
import { ImportLive } from './import-live.service.js';
import { ImportPagesController } from './import-pages.controller.js';
import { ImportRejectsController } from './import-rejects.controller.js';
import { RejectExportView } from './reject-export.view.js';
import { SourcePagesController } from './sources.controller.js';

/** As the API: a million rows with every column are some hundred MB. */
const FILE_LIMIT_BYTES = 2 * 1024 ** 3;

/** Is the archive right: files and sources. */
@Module({
  imports: [
    FrameModule,
    AccessModule,
    MessagesModule,
    ArchiveModule,
    ImportModule,
    MulterModule.registerAsync({
      imports: [ImportModule],
      inject: [ImportService],
      useFactory: (imports: ImportService) => fileForm(imports.uploadFolder(), FILE_LIMIT_BYTES),
    }),
  ],
  controllers: [SourcePagesController, ImportDraftsController, ImportPagesController, ImportRejectsController],
  providers: [CheckView, ImportListReadModel, ImportLive, RejectExportView],
})
export class ImportsRoomModule {}
