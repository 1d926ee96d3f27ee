import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ReportDocuments } from '../../reports/report-documents.service.js';
import { REPORT_FORMATS, REPORT_TYPES } from '../../reports/report-render.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { ReportPageView } from './report-page.view.js';

const askForm = z.looseObject({ format: z.enum(REPORT_FORMATS) });

/** Files of a report that are drawn in the background: asked for, looked after, fetched. */
@ApiExcludeController()
@Controller('campaigns/:id/report/documents')
@Roles('reports.read')
export class ReportFilesController {
  constructor(
    private readonly documents: ReportDocuments,
    private readonly page: ReportPageView,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.page.sendDocuments(id, request, response);
  }

  @Post()
  async ask(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: askForm }) { format }: z.infer<typeof askForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const locale = await this.view.locale(request);
    const asked = await this.documents.ask(id, { format, locale }, actorOf(account));
    const done = asked.state === 'ready' ? 'report-ready' : 'report-asked';
    response.redirect(303, `/campaigns/${id}/report?done=${done}#report-documents`);
  }

  @Get(':documentId/file')
  async file(
    @Param('id', { schema: idParam }) id: number,
    @Param('documentId', { schema: idParam }) documentId: number,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { document, content } = await this.documents.file(id, documentId);
    response.setHeader('Content-Type', REPORT_TYPES[document.format]);
    response.setHeader('Content-Disposition', `attachment; filename="visit-report-${id}.${document.format}"`);
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    response.send(content);
  }
}
