import { Injectable } from '@nestjs/common';
import { ReportRenderService, REPORT_TYPES } from '../reports/report-render.service.js';
import type { ReportFormat } from '../reports/report-render.service.js';
import { ReportService } from '../reports/report.service.js';
import { PageView } from './page.view.js';
import type { WebRequest, WebResponse } from './web-request.adapter.js';

/** Sends a campaign's report; in HTML each number leads to its rows. */
@Injectable()
export class ReportView {
  constructor(
    private readonly reports: ReportService,
    private readonly renderer: ReportRenderService,
    private readonly view: PageView,
  ) {}

  async send(id: number, format: ReportFormat, request: WebRequest, response: WebResponse): Promise<void> {
    const locale = await this.view.locale(request);
    const rowsAt = format === 'html' ? `/campaigns/${id}/report/rows` : null;
    const drawn = await this.renderer.render(await this.reports.build(id), format, locale, rowsAt);
    response.setHeader('Content-Type', REPORT_TYPES[format]);
    if (format === 'html') {
      // The document brings its own style and no script; it needs nothing from anywhere.
      response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    } else if (format !== 'json') {
      response.setHeader('Content-Disposition', `attachment; filename="visit-report-${id}.${format}"`);
    }
    response.send(drawn);
  }
}
