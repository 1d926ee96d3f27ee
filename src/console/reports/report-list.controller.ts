import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { PageView } from '../page.view.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { ReportLines } from './report-lines.read-model.js';
import { REPORT_LIST } from './report-lines.js';

/** The reports that there are, their first numbers beside each other. */
@ApiExcludeController()
@Controller('reports')
@Roles('reports.read')
export class ReportListController {
  constructor(
    private readonly lines: ReportLines,
    private readonly exports: TableExportView,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const query = readTableQuery(REPORT_LIST, request.query);
    const rights = { mayExport: canDo(account.role, 'lists.export'), mayUnmask: false };
    const table = toTableView(REPORT_LIST, query, await this.lines.page(query), rights);
    await this.view.send(request, response, 'reports-list', 'console.reports.title', { table });
  }

  @Post('export')
  @HttpCode(200)
  @Roles('lists.export')
  async export(
    @Query() raw: Record<string, unknown>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const query = readTableQuery(REPORT_LIST, raw);
    const readPage = (after: typeof query.after) => this.lines.page({ ...query, after });
    await this.exports.send(request, response, { account, definition: REPORT_LIST, query, reason: '', readPage });
  }
}
