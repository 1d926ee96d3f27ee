import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { distributionSvg, ledgerBarSvg } from './report-charts.adapter.js';
import type { Cell, Section } from './report-sections.js';
import type { ReportView } from './report-view.js';

const FONT = 'NotoSansSC';
const PAGE_WIDTH = 515;
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

/** The report as a PDF; fonts are embedded, Chinese lines break as they should. */
export async function reportPdf(view: ReportView): Promise<Buffer> {
  return Buffer.from(await pdfmake.createPdf(definitionOf(view)).getBuffer());
}

/** Made anew for each render: the library changes what it is given. */
function definitionOf(view: ReportView): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [40, 48, 40, 48],
    info: { title: view.title, author: view.organisation },
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.2, color: '#22252a' },
    styles: {
      title: { fontSize: 20, bold: true, margin: [0, 0, 0, 2] },
      subtitle: { fontSize: 10, color: '#5c636b', margin: [0, 0, 0, 2] },
      heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] },
      note: { fontSize: 8, color: '#5c636b', margin: [0, 0, 0, 4] },
      head: { bold: true, color: '#5c636b' },
    },
    footer: (page: number, pages: number) => ({
      text: `${page} / ${pages}`,
      alignment: 'center',
      style: 'note',
      margin: [0, 16, 0, 0],
    }),
    content: [
      { text: drawable(view.title), style: 'title' },
      ...view.lines.map((line): Content => ({ text: drawable(line), style: 'subtitle' })),
      { svg: ledgerBarSvg(view.document.ledger, PAGE_WIDTH), margin: [0, 10, 0, 0] },
      legendOf(view),
      ...view.sections.flatMap((section) => contentOf(section, view)),
    ],
  };
}

function legendOf(view: ReportView): Content {
  const parts = view.legend.map((part) => ({
    text: [{ text: '■ ', color: part.colour }, `${part.label} ${part.count}   `],
  }));
  return { text: parts, fontSize: 8, margin: [0, 4, 0, 0] };
}

function contentOf(section: Section, view: ReportView): Content[] {
  const head: TableCell[] = section.columns.map((column, i) => ({
    text: drawable(column),
    style: 'head',
    alignment: i === 0 ? 'left' : 'right',
  }));
  const body = section.rows.map((row) => row.map((cell, i): TableCell => cellOf(cell, i)));
  const columns = section.columns.length || 1;
  const widths = Array.from({ length: columns }, (_, i) => (i === 0 ? '*' : 'auto'));
  const table = {
    headerRows: section.columns.length > 0 ? 1 : 0,
    widths,
    body: section.columns.length > 0 ? [head, ...body] : body,
  };
  return [
    { text: drawable(section.title), style: 'heading', headlineLevel: 1 },
    ...(section.note === undefined ? [] : [{ text: drawable(section.note), style: 'note' }]),
    { table, layout: 'lightHorizontalLines' },
    ...(section.key === 'satisfaction'
      ? [
          {
            svg: distributionSvg(view.document, { ...view.chartWords, font: FONT }),
            margin: [0, 6, 0, 0] as [number, number, number, number],
          },
        ]
      : []),
  ];
}

function cellOf(cell: Cell, column: number): TableCell {
  return { text: drawable(cell.text), alignment: column === 0 ? 'left' : 'right' };
}

/** Characters beyond the basic plane (𠮷, emoji) have no glyph in the font: their code stands for them, visibly. */
function drawable(text: string): string {
  return text.replace(
    /[\u{10000}-\u{10FFFF}]/gu,
    (char) => `[U+${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}]`,
  );
}
