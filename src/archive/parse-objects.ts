import type { RawRow } from './import-row.js';

/** Rows by field name as a table: the headers are all names in the order of their first use. */
export function rowsToTable(rows: readonly Readonly<Record<string, unknown>>[]): { headers: string[]; rows: RawRow[] } {
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = rows.map((row, index) => ({ line: index + 1, cells: headers.map((header) => toCell(row[header])) }));
  return { headers, rows: table };
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(toCell).join(';');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
