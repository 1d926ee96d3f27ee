import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../database/package-root.adapter.js';
import { type Cell, isTextColumn } from './report-cells.js';
import { colourOf, ledgerBarSvg, marksSvg } from './report-charts.adapter.js';
import type { ReportView } from './report-view.js';

const BAR_WIDTH = 960;
// Few columns stay close together, so that the eye finds the number of its line.
const NARROW_COLUMNS = 4;
const CHART = {
  font: `system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif`,
  ink: 'currentColor',
  line: 'rgba(128,128,128,0.35)',
  width: 560,
  height: 210,
  fontSize: 12,
};

let template: Handlebars.TemplateDelegate | null = null;

/** The report as one HTML document without scripts or outside parts; its numbers are links where the view says so. */
export function reportHtml(view: ReportView): string {
  template ??= Handlebars.compile(readFileSync(join(packageRoot(), 'templates', 'reports', 'report.hbs'), 'utf8'));
  return template(reportPaper(view));
}

/** The report as a template takes it: links in its numbers, bar and charts as SVG. */
export type ReportPaper = ReturnType<typeof reportPaper>;

/** Lays the report out for a template. */
export function reportPaper(view: ReportView) {
  const link = (cell: Cell) => ({ ...cell, href: hrefOf(view, cell.rows), isNumber: cell.value !== undefined });
  return {
    ...view,
    tiles: view.tiles.map((tile) => ({ ...tile, figure: link(tile.figure) })),
    barSvg: view.bar.parts.length === 0 ? null : ledgerBarSvg(view.bar, BAR_WIDTH),
    legend: view.bar.parts.map((part) => ({ ...part, colour: colourOf(part.part), href: hrefOf(view, part.rows) })),
    sections: view.sections.map((section) => ({
      ...section,
      isNarrow: section.columns.length <= NARROW_COLUMNS,
      hasHead: section.columns.some((column) => column !== ''),
      columns: section.columns.map((title, i) => ({ title, isText: isTextColumn(section, i) })),
      rows: section.rows.map((row) => row.map((cell, i) => ({ ...link(cell), isText: isTextColumn(section, i) }))),
      chart: section.key === 'satisfaction' && view.marks !== null ? marksSvg(view.marks, CHART) : null,
    })),
  };
}

function hrefOf({ rowsAt }: ReportView, rows: string | undefined): string | null {
  return rowsAt === null || rows === undefined ? null : `${rowsAt}?${rows}`;
}
