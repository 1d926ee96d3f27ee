import { InputError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import {
  countKnownHeaders,
  findHeaderRow,
  readColumns,
  type Column,
  type HeaderMapping,
  type ImportKey,
} from './header-row.js';
import type { Finding, RawRow, ReadRow } from './import-row.js';

/** What a first look at a file tells. A CSV file is one sheet without a name. */
export interface FilePeek {
  readonly encoding: string;
  readonly bomLength: number;
  readonly delimiter: string;
  readonly date1904: boolean;
  /** Whether a row may have fewer cells than the header. */
  readonly allowShort: boolean;
  readonly sheets: readonly SheetPeek[];
  /** What is doubtful about the file as a whole. */
  readonly warnings: readonly Finding[];
}

export interface SheetPeek {
  readonly name: string;
  /** The first rows that hold anything. */
  readonly sample: readonly RawRow[];
  /** How many rows there are; null where nobody has counted them. */
  readonly rowCount: number | null;
}

export interface ReadChunk {
  readonly rows: readonly ReadRow[];
  readonly bytesRead: number;
}

/** Where the list stands in the file, and what its columns are. */
export interface Layout {
  readonly sheet: string;
  readonly headerLine: number;
  readonly columns: readonly Column[];
}

/** The sheet that is meant. Several filled ones are never guessed among: refused with their names. */
export function chooseSheet(peek: FilePeek, wanted: string | undefined): SheetPeek {
  const filled = peek.sheets.filter((sheet) => sheet.sample.length > 0);
  const names = filled.map((sheet) => sheet.name);
  if (wanted !== undefined) {
    const found = peek.sheets.find((sheet) => sheet.name === wanted);
    if (found !== undefined && found.sample.length > 0) return found;
    const message = `There is no filled sheet ${wanted}; the sheets are ${names.join(', ') || 'none'}.`;
    throw new InputError([{ field: 'sheet', code: 'unknown-sheet', message }]);
  }
  const [only, second] = filled;
  if (only === undefined) throw new InputError([{ field: 'file', code: 'empty-file', message: 'The file is empty.' }]);
  if (second === undefined) return only;
  throw new RefusedError(
    reason('several-sheets', { sheets: names }),
    `The file has several sheets; choose one: ${names.map((name) => `--sheet "${name}"`).join(' or ')}.`,
  );
}

/** The row that is taken for the header when nobody says otherwise: the first one that holds anything. */
export function headerCandidate(sheet: SheetPeek, headerRow: number | undefined): RawRow {
  const found = sheet.sample.find((row) => headerRow === undefined || row.line === headerRow);
  if (found !== undefined) return found;
  const message = `There is nothing in row ${headerRow ?? 1}; the header must be among the first rows.`;
  throw new InputError([{ field: 'headerRow', code: 'no-header', message }]);
}

/**
 * The layout of a sheet. Title rows above the header are not skipped silently: when a later row looks more like the
 * header, the import is refused and names it.
 */
export function findLayout(
  sheet: SheetPeek,
  options: { readonly headerRow?: number | undefined; readonly key: ImportKey; readonly mapping: HeaderMapping },
): Layout {
  const header = headerCandidate(sheet, options.headerRow);
  if (options.headerRow === undefined) refuseTitleRows(sheet, header, options.mapping);
  const { columns, faults } = readColumns(header.cells, options.mapping, options.key);
  if (faults.length > 0) throw new InputError(faults);
  return { sheet: sheet.name, headerLine: header.line, columns };
}

function refuseTitleRows(sheet: SheetPeek, header: RawRow, mapping: HeaderMapping): void {
  const best = findHeaderRow(
    sheet.sample.map((row) => row.cells),
    mapping,
  );
  const line = best === null ? undefined : sheet.sample[best - 1]?.line;
  // A customer whose cells happen to be headers' words is no reason to doubt a first row that names two columns.
  if (line === undefined || line === header.line || countKnownHeaders(header.cells, mapping) > 1) return;
  throw new RefusedError(
    reason('header-not-first', { row: line }),
    `Row ${line} looks like the header, and there are rows above it; say --header-row ${line}, or the row that is.`,
  );
}
