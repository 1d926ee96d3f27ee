import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type Cell, isTextColumn, type Section } from './report-cells.js';
import { colourOf, ledgerBarSvg, marksSvg } from './report-charts.adapter.js';
import type { ReportView, Tile } from './report-view.js';

const FONT = 'NotoSansSC';
const PAGE_WIDTH = 515;
const INK = '#1d2326';
const QUIET = '#566067';
const LINE = '#e2e0da';
const CHART = { font: FONT, ink: INK, line: LINE, width: 420 };
// A table of more rows than this may break over pages; then its heading is repeated on each.
const ROWS_KEPT_TOGETHER = 18;
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
    pageMargins: [40, 44, 40, 48],
    info: { title: view.title, author: view.organisation },
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.15, color: INK },
    styles: {
      title: { fontSize: 19, bold: true, margin: [0, 0, 0, 3] },
      quiet: { fontSize: 8.5, color: QUIET },
      alert: { fontSize: 9, color: '#7a5200', margin: [0, 2, 0, 0] },
      summary: { fontSize: 10.5, margin: [0, 10, 0, 10] },
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
      margin: [40, 16, 40, 0],
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
      ...[figure.detail, change?.text, change?.detail]
        .filter((line) => line !== undefined)
        .map((line) => ({ text: drawable(line), style: 'note', fontSize: 7 })),
    ],
    margin: [2, 2, 2, 2],
  });
  const lines = { hLineWidth: () => 0.7, vLineWidth: () => 0.7, hLineColor: () => LINE, vLineColor: () => LINE };
  return { table: { widths: tiles.map(() => '*'), body: [tiles.map(cell)] }, layout: lines, margin: [0, 0, 0, 12] };
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
  const isLong = section.rows.length > ROWS_KEPT_TOGETHER;
  const note = section.note === undefined ? [] : [{ text: drawable(section.note), style: 'note' }];
  const heading = [{ text: drawable(section.title), style: 'heading' }, ...note];
  const chart =
    section.key === 'satisfaction' && view.marks !== null
      ? [{ svg: marksSvg(view.marks, CHART), margin: [0, 8, 0, 0] as [number, number, number, number] }]
      : [];
  const table = tableOf(section, view, isLong ? heading : []);
  const stack = isLong ? [table, ...chart] : [...heading, table, ...chart];
  return { stack, unbreakable: !isLong, margin: [0, 16, 0, 0] };
}

function tableOf(section: Section, { rowsAt }: ReportView, heading: Content[]): Content {
  const textColumns = section.columns.map((_, i) => isTextColumn(section, i));
  const alignment = (i: number) => (textColumns[i] === true ? 'left' : 'right');
  const body: TableCell[][] = section.rows.map((row) => row.map((cell, i) => cellOf(cell, alignment(i), rowsAt)));
  const hasHead = section.columns.some((column) => column !== '');
  const head = section.columns.map((title, i): TableCell => ({
    text: drawable(title),
    style: 'head',
    alignment: alignment(i),
  }));
  const wide: TableCell[][] =
    heading.length === 0
      ? []
      : [
          [
            { stack: heading, colSpan: section.columns.length, border: [false, false, false, false] },
            ...section.columns.slice(1).map(() => ''),
          ],
        ];
  const headerRows = wide.length + (hasHead ? 1 : 0);
  return {
    table: {
      headerRows,
      keepWithHeaderRows: Math.min(2, body.length),
      dontBreakRows: true,
      widths: widthsOf(textColumns),
      body: [...wide, ...(hasHead ? [head] : []), ...body],
    },
    layout: {
      hLineWidth: (i: number) => (i <= wide.length && (i < headerRows || !hasHead) ? 0 : 0.6),
      vLineWidth: () => 0,
      hLineColor: () => LINE,
      paddingLeft: (i: number) => (i === 0 ? 0 : 8),
      paddingRight: () => 0,
      paddingTop: () => 2.5,
      paddingBottom: () => 2.5,
    },
    margin: [0, 3, 0, 0],
  };
}

/** Words take the room that numbers leave; of several columns of words the last. */
function widthsOf(textColumns: readonly boolean[]): string[] {
  const roomy = textColumns.lastIndexOf(true);
  return textColumns.map((isText, i) => (i === roomy || (roomy === -1 && !isText) ? '*' : 'auto'));
}

function cellOf(cell: Cell, alignment: 'left' | 'right', rowsAt: string | null): TableCell {
  const link = rowsAt === null || cell.rows === undefined ? {} : { link: `${rowsAt}?${cell.rows}` };
  const main = { text: drawable(cell.text), bold: cell.strong === true, ...link };
  const detail = cell.detail === undefined ? [] : [{ text: `\n${drawable(cell.detail)}`, fontSize: 7, color: QUIET }];
  return { text: [main, ...detail], alignment };
}

/** Characters beyond the basic plane (𠮷, emoji) have no glyph in the font: their code stands for them, visibly. */
function drawable(text: string): string {
  return text.replace(
    /[\u{10000}-\u{10FFFF}]/gu,
    (char) => `[U+${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}]`,
  );
}
