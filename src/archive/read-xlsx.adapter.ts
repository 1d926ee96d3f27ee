import { createRequire } from 'node:module';
import { stat } from 'node:fs/promises';
import type ExcelJS from 'exceljs';
import { InputError } from '../kernel/faults.js';
import type { FilePeek, ReadChunk, SheetPeek } from './header-layout.js';
import type { RawRow } from './import-row.js';
import { cellText } from './parse-cell.js';

const SAMPLE_ROWS = 20;
const BATCH_ROWS = 1000;

type Reader = ExcelJS.stream.xlsx.WorkbookReader & { properties?: { model?: { date1904?: boolean } } };
type Sheet = AsyncIterable<ExcelJS.Row> & { name?: string };

/** Walks through the whole workbook once, so that a damaged one is refused before anything is written. */
export async function peekXlsx(path: string): Promise<FilePeek> {
  const reader = openWorkbook(path);
  const sheets: SheetPeek[] = [];
  for await (const sheet of reader as unknown as AsyncIterable<Sheet>) {
    sheets.push({ name: sheet.name ?? '', sample: await takeSample(sheet) });
  }
  const date1904 = reader.properties?.model?.date1904 === true;
  return { encoding: 'xlsx', bomLength: 0, delimiter: '', date1904, allowShort: true, sheets };
}

/** The rows of one sheet; lines are the sheet's row numbers. Progress is known only at the end. */
export async function* readXlsx(path: string, sheetName: string): AsyncGenerator<ReadChunk> {
  const { size } = await stat(path);
  for await (const sheet of openWorkbook(path) as unknown as AsyncIterable<Sheet>) {
    const isWanted = (sheet.name ?? '') === sheetName;
    let rows: RawRow[] = [];
    for await (const row of sheet) {
      if (isWanted) rows.push(toRow(row));
      if (rows.length < BATCH_ROWS) continue;
      yield { rows, bytesRead: 0 };
      rows = [];
    }
    if (rows.length > 0) yield { rows, bytesRead: size };
  }
}

function openWorkbook(path: string): Reader {
  const options = {
    sharedStrings: 'cache',
    styles: 'cache',
    worksheets: 'emit',
    hyperlinks: 'ignore',
    entries: 'ignore',
  };
  // Loaded when the first workbook is read: it is large, and most commands read none.
  const library = createRequire(import.meta.url)('exceljs') as typeof ExcelJS;
  return new library.stream.xlsx.WorkbookReader(
    path,
    options as Partial<ExcelJS.stream.xlsx.WorkbookStreamReaderOptions>,
  );
}

async function takeSample(sheet: Sheet): Promise<RawRow[]> {
  const sample: RawRow[] = [];
  try {
    for await (const row of sheet) {
      if (sample.length >= SAMPLE_ROWS) continue;
      const raw = toRow(row);
      if (raw.cells.some((cell) => cell.trim() !== '')) sample.push(raw);
    }
  } catch (error) {
    const message = `The workbook is damaged: ${error instanceof Error ? error.message : String(error)}`;
    throw new InputError([{ field: 'file', code: 'damaged-file', message }]);
  }
  return sample;
}

function toRow(row: ExcelJS.Row): RawRow {
  // exceljs counts cells from 1 and leaves holes.
  const values = row.values as readonly unknown[];
  return {
    line: row.number,
    cells: Array.from({ length: Math.max(values.length - 1, 0) }, (_, i) => cellText(values[i + 1])),
  };
}
