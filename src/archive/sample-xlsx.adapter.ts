import type { Readable } from 'node:stream';
import type ExcelJS from 'exceljs';
import type { FilePeek, SheetPeek } from './header-layout.js';
import { listZip, openZipEntry } from './open-zip.adapter.js';
import { damagedWorkbook, openWorkbook, peekXlsx, toRow, type Sheet } from './read-xlsx.adapter.js';
import type { ZipEntry } from './zip-directory.js';

/** The parts of the library's reader that read one packed file each; its own walk reads them all, in their order. */
interface PartReader {
  properties?: { model?: { date1904?: boolean } };
  _parseRels(part: Readable): Promise<void>;
  _parseWorkbook(part: Readable): Promise<void>;
  _parseStyles(part: Readable): Promise<void>;
  _parseSharedStrings(part: Readable): AsyncIterable<{ readonly index: number; readonly text: unknown }>;
  _parseWorksheet(part: Readable, sheetNo: string): Iterable<{ readonly value: Sheet }>;
}

const TEXTS = 'xl/sharedStrings.xml';
/** Beyond this row nobody looks for the first filled one. */
const LAST_LOOKED_AT = 5000;

type Entries = ReadonlyMap<string, ZipEntry>;

/**
 * The first rows of every sheet, without reading the rest of the workbook: packed files are found by the archive's
 * directory, sheets are read from their beginnings, shared texts up to the last one needed. A workbook whose directory
 * is not in the plain form is walked through. Throws InputError when it is damaged.
 */
export async function sampleXlsx(path: string, limit: number): Promise<FilePeek> {
  try {
    const entries = await listZip(path);
    return entries === null || !entries.has('xl/workbook.xml')
      ? await peekXlsx(path)
      : await sampleParts(path, entries, limit);
  } catch (error) {
    throw damagedWorkbook(error);
  }
}

async function sampleParts(path: string, entries: Entries, limit: number): Promise<FilePeek> {
  const reader = openWorkbook(path, { sharedStrings: 'emit' }) as unknown as PartReader;
  const part = (name: string) => openPart(path, entries, name);
  const read = async (name: string, take: (stream: Readable) => Promise<void>) => {
    const stream = await part(name);
    if (stream !== null) await take(stream);
  };
  await read('xl/_rels/workbook.xml.rels', (stream) => reader._parseRels(stream));
  await read('xl/workbook.xml', (stream) => reader._parseWorkbook(stream));
  await read('xl/styles.xml', (stream) => reader._parseStyles(stream));
  const sheets: { name: string; rows: ExcelJS.Row[] }[] = [];
  for (const [name, sheetNo] of sheetParts(entries)) {
    const stream = await part(name);
    if (stream === null) continue;
    for (const { value } of reader._parseWorksheet(stream, sheetNo)) {
      sheets.push({ name: value.name ?? '', rows: await firstRows(value, limit) });
    }
  }
  const needed = sheets.flatMap(({ rows }) => rows.flatMap(neededTexts));
  const texts = needed.length === 0 ? new Map<number, unknown>() : await readTexts(reader, await part(TEXTS), needed);
  const date1904 = reader.properties?.model?.date1904 === true;
  const peeks = sheets.map(({ name, rows }): SheetPeek => ({ name, sample: toSample(rows, texts), rowCount: null }));
  return { encoding: 'xlsx', bomLength: 0, delimiter: '', date1904, allowShort: true, sheets: peeks, warnings: [] };
}

async function openPart(path: string, entries: Entries, name: string): Promise<Readable | null> {
  const entry = entries.get(name);
  return entry === undefined ? null : openZipEntry(path, entry);
}

function sheetParts(entries: Entries): [string, string][] {
  return [...entries.keys()].flatMap((name): [string, string][] => {
    const sheetNo = /^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1];
    return sheetNo === undefined ? [] : [[name, sheetNo]];
  });
}

/** The first rows that hold anything, `limit` of them at most; leaving the loop closes the sheet. */
async function firstRows(sheet: Sheet, limit: number): Promise<ExcelJS.Row[]> {
  const rows: ExcelJS.Row[] = [];
  for await (const row of sheet) {
    if (row.hasValues) rows.push(row);
    if (rows.length >= limit || row.number >= LAST_LOOKED_AT) break;
  }
  return rows;
}

async function readTexts(
  reader: PartReader,
  part: Readable | null,
  needed: readonly number[],
): Promise<ReadonlyMap<number, unknown>> {
  const wanted = new Set(needed);
  const texts = new Map<number, unknown>();
  if (part === null) return texts;
  for await (const { index, text } of reader._parseSharedStrings(part)) {
    if (wanted.has(index)) texts.set(index, text);
    if (texts.size === wanted.size) break;
  }
  part.destroy();
  return texts;
}

function neededTexts(row: ExcelJS.Row): number[] {
  return (row.values as readonly unknown[]).map(textIndex).filter((index) => index !== null);
}

function textIndex(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('sharedString' in value)) return null;
  return typeof value.sharedString === 'number' ? value.sharedString : null;
}

function toSample(rows: readonly ExcelJS.Row[], texts: ReadonlyMap<number, unknown>) {
  return rows
    .map((row) => toRow(row, (value) => texts.get(textIndex(value) ?? -1) ?? value))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}
