import { stringify } from 'csv-stringify/sync';
import type { Cell, Section } from './report-sections.js';
import { spreadsheetSafe } from './spreadsheet-safe.js';

const BOM = '\uFEFF';

/** All sections as CSV in UTF-8 with BOM, one below the other; cells that look like formulas are disarmed. */
export function reportCsv(sections: readonly Section[]): string {
  const lines = sections.flatMap((section) => [
    [spreadsheetSafe(section.title)],
    ...(section.columns.length > 0 ? [section.columns.map(spreadsheetSafe)] : []),
    ...section.rows.map((row) => row.map(plain)),
    [],
  ]);
  return BOM + stringify(lines, { record_delimiter: 'windows' });
}

function plain(cell: Cell): string {
  const isBareNumber = cell.value !== undefined && cell.text === String(cell.value);
  return isBareNumber ? cell.text : spreadsheetSafe(cell.text);
}
