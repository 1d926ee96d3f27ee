import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { emptyReport, sampleReport } from '../../test/support/sample-report.js';
import type { Locale } from '../kernel/words.js';
import { mergeStrings } from '../messages/merge-strings.js';
import { readStringsFiles } from '../messages/strings.service.js';
import { reportCsv } from './report-csv.js';
import type { ReportDocument } from './report-document.js';
import { reportHtml } from './report-html.adapter.js';
import { reportJson } from './report-json.js';
import { drawPdf } from './report-pdf.adapter.js';
import { viewReport } from './report-view.js';
import { reportXlsx } from './report-xlsx.adapter.js';

const WORDS = { low: 'from', high: 'to', base: 'n' };

function viewOf(locale: Locale, document: ReportDocument = sampleReport(), rowsAt: string | null = null) {
  const { catalogue } = mergeStrings(readStringsFiles(locale));
  return viewReport({ document, frozen: null, answersSince: 0, catalogue, locale, rowsAt });
}

describe('the report as a page', () => {
  it.each([
    ['en', '<html lang="en">', 'What is missing, and why', 'Live, as of 25 Nov 2026, 16:30'],
    ['zh-CN', '<html lang="zh-CN">', '未完成原因', '实时数据，截至 2026年11月25日 16:30'],
  ] as const)('speaks %s', (locale, ...words) => {
    const html = reportHtml(viewOf(locale));
    for (const word of words) expect(html).toContain(word);
  });

  it('escapes what people wrote', () => {
    const html = reportHtml(viewOf('en'));
    expect(html).toContain('&lt;b&gt;Mallory&lt;/b&gt;');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
  });

  it('links each number to its rows where it is told where they are', () => {
    expect(reportHtml(viewOf('en', sampleReport(), '/reports/12/rows'))).toContain(
      '<a href="/reports/12/rows?measure&#x3D;planned&amp;agent&#x3D;010">267</a>',
    );
    expect(reportHtml(viewOf('en'))).not.toContain('<a ');
  });

  it('names the version and the whole hash of a frozen report', () => {
    const { catalogue } = mergeStrings(readStringsFiles('en'));
    const frozen = {
      version: 2,
      contentHash: 'c0ffee'.repeat(8),
      closedBy: 'boss',
      closedAt: new Date('2026-12-01T02:00:00Z'),
    };
    const html = reportHtml(viewReport({ document: sampleReport(), frozen, answersSince: 3, catalogue, locale: 'en' }));
    expect(html).toContain(`version 2, content hash ${frozen.contentHash}`);
    expect(html).toContain('3 answers came after this report was frozen');
  });

  it('says in red when the books do not add up', () => {
    const document = sampleReport({ ledger: { ...sampleReport().ledger, balanced: false } });
    expect(reportHtml(viewOf('en', document))).toContain('class="wrong"');
    expect(reportHtml(viewOf('en'))).not.toContain('class="wrong"');
  });

  it.each(['en', 'zh-CN'] as const)('of an empty campaign has dashes in %s', (locale) => {
    const html = reportHtml(viewOf(locale, emptyReport()));
    expect(html).toContain('—');
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('the report as a PDF', () => {
  it.each(['en', 'zh-CN'] as const)(
    'is one in %s, with its fonts inside',
    async (locale) => {
      const pdf = (await drawPdf(viewOf(locale))).toString('latin1');
      expect(pdf.startsWith('%PDF-')).toBe(true);
      expect(pdf).toContain('NotoSansSC');
      expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
    },
    60_000,
  );

  it('is also one of an empty campaign, and with links', async () => {
    const pdf = await drawPdf(viewOf('en', emptyReport(), 'https://visits.example/rows'));
    expect(pdf.toString('latin1')).toContain('https://visits.example/rows?measure=planned');
  }, 60_000);
});

describe('the report as a workbook', () => {
  async function read(document = sampleReport(), locale: Locale = 'en') {
    const workbook = new ExcelJS.Workbook();
    const file = await reportXlsx(viewOf(locale, document).sections, WORDS);
    await workbook.xlsx.load(file as unknown as Parameters<typeof workbook.xlsx.load>[0]);
    return workbook;
  }
  const row = (sheet: ExcelJS.Worksheet | undefined, n: number) => (sheet?.getRow(n).values as unknown[]).slice(1);

  it('has a sheet for each section, with numbers as numbers', async () => {
    const workbook = await read();
    expect(workbook.worksheets.map((sheet) => sheet.name).slice(0, 2)).toEqual([
      'At a glance',
      'What is missing, and why',
    ]);
    const agents = workbook.getWorksheet('By agent');
    expect(row(agents, 1).slice(-4)).toEqual(['Satisfied with the service (4, 5)', 'from', 'to', 'n']);
    expect(row(agents, 2).slice(0, 7)).toEqual(['010', '李客服', 267, 127, 204, 127, 24 / 33]);
    expect(agents?.getRow(2).getCell(7).numFmt).toBe('0.0%');
  });

  it('keeps the agent’s leading zero and disarms formulas', async () => {
    const workbook = await read();
    const suggestions = workbook.getWorksheet('What customers suggest');
    const cells = [2, 3, 4].map((n) => suggestions?.getRow(n).getCell(1));
    expect(cells.map((cell) => cell?.value)).toContain(`'=HYPERLINK("***`);
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((line) => line.eachCell((cell) => expect(cell.type).not.toBe(ExcelJS.ValueType.Formula)));
    }
  });

  it('can be read in Chinese and when nothing is in it', async () => {
    expect((await read(sampleReport(), 'zh-CN')).worksheets[0]?.name).toBe('总览');
    expect((await read(emptyReport())).worksheets.length).toBeGreaterThan(3);
  });
});

describe('the report as CSV', () => {
  const csv = (locale: Locale, document = sampleReport()) => reportCsv(viewOf(locale, document).sections, WORDS);
  const read = (text: string) => parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false });

  it('begins with a mark by which spreadsheets know UTF-8', () => {
    expect(csv('zh-CN').startsWith('\uFEFF总览\r\n')).toBe(true);
  });

  it('gives bare numbers, and a rate its interval and base beside it', () => {
    const lines = read(csv('en'));
    const promise = lines.find((line) => line[0] === 'Promise kept');
    expect(promise?.map((value, i) => (i === 0 ? value : Number(Number(value).toFixed(6))))).toEqual([
      'Promise kept',
      0.85,
      0.814477,
      0.879726,
      460,
    ]);
    expect(lines).toContainEqual(['Missed', '69', '', '', '']);
  });

  it('has no cell that a spreadsheet would run', () => {
    const cells = read(csv('en')).flat();
    const dangerous = cells.filter(
      (cell) => /^[=+@\t\r]/.test(cell) || (/^-/.test(cell) && Number.isNaN(Number(cell))),
    );
    expect(dangerous).toEqual([]);
    expect(cells).toContain(`'=HYPERLINK("***`);
  });
});

describe('the report as JSON', () => {
  it('has its numbers in plain places', () => {
    const json = JSON.parse(reportJson({ document: sampleReport(), frozen: null, answersSince: 0 })) as ReportDocument;
    expect(json.funnel.audience).toBe(1000);
    expect(json.headline.done).toBe(382);
    expect(json.service.good?.share).toBe(0.73);
    expect(json.rows.reached).toBe('/api/v1/reports/12/rows?measure=reached');
  });

  it('is the same text whatever the order in which it was put together', () => {
    const document = sampleReport();
    const turned = Object.fromEntries(Object.entries(document).reverse()) as unknown as ReportDocument;
    const report = { frozen: null, answersSince: 0 };
    expect(reportJson({ document: turned, ...report })).toBe(reportJson({ document, ...report }));
  });
});
