import type ExcelJS from 'exceljs';
import type { NumberFormat, Section } from './report-cells.js';
import { spreadsheetSafe } from './spreadsheet-safe.js';
import { type RateWords, type SheetValue, toSheetTable } from './spreadsheet-table.js';

const FORBIDDEN_IN_SHEET_NAME = /[\\/*?:[\]]/g;
const SHEET_NAME_LENGTH = 31;
const WIDEST = 60;
const NARROWEST = 10;
const NUMBER_FORMATS: Readonly<Record<NumberFormat, string>> = {
  count: '#,##0',
  share: '0.0%',
  mean: '0.00',
  index: '0.0000',
  points: '0.0',
  change: '+#,##0;-#,##0;0',
  'point-change': '+0.0;-0.0;0.0',
};

/** A workbook with a sheet for each section; numbers are numbers, text never becomes a formula. */
export async function reportXlsx(sections: readonly Section[], words: RateWords): Promise<Buffer> {
  // Loaded when first needed: commands that draw no workbook should not wait for it.
  const { default: library } = await import('exceljs');
  const workbook = new library.Workbook();
  const taken = new Set<string>();
  for (const section of sections) addSheet(workbook, section, words, taken);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, section: Section, words: RateWords, taken: Set<string>): void {
  const { columns, rows } = toSheetTable(section, words);
  const sheet = workbook.addWorksheet(sheetName(section.title, taken), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(columns).font = { bold: true };
  for (const row of rows) {
    const added = sheet.addRow(row.map((value) => (value !== null && typeof value === 'object' ? value.value : value)));
    row.forEach((value, i) => {
      if (value !== null && typeof value === 'object') added.getCell(i + 1).numFmt = NUMBER_FORMATS[value.format];
    });
  }
  if (section.note !== undefined) {
    sheet.addRow([]);
    sheet.addRow([spreadsheetSafe(section.note)]).font = { italic: true, color: { argb: 'FF666666' } };
  }
  const widths = widthsOf([columns, ...rows]);
  sheet.columns.forEach((column, i) => (column.width = widths[i] ?? NARROWEST));
}

/** Excel refuses two sheets of one name, whatever their case. */
function sheetName(title: string, taken: Set<string>): string {
  const name = title.replace(FORBIDDEN_IN_SHEET_NAME, ' ').slice(0, SHEET_NAME_LENGTH).trim();
  const free = taken.has(name.toLowerCase()) ? `${name.slice(0, SHEET_NAME_LENGTH - 4)} ${taken.size}` : name;
  taken.add(free.toLowerCase());
  return free;
}

function widthsOf(rows: readonly (readonly SheetValue[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((value, i) => {
      const wanted = 2 + (typeof value === 'string' ? displayWidth(value) : 0);
      widths[i] = Math.min(WIDEST, Math.max(widths[i] ?? NARROWEST, wanted));
    });
  }
  return widths;
}

const FIRST_FULL_WIDTH = 0x2e80;

/** Full-width characters take two places. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) < FIRST_FULL_WIDTH ? 1 : 2;
  return width;
}
