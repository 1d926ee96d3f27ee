import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { ReportRenderService, REPORT_FORMATS, REPORT_TYPES } from '../reports/report-render.service.js';
import { ReportRowReadModel } from '../reports/report-row.read-model.js';
import { ReportService } from '../reports/report.service.js';
import { CurrentAccount, Roles } from './access.guard.js';
import { idParam } from './api-shapes.js';
import { PageView } from './page.view.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

const rowsQuery = z.strictObject({
  measure: z.string(),
  code: z.string().optional(),
  after: z.string().regex(/^\d+$/).optional(),
});
const reportQuery = z.looseObject({ format: z.enum(REPORT_FORMATS).default('json') });

/** The visit report: live, and frozen once its campaign is closed. */
@ApiTags('reports')
@Controller('api/v1')
@Roles('reports.read')
export class ReportsController {
  constructor(
    private readonly reports: ReportService,
    private readonly renderer: ReportRenderService,
    private readonly rows: ReportRowReadModel,
    private readonly view: PageView,
  ) {}

  @Get('reports/:campaignId')
  @ApiOperation({ summary: 'The report of a campaign as json, html, pdf, xlsx or csv; `lang` chooses the language' })
  async get(
    @Param('campaignId', { schema: idParam }) id: number,
    @Query({ schema: reportQuery }) { format }: z.infer<typeof reportQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const drawn = await this.renderer.render(
      await this.reports.build(id),
      format,
      await this.view.locale(request),
      true,
    );
    response.setHeader('Content-Type', REPORT_TYPES[format]);
    if (format === 'html') {
      // The document brings its own style and no script; it needs nothing from anywhere.
      response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    } else if (format !== 'json') {
      response.setHeader('Content-Disposition', `attachment; filename="visit-report-${id}.${format}"`);
    }
    response.send(drawn);
  }

  @Get('reports/:campaignId/rows')
  @ApiOperation({ summary: 'The rows behind a number of the report' })
  async listRows(
    @Param('campaignId', { schema: idParam }) id: number,
    @Query({ schema: rowsQuery }) query: z.infer<typeof rowsQuery>,
  ) {
    const { rows, next } = await this.rows.list(id, query.measure, query.code ?? null, query.after ?? null);
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
