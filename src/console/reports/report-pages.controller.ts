import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NotFoundError } from '../../kernel/faults.js';
import { ReportRowReadModel } from '../../reports/report-row.read-model.js';
import { Roles } from '../access.guard.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import { ReportView } from '../report.view.js';
import { describeWhy, rowQuestion, rowsPath, rowsQuery } from '../report-rows-page.js';
import type { RowsQuery } from '../report-rows-page.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** The report as a document, and the rows behind each of its numbers. */
@ApiExcludeController()
@Controller('campaigns/:id/report')
@Roles('reports.read')
export class ReportPagesController {
  constructor(
    private readonly report: ReportView,
    private readonly rows: ReportRowReadModel,
    private readonly campaigns: CampaignCards,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.report.send(id, 'html', request, response);
  }

  @Get('rows')
  async listRows(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: rowsQuery }) query: RowsQuery,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const campaign = await this.campaigns.one(id);
    if (!campaign) throw new NotFoundError('campaign', id);
    const found = await this.rows.list(id, rowQuestion(query));
    const items = found.rows.map((row) => ({ ...row, why: describeWhy(row.reason) }));
    const page = { campaign, items, next: found.next, after: query['after'], path: rowsPath(id, query) };
    await this.view.send(request, response, 'report-rows', 'console.report-rows.title', { page });
  }
}
