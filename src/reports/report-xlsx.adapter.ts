import ExcelJS from 'exceljs';
import type { Cell, Section } from './report-sections.js';
import { spreadsheetSafe } from './spreadsheet-safe.js';

const FORBIDDEN_IN_SHEET_NAME = /[\\/*?:[\]]/g;
const SHEET_NAME_LENGTH = 31;

/** A workbook with a sheet for each section; numbers are numbers, text never becomes a formula. */
export async function reportXlsx(sections: readonly Section[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const section of sections) addSheet(workbook, section);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, section: Section): void {
  const name = section.title.replace(FORBIDDEN_IN_SHEET_NAME, ' ').slice(0, SHEET_NAME_LENGTH);
  const sheet = workbook.addWorksheet(name, {
    views: section.columns.length > 0 ? [{ state: 'frozen', ySplit: 1 }] : [],
  });
  if (section.columns.length > 0) sheet.addRow([...section.columns]).font = { bold: true };
  for (const row of section.rows) sheet.addRow(row.map(valueOf));
  if (section.note !== undefined) sheet.addRow([section.note]).font = { italic: true, color: { argb: 'FF666666' } };
  const widths = section.rows.map((row) => row.map((cell) => displayWidth(cell.text)));
  sheet.columns.forEach((column, i) => {
    column.width = Math.min(
      60,
      2 + Math.max(8, ...widths.map((row) => row[i] ?? 0), displayWidth(section.columns[i] ?? '')),
    );
  });
}

/** Full-width characters take two places. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
  return width;
}

function valueOf(cell: Cell): string | number {
  return cell.value !== undefined && cell.text === String(cell.value) ? cell.value : spreadsheetSafe(cell.text);
}
