import type { Fault } from '../kernel/faults.js';
import { fieldOfHeader, IMPORT_FIELDS, normaliseHeader, type ImportField } from './header-names.js';
import { cleanText } from './normalise-text.js';
import { isNoteHeader } from './reject-file.js';

/** What a column becomes: a known field, a custom attribute of that name, or nothing. */
export type ColumnTarget =
  | { readonly kind: 'field'; readonly field: ImportField }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'ignore' };

export interface Column {
  readonly header: string;
  readonly target: ColumnTarget;
}

/** Header → field name, `attr:NAME`, or `ignore`; what it does not name is recognised by itself. */
export type HeaderMapping = Readonly<Record<string, string>>;

export type ImportKey = 'customer_no' | 'phone' | 'card_no';

/** The columns of a header row, with every fault that keeps them from being used. */
export function readColumns(
  headers: readonly string[],
  mapping: HeaderMapping,
  key: ImportKey,
): { columns: Column[]; faults: Fault[] } {
  const columns = trimTrailing(headers).map((header) => toColumn(cleanText(header), mapping));
  const faults = [...findDuplicates(columns), ...findMappingFaults(mapping)];
  if (!columns.some((column) => column.target.kind === 'field' && column.target.field === key)) {
    faults.push({
      field: key,
      code: 'missing-column',
      message: `There is no column for ${key}. Columns found: ${columns.map((column) => column.header).join(', ')}.`,
    });
  }
  return { columns, faults };
}

/** How many headers of a row are known; a title row has none, or by chance one. */
export function countKnownHeaders(cells: readonly string[], mapping: HeaderMapping): number {
  const mapped = new Set(Object.keys(mapping).map(normaliseHeader));
  return cells.filter((cell) => fieldOfHeader(cell) !== null || mapped.has(normaliseHeader(cell))).length;
}

/**
 * The row (from 1) among the first rows that looks like the header: the first one that names the most known columns,
 * two at least. Null when there is none.
 */
export function findHeaderRow(rows: readonly (readonly string[])[], mapping: HeaderMapping): number | null {
  let best = 0;
  let bestCount = 1;
  rows.forEach((cells, index) => {
    const count = countKnownHeaders(cells, mapping);
    if (count > bestCount) [best, bestCount] = [index + 1, count];
  });
  return best === 0 ? null : best;
}

/** What tells one set of headers from another, whatever their order: the text to hash for a remembered mapping. */
export function headerSignature(headers: readonly string[]): string[] {
  return trimTrailing(headers).map(normaliseHeader).sort();
}

function toColumn(header: string, mapping: HeaderMapping): Column {
  const named = mappedTarget(header, mapping);
  if (named === 'ignore' || header === '') return { header, target: { kind: 'ignore' } };
  if (named?.startsWith('attr:') === true) return { header, target: { kind: 'attribute', name: named.slice(5) } };
  if (named === null && isNoteHeader(header)) return { header, target: { kind: 'ignore' } };
  const field = named === null ? fieldOfHeader(header) : (IMPORT_FIELDS.find((known) => known === named) ?? null);
  return { header, target: field === null ? { kind: 'attribute', name: header } : { kind: 'field', field } };
}

function mappedTarget(header: string, mapping: HeaderMapping): string | null {
  const wanted = normaliseHeader(header);
  return Object.entries(mapping).find(([name]) => normaliseHeader(name) === wanted)?.[1] ?? null;
}

function findDuplicates(columns: readonly Column[]): Fault[] {
  const seen = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { header, target } of columns) {
    if (target.kind === 'ignore') continue;
    const id = target.kind === 'field' ? `field ${target.field}` : `attribute ${target.name}`;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, header);
    else faults.push(duplicateFault(first, header, id));
  }
  return faults;
}

function duplicateFault(first: string, second: string, id: string): Fault {
  const what = first === second ? `The header ${first} stands twice` : `${first} and ${second} both mean ${id}`;
  return { field: second, code: 'duplicate-header', message: `${what}; rename one of them or map it to "ignore".` };
}

function findMappingFaults(mapping: HeaderMapping): Fault[] {
  return Object.entries(mapping)
    .filter(([, target]) => target !== 'ignore' && !/^attr:./.test(target))
    .filter(([, target]) => !IMPORT_FIELDS.some((field) => field === target))
    .map(([header, target]) => ({
      field: header,
      code: 'unknown-field',
      message: `${target} is not a field; use one of ${IMPORT_FIELDS.join(', ')}, attr:NAME or ignore.`,
    }));
}

function trimTrailing(headers: readonly string[]): readonly string[] {
  let length = headers.length;
  while (length > 0 && cleanText(headers[length - 1] ?? '') === '') length -= 1;
  return headers.slice(0, length);
}
