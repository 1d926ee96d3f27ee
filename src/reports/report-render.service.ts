import { Injectable } from '@nestjs/common';
import { InputError } from '../kernel/faults.js';
import type { Locale } from '../kernel/words.js';
import { StringsService } from '../messages/strings.service.js';
import { reportCsv } from './report-csv.js';
import { PART_COLOURS } from './report-charts.adapter.js';
import { reportHtml } from './report-html.adapter.js';
import { reportPdf } from './report-pdf.adapter.js';
import type { BuiltReport } from './report.service.js';
import { viewReport } from './report-view.js';
import { reportXlsx } from './report-xlsx.adapter.js';

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

  async render(report: BuiltReport, format: ReportFormat, locale: Locale, linkRows = false): Promise<Buffer> {
    if (format === 'json')
      return Buffer.from(`${JSON.stringify({ ...report.document, frozen: report.frozen }, null, 2)}\n`);
    const view = viewReport({ ...report, catalogue: this.strings.of(locale), locale, colours: PART_COLOURS });
    switch (format) {
      case 'html':
        return Buffer.from(reportHtml(view, linkRows));
      case 'pdf':
        return reportPdf(view);
      case 'xlsx':
        return reportXlsx(view.sections);
      case 'csv':
        return Buffer.from(reportCsv(view.sections));
    }
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
