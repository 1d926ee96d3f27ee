import { stat } from 'node:fs/promises';
import { InputError } from '../kernel/faults.js';
import type { FilePeek, Layout, ReadChunk } from './header-layout.js';
import type { HeaderMapping } from './header-row.js';
import { peekCsv, readCsv, readStart } from './read-csv.adapter.js';
import { peekXlsx, readXlsx } from './read-xlsx.adapter.js';

/** A first look at a file, CSV or XLSX by its content; throws InputError when it cannot be read. */
export async function peekFile(path: string, encoding: string, mapping: HeaderMapping): Promise<FilePeek> {
  return (await fileKind(path)) === 'xlsx' ? peekXlsx(path) : peekCsv(path, encoding, mapping);
}

/** What a file is by its first bytes; throws InputError when it cannot be read. */
export async function fileKind(path: string): Promise<'csv' | 'xlsx'> {
  const start = await readStart(path, 4).catch((error: unknown) => {
    throw new InputError([{ field: 'file', code: 'unreadable-file', message: describeFault(path, error) }]);
  });
  if (start.equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) return 'xlsx';
  if (start.equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    const message = 'This is a workbook of before 2007 (.xls); save it as .xlsx or CSV.';
    throw new InputError([{ field: 'file', code: 'old-workbook', message }]);
  }
  return 'csv';
}

/** The rows below the header. */
export async function* readRows(path: string, peek: FilePeek, layout: Layout): AsyncGenerator<ReadChunk> {
  const chunks =
    peek.encoding === 'xlsx' ? readXlsx(path, layout.sheet, rowCount(peek, layout.sheet)) : readCsv(path, peek);
  for await (const { rows, bytesRead } of chunks) {
    const isBelow = (rows[0]?.line ?? 0) > layout.headerLine;
    yield { rows: isBelow ? rows : rows.filter((row) => row.line > layout.headerLine), bytesRead };
  }
}

function rowCount(peek: FilePeek, name: string): number {
  return peek.sheets.find((sheet) => sheet.name === name)?.rowCount ?? 0;
}

/** The size of a file in bytes. */
export async function fileBytes(path: string): Promise<number> {
  return (await stat(path)).size;
}

function describeFault(path: string, error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `There is no file ${path}.`;
  if (code === 'EACCES') return `The file ${path} may not be read.`;
  return code === 'EISDIR' ? `${path} is a folder.` : `The file ${path} cannot be read: ${String(error)}`;
}
