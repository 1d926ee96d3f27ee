import { countKnownHeaders, type HeaderMapping } from './header-row.js';
import type { RawRow } from './import-row.js';
import { CsvRows, findDelimiter } from './parse-csv.js';

/** The header of a list is among so many first rows that hold anything. */
export const HEADER_ROWS = 20;

/** The separator and the first rows of a CSV file's beginning; rows that cannot be read are left out. */
export function sampleCsv(
  text: string,
  mapping: HeaderMapping,
  limit = HEADER_ROWS,
): { readonly delimiter: string; readonly rows: readonly RawRow[] } {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const delimiter = findDelimiter(lines.slice(0, HEADER_ROWS), (cells) => countKnownHeaders(cells, mapping));
  const rows = new CsvRows(delimiter).push(`${text}\n`).filter((row) => 'cells' in row);
  return { delimiter, rows: rows.slice(0, limit) };
}
