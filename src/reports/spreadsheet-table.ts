import type { Cell, NumberFormat, Section } from './report-cells.js';
import { spreadsheetSafe } from './spreadsheet-safe.js';

/** A number with how it is written, or text that no spreadsheet takes for a formula; null for an empty place. */
export type SheetValue = { readonly value: number; readonly format: NumberFormat } | string | null;

export interface SheetTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetValue[])[];
}

export interface RateWords {
  readonly low: string;
  readonly high: string;
  readonly base: string;
}

/**
 * A section as a sheet's table: numbers stay numbers at full precision, and a rate has its interval and its base in three
 * columns of their own, so that one can go on calculating with it.
 */
export function toSheetTable(section: Section, words: RateWords): SheetTable {
  const width = Math.max(section.columns.length, ...section.rows.map((row) => row.length));
  const isRate = Array.from({ length: width }, (_, i) => section.rows.some((row) => row[i]?.rate !== undefined));
  const columns = isRate.flatMap((rate, i) => {
    const name = spreadsheetSafe(section.columns[i] ?? '');
    return rate ? [name, words.low, words.high, words.base] : [name];
  });
  const rows = section.rows.map((row) => isRate.flatMap((rate, i) => valuesOf(row[i], rate)));
  return { columns, rows };
}

function valuesOf(cell: Cell | undefined, rate: boolean): SheetValue[] {
  const value = cell === undefined ? null : valueOf(cell);
  if (!rate) return [value];
  if (cell?.rate === undefined) return [value, null, null, null];
  const { low, high, n } = cell.rate;
  return [value, { value: low, format: 'share' }, { value: high, format: 'share' }, { value: n, format: 'count' }];
}

function valueOf({ text, value, format }: Cell): SheetValue {
  return value === undefined || format === undefined ? spreadsheetSafe(text) : { value, format };
}
