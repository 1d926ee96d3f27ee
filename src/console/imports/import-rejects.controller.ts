import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ImportService } from '../../archive/import.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { RejectExportView } from './reject-export.view.js';

/** The list of rejects as a file; it holds full numbers, as the file did that somebody sent. */
@ApiExcludeController()
@Controller('imports')
@Roles('lists.unmask')
export class ImportRejectsController {
  constructor(
    private readonly imports: ImportService,
    private readonly rejects: RejectExportView,
    private readonly view: PageView,
  ) {}

  @Post(':id/rejects')
  async download(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const found = await this.imports.get(id);
    await this.rejects.send(found, actorOf(account), await this.view.locale(request), response);
  }
}
