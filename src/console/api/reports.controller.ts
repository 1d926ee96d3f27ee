import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { REPORT_FORMATS, REPORT_TYPES } from '../../reports/report-render.service.js';
import { ReportRowReadModel } from '../../reports/report-row.read-model.js';
import { ReportService } from '../../reports/report.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, pageQuery, toPage } from '../api-shapes.js';
import type { PageQuery } from '../api-shapes.js';
import { ReportListReadModel } from '../report-list.read-model.js';
import { ReportView } from '../report.view.js';
import { rowQuestion, rowsQuery } from '../report-rows-page.js';
import type { RowsQuery } from '../report-rows-page.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

const reportQuery = z.looseObject({ format: z.enum(REPORT_FORMATS).default('json') });

/** The visit report: live, and frozen once its campaign is closed. */
@ApiTags('reports')
@Controller('api/v1')
@Roles('reports.read')
export class ReportsController {
  constructor(
    private readonly reports: ReportService,
    private readonly view: ReportView,
    private readonly rows: ReportRowReadModel,
    private readonly lines: ReportListReadModel,
  ) {}

  @Get('reports')
  @ApiOperation({ summary: 'Campaigns with a report, newest first, and whether it is frozen' })
  async list(@Query({ schema: pageQuery }) { after, limit }: PageQuery) {
    return toPage(await this.lines.list(after ?? null, limit + 1), limit);
  }

  @Get('reports/:campaignId')
  @ApiOperation({ summary: 'The report of a campaign as json, html, pdf, xlsx or csv; `lang` chooses the language' })
  @ApiProduces(...Object.values(REPORT_TYPES))
  async get(
    @Param('campaignId', { schema: idParam }) id: number,
    @Query({ schema: reportQuery }) { format }: z.infer<typeof reportQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.view.send(id, format, request, response);
  }

  @Get('reports/:campaignId/rows')
  @ApiOperation({ summary: 'The rows behind a number of the report' })
  async listRows(@Param('campaignId', { schema: idParam }) id: number, @Query({ schema: rowsQuery }) query: RowsQuery) {
    const { rows, next } = await this.rows.list(id, rowQuestion(query));
    return { items: rows, next };
  }

  @Post('campaigns/:id/close')
  @HttpCode(200)
  @Roles('reports.close')
  @ApiOperation({ summary: 'Freeze the report of an ended campaign and archive it' })
  close(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.reports.close(id, actorOf(account));
  }
}
