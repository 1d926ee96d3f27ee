import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { SettingsService } from '../../config/settings.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { PageView } from '../page.view.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { auditTable } from './audit-list.js';
import { AuditReadModel } from './audit.read-model.js';

const PER_PAGE = 100;

/** Who did what, newest first. */
@ApiExcludeController()
@Controller('audit')
@Roles('audit.read')
export class AuditPagesController {
  constructor(
    private readonly trail: AuditReadModel,
    private readonly exports: TableExportView,
    private readonly settings: SettingsService,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @Query() raw: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = auditTable(await this.trail.actions());
    const query = readTableQuery(definition, raw);
    const found = await this.trail.list(definition, query, await this.zone(), PER_PAGE);
    const table = toTableView(definition, query, found, {
      mayExport: canDo(account.role, 'lists.export'),
      mayUnmask: false,
    });
    await this.view.send(request, response, 'people-audit', 'console.audit.title', { table });
  }

  @Post('export')
  async export(
    @Query() raw: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = auditTable([]);
    const query = readTableQuery(definition, raw);
    const zone = await this.zone();
    await this.exports.send(request, response, {
      ...{ account, definition, query, reason: '' },
      readPage: (after) => this.trail.list(definition, { ...query, after }, zone, 1_000),
    });
  }

  private async zone(): Promise<string> {
    return (await this.settings.organisation()).timeZone;
  }
}
