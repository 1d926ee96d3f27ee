import { Injectable } from '@nestjs/common';
import { InputError } from '../kernel/faults.js';
import type { Locale } from '../kernel/words.js';
import { StringsService } from '../messages/strings.service.js';
import { pdfInThread } from './pdf-thread.adapter.js';
import { reportCsv } from './report-csv.js';
import { reportHtml, reportPaper, type ReportPaper } from './report-html.adapter.js';
import { reportJson } from './report-json.js';
import { type ReportView, viewReport } from './report-view.js';
import { sayIn } from './report-words.js';
import { reportXlsx } from './report-xlsx.adapter.js';
import type { BuiltReport } from './report.service.js';

export const REPORT_FORMATS = ['json', 'html', 'pdf', 'xlsx', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a format is called on the wire. */
export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** Draws a report in one format and language. */
@Injectable()
export class ReportRenderService {
  constructor(private readonly strings: StringsService) {}

  /**
   * `rowsAt` is the address that lists rows: a number's query (`measure=done`) goes behind it, and each number of HTML
   * and PDF becomes a link. Without it numbers are not links; JSON always names the paths of the API.
   */
  async render(
    report: BuiltReport,
    format: ReportFormat,
    locale: Locale,
    rowsAt: string | null = null,
  ): Promise<Buffer> {
    if (format === 'json') return Buffer.from(reportJson(report));
    const view = this.view(report, locale, rowsAt);
    const say = sayIn(this.strings.of(locale));
    const words = { low: say('interval-low'), high: say('interval-high'), base: 'n' };
    switch (format) {
      case 'html':
        return Buffer.from(reportHtml(view));
      case 'pdf':
        return pdfInThread(view);
      case 'xlsx':
        return reportXlsx(view.sections, words);
      case 'csv':
        return Buffer.from(reportCsv(view.sections, words));
    }
  }

  /** The report in words of one language, laid out for a page that has a frame of its own. */
  paper(report: BuiltReport, locale: Locale, rowsAt: string): ReportPaper {
    return reportPaper(this.view(report, locale, rowsAt));
  }

  private view(report: BuiltReport, locale: Locale, rowsAt: string | null): ReportView {
    return viewReport({ ...report, catalogue: this.strings.of(locale), locale, rowsAt });
  }
}

/** A format by its word. Throws InputError for another. */
export function parseReportFormat(word: string): ReportFormat {
  const found = REPORT_FORMATS.find((format) => format === word);
  if (found !== undefined) return found;
  throw new InputError([
    { field: 'format', code: 'unknown', message: `"${word}" is not a format; those are ${REPORT_FORMATS.join(', ')}` },
  ]);
}
