import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { ReportDocuments } from '../../reports/report-documents.service.js';
import { ReportRenderService } from '../../reports/report-render.service.js';
import { ReportService } from '../../reports/report.service.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { documentsBlock, reportPage } from './report-page.js';

const SHOWN_DOCUMENTS = 5;

/** Sends a campaign's report in the console's frame. */
@Injectable()
export class ReportPageView {
  constructor(
    private readonly reports: ReportService,
    private readonly renderer: ReportRenderService,
    private readonly documents: ReportDocuments,
    private readonly view: PageView,
  ) {}

  /** Throws NotFoundError. */
  async send(id: number, account: Account, request: WebRequest, response: WebResponse): Promise<void> {
    const report = await this.reports.build(id);
    const locale = await this.view.locale(request);
    const paper = this.renderer.paper(report, locale, `/campaigns/${id}/report/rows`);
    const asked = await this.documents.list(id, SHOWN_DOCUMENTS);
    const page = reportPage(id, paper, report, asked, canDo(account.role, 'reports.close'));
    await this.view.send(request, response, 'reports-report', 'console.reports.title', { page, heading: paper.title });
  }

  /** Sends only the files that were asked for: a page that waits for one replaces what it shows. */
  async sendDocuments(id: number, request: WebRequest, response: WebResponse): Promise<void> {
    const page = { campaignId: id, documents: documentsBlock(id, await this.documents.list(id, SHOWN_DOCUMENTS)) };
    await this.view.send(request, response, 'reports-documents', 'console.reports.documents', { page });
  }
}
