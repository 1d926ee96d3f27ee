import { createRequire } from 'node:module';
import { stat } from 'node:fs/promises';
import type ExcelJS from 'exceljs';
import { InputError } from '../kernel/faults.js';
import type { FilePeek, ReadChunk, SheetPeek } from './header-layout.js';
import type { RawRow } from './import-row.js';
import { cellText } from './parse-cell.js';
import { HEADER_ROWS } from './sample-csv.js';

const BATCH_ROWS = 1000;
const CACHED = { sharedStrings: 'cache' } as const;

type Reader = ExcelJS.stream.xlsx.WorkbookReader & { properties?: { model?: { date1904?: boolean } } };
/** One sheet as the library's reader hands it out. */
export type Sheet = AsyncIterable<ExcelJS.Row> & { name?: string };

/** Walks through the whole workbook once, so that a damaged one is refused before anything is written. */
export async function peekXlsx(path: string): Promise<FilePeek> {
  const reader = openWorkbook(path);
  const sheets: SheetPeek[] = [];
  for await (const sheet of reader as unknown as AsyncIterable<Sheet>) {
    sheets.push({ name: sheet.name ?? '', ...(await takeSample(sheet)) });
  }
  const date1904 = reader.properties?.model?.date1904 === true;
  return { encoding: 'xlsx', bomLength: 0, delimiter: '', date1904, allowShort: true, sheets, warnings: [] };
}

/**
 * The rows of one sheet; lines are the sheet's row numbers. Most programs store the texts of a workbook behind its
 * sheets, so that all bytes are taken before the first row comes: progress is the share of the sheet's rows, in bytes.
 */
export async function* readXlsx(path: string, sheetName: string, rowCount: number): AsyncGenerator<ReadChunk> {
  const { size } = await stat(path);
  let done = 0;
  for await (const sheet of openWorkbook(path) as unknown as AsyncIterable<Sheet>) {
    const isWanted = (sheet.name ?? '') === sheetName;
    let rows: RawRow[] = [];
    for await (const row of sheet) {
      if (isWanted) rows.push(toRow(row));
      if (rows.length < BATCH_ROWS) continue;
      done += rows.length;
      yield { rows, bytesRead: shareOf(size, done, rowCount) };
      rows = [];
    }
    if (rows.length > 0) yield { rows, bytesRead: size };
  }
}

/** The library's reader of a workbook; nothing is read yet. */
export function openWorkbook(path: string, asked: { readonly sharedStrings: 'cache' | 'emit' } = CACHED): Reader {
  const options = {
    ...asked,
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

async function takeSample(sheet: Sheet): Promise<{ sample: RawRow[]; rowCount: number }> {
  const sample: RawRow[] = [];
  let rowCount = 0;
  try {
    for await (const row of sheet) {
      rowCount += 1;
      if (sample.length >= HEADER_ROWS) continue;
      const raw = toRow(row);
      if (raw.cells.some((cell) => cell.trim() !== '')) sample.push(raw);
    }
  } catch (error) {
    throw damagedWorkbook(error);
  }
  return { sample, rowCount };
}

function shareOf(size: number, done: number, rowCount: number): number {
  return done >= rowCount ? size : Math.floor((size * done) / rowCount);
}

/** What a failure of the library says of the workbook. */
export function damagedWorkbook(error: unknown): InputError {
  if (error instanceof InputError) return error;
  const message = `The workbook is damaged: ${error instanceof Error ? error.message : String(error)}`;
  return new InputError([{ field: 'file', code: 'damaged-file', message }]);
}

/** A row's cells as texts; `resolve` is asked for what a cell only refers to. */
export function toRow(row: ExcelJS.Row, resolve: (value: unknown) => unknown = (value) => value): RawRow {
  // exceljs counts cells from 1 and leaves holes.
  const values = row.values as readonly unknown[];
  const cells = Array.from({ length: Math.max(values.length - 1, 0) }, (_, i) => cellText(resolve(values[i + 1])));
  return { line: row.number, cells };
}
