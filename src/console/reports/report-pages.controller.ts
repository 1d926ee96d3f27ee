import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { NotFoundError } from '../../kernel/faults.js';
import { REPORT_FORMATS } from '../../reports/report-render.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { PageView } from '../page.view.js';
import { ReportView } from '../report.view.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { ReportPageView } from './report-page.view.js';
import { narrowedTo, numberRows } from './report-rows.js';
import { NumberRows } from './report-rows.read-model.js';

const fileQuery = z.looseObject({ format: z.enum(REPORT_FORMATS) });

/** The report as a document, its files, and the rows behind each of its numbers. */
@ApiExcludeController()
@Controller('campaigns/:id/report')
@Roles('reports.read')
export class ReportPagesController {
  constructor(
    private readonly page: ReportPageView,
    private readonly files: ReportView,
    private readonly rows: NumberRows,
    private readonly campaigns: CampaignCards,
    private readonly exports: TableExportView,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.page.send(id, account, request, response);
  }

  @Get('file')
  async file(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: fileQuery }) { format }: z.infer<typeof fileQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.files.send(id, format, request, response);
  }

  @Get('rows')
  async listRows(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const campaign = await this.campaigns.one(id);
    if (!campaign) throw new NotFoundError('campaign', id);
    const definition = numberRows(id);
    const query = readTableQuery(definition, request.query);
    const rows = await this.rows.page(id, definition, query);
    const rights = { mayExport: canDo(account.role, 'lists.export'), mayUnmask: false };
    // The number is what the list is about: to clear it would leave nothing to list.
    const table = { ...toTableView(definition, query, rows, rights), isFiltered: false };
    const page = { campaign, measureKey: measureKey(query.filters['measure']), narrowed: narrowedTo(query) };
    await this.view.send(request, response, 'reports-rows', 'console.report-rows.title', { page, table });
  }

  @Post('rows/export')
  @HttpCode(200)
  @Roles('lists.export')
  async exportRows(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = numberRows(id);
    const query = readTableQuery(definition, request.query);
    const readPage = (after: typeof query.after) => this.rows.page(id, definition, { ...query, after });
    // A word that names no number is refused before the first byte has left.
    await readPage(query.after);
    await this.exports.send(request, response, { account, definition, query, reason: '', readPage });
  }
}

function measureKey(measure = ''): string {
  return `console.reports.measure.${measure}`;
}
