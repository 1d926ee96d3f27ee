import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { drawable, LINE, QUIET, sectionTable } from './pdf-table.js';
import type { Section } from './report-cells.js';
import { colourOf, ledgerBarSvg, marksSvg } from './report-charts.adapter.js';
import type { ReportView, Tile } from './report-view.js';

const FONT = 'NotoSansSC';
const PAGE_WIDTH = 515;
const INK = '#1d2326';
const CHART = { font: FONT, ink: INK, line: LINE, width: 400, height: 150, fontSize: 8.5 };
// A table of more rows than this may break over pages; then its heading is repeated on each.
const ROWS_KEPT_TOGETHER = 18;
// A manager looks for it on the first page: it begins there even where it goes on on the next.
const BEGINS_AT_ONCE = 'unfinished';
const fontFolder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));

pdfmake.addFonts({
  [FONT]: {
    normal: join(fontFolder, '400Regular', 'NotoSansSC_400Regular.ttf'),
    bold: join(fontFolder, '700Bold', 'NotoSansSC_700Bold.ttf'),
    italics: join(fontFolder, '400Regular', 'NotoSansSC_400Regular.ttf'),
    bolditalics: join(fontFolder, '700Bold', 'NotoSansSC_700Bold.ttf'),
  },
});
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path: string) => path.startsWith(fontFolder));

/** The report as a PDF; fonts are embedded, Chinese lines break as they should. Long tables take seconds: see the thread. */
export async function drawPdf(view: ReportView): Promise<Buffer> {
  return Buffer.from(await pdfmake.createPdf(definitionOf(view)).getBuffer());
}

/** Made anew for each render: the library changes what it is given. */
function definitionOf(view: ReportView): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [40, 36, 40, 40],
    info: { title: view.title, author: view.organisation },
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.15, color: INK },
    styles: {
      title: { fontSize: 19, bold: true, margin: [0, 0, 0, 3] },
      quiet: { fontSize: 8.5, color: QUIET },
      alert: { fontSize: 8.5, color: '#7a5200', margin: [0, 1, 0, 0] },
      summary: { fontSize: 10, margin: [0, 7, 0, 7] },
      heading: { fontSize: 12, bold: true },
      note: { fontSize: 8, color: QUIET },
      head: { bold: true, color: QUIET, fontSize: 8.5 },
    },
    footer: (page: number, pages: number) => ({
      columns: [
        { text: drawable(view.title), alignment: 'left' },
        { text: `${page} / ${pages}`, alignment: 'right', width: 60 },
      ],
      style: 'note',
      margin: [40, 12, 40, 0],
    }),
    content: [
      { text: drawable(view.title), style: 'title' },
      ...view.lines.map((line): Content => ({ text: drawable(line), style: 'quiet' })),
      ...view.alerts.map((alert): Content => ({ text: `• ${drawable(alert)}`, style: 'alert' })),
      { text: drawable(view.summary), style: 'summary' },
      tilesOf(view.tiles),
      ...barOf(view),
      ...view.sections.map((section) => contentOf(section, view)),
    ],
  };
}

function tilesOf(tiles: readonly Tile[]): Content {
  const cell = ({ label, figure, change }: Tile): TableCell => ({
    stack: [
      { text: drawable(label), style: 'note' },
      { text: drawable(figure.text), fontSize: 17, bold: true },
      ...[figure.detail, change === null ? undefined : `${change.text} ${change.detail ?? ''}`.trim()]
        .filter((line) => line !== undefined)
        .map((line) => ({ text: drawable(line), style: 'note', fontSize: 7 })),
    ],
    margin: [2, 2, 2, 2],
  });
  const lines = { hLineWidth: () => 0.7, vLineWidth: () => 0.7, hLineColor: () => LINE, vLineColor: () => LINE };
  return { table: { widths: tiles.map(() => '*'), body: [tiles.map(cell)] }, layout: lines, margin: [0, 0, 0, 9] };
}

function barOf({ bar }: ReportView): Content[] {
  if (bar.parts.length === 0) return [];
  const legend = bar.parts.map(({ part, label, text }) => ({
    text: [{ text: '■\u00A0', color: colourOf(part) }, `${label.replaceAll(' ', '\u00A0')}\u00A0${text}    `],
  }));
  const verdict: Content[] = bar.balanced ? [] : [{ text: bar.verdict, color: '#a52a22', bold: true }];
  return [{ svg: ledgerBarSvg(bar, PAGE_WIDTH) }, { text: legend, fontSize: 8, margin: [0, 4, 0, 0] }, ...verdict];
}

/** A short table stays with its heading on one page; a long one breaks, and repeats heading and columns. */
function contentOf(section: Section, view: ReportView): Content {
  const isLong = section.key === BEGINS_AT_ONCE || section.rows.length > ROWS_KEPT_TOGETHER;
  const note = section.note === undefined ? [] : [{ text: drawable(section.note), style: 'note' }];
  const heading = [{ text: drawable(section.title), style: 'heading' }, ...note];
  const chart =
    section.key === 'satisfaction' && view.marks !== null
      ? [{ svg: marksSvg(view.marks, CHART), margin: [0, 8, 0, 0] as [number, number, number, number] }]
      : [];
  const table = sectionTable(section, view.rowsAt, isLong ? heading : []);
  const stack = isLong ? [table, ...chart] : [...heading, table, ...chart];
  return { stack, unbreakable: !isLong, margin: [0, 14, 0, 0] };
}
