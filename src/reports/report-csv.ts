import { stringify } from 'csv-stringify/sync';
import type { Section } from './report-cells.js';
import { spreadsheetSafe } from './spreadsheet-safe.js';
import { type RateWords, type SheetValue, toSheetTable } from './spreadsheet-table.js';

const BOM = '\uFEFF';

/**
 * All sections as CSV in UTF-8 with BOM, one below the other with an empty line between. Numbers are bare (0.853, not
 * 85.3%), cells that look like formulas are disarmed.
 */
export function reportCsv(sections: readonly Section[], words: RateWords): string {
  const lines = sections.flatMap((section) => {
    const { columns, rows } = toSheetTable(section, words);
    return [[spreadsheetSafe(section.title)], columns, ...rows.map((row) => row.map(plain)), []];
  });
  return BOM + stringify(lines, { record_delimiter: 'windows' });
}

function plain(value: SheetValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : String(value.value);
}
