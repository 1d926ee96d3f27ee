import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { LOCALES } from '../../kernel/words.js';
import { ReportDocuments } from '../../reports/report-documents.service.js';
import { REPORT_FORMATS, REPORT_TYPES } from '../../reports/report-render.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import type { WebResponse } from '../web-request.adapter.js';

const documentForm = z.strictObject({ format: z.enum(REPORT_FORMATS), locale: z.enum(LOCALES).optional() });

/** The visit report as a file that is drawn in the background. */
@ApiTags('reports')
@Controller('api/v1/campaigns/:id/report-documents')
@Roles('reports.read')
export class ReportDocumentsController {
  constructor(private readonly documents: ReportDocuments) {}

  @Post()
  @HttpCode(202)
  @ApiResponse({ status: 200, description: 'It is ready already' })
  @ApiResponse({ status: 202, description: 'It is asked for' })
  @ApiOperation({
    summary:
      'Ask for the report as a file, which a job draws. Asking again before it is drawn gives the one that waits; of a frozen report, the one that is ready, with 200',
  })
  async ask(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: documentForm }) form: z.infer<typeof documentForm>,
    @CurrentAccount() account: Account,
    @Res({ passthrough: true }) response: WebResponse,
  ) {
    const asked = await this.documents.ask(id, form, actorOf(account));
    if (asked.state === 'ready') response.status(200);
    return asked;
  }

  @Get(':docId')
  @ApiOperation({ summary: 'Whether a report document is asked for, ready or failed, and why it failed' })
  get(@Param('id', { schema: idParam }) id: number, @Param('docId', { schema: idParam }) docId: number) {
    return this.documents.get(id, docId);
  }

  @Get(':docId/file')
  @ApiOperation({ summary: 'The file of a report document that is ready; it is kept for seven days' })
  @ApiProduces(...Object.values(REPORT_TYPES))
  async file(
    @Param('id', { schema: idParam }) id: number,
    @Param('docId', { schema: idParam }) docId: number,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { document, content } = await this.documents.file(id, docId);
    response.setHeader('Content-Type', REPORT_TYPES[document.format]);
    response.setHeader('Content-Disposition', `attachment; filename="visit-report-${id}.${document.format}"`);
    // What is opened all the same brings its own style and no script; it needs nothing from anywhere.
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    response.send(content);
  }
}
