import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../database/package-root.adapter.js';
import { distributionSvg, ledgerBarSvg } from './report-charts.adapter.js';
import type { ReportView } from './report-view.js';

const BAR_WIDTH = 960;
const FONT = `system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif`;

let template: Handlebars.TemplateDelegate | null = null;

/** The report as one HTML document without scripts or outside parts; `linkRows` makes each number a link to its rows. */
export function reportHtml(view: ReportView, linkRows: boolean): string {
  template ??= Handlebars.compile(readFileSync(join(packageRoot(), 'templates', 'reports', 'report.hbs'), 'utf8'));
  return template({
    ...view,
    sections: view.sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) =>
        row.map((cell, i) => ({ ...cell, rows: linkRows ? cell.rows : undefined, isFirst: i === 0 })),
      ),
      chart: section.key === 'satisfaction' ? distributionSvg(view.document, { ...view.chartWords, font: FONT }) : null,
    })),
    bar: ledgerBarSvg(view.document.ledger, BAR_WIDTH),
    balanced: view.document.ledger.balanced,
  });
}
