import { InputError, RefusedError, type Fault } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import type { DecidedBy } from './encoding-doubt.js';
import { chooseSheet, findLayout, type FilePeek, type SheetPeek } from './header-layout.js';
import { countKnownHeaders, findHeaderRow, readColumns } from './header-row.js';
import type { Column, HeaderMapping, ImportKey } from './header-row.js';
import type { RawRow } from './import-row.js';
import type { ListedFinding } from './import-summary.js';
import { HEADER_ROWS } from './sample-csv.js';

/**
 * What an import would make of a file, by its beginning: enough to choose the encoding, the sheet, the header row and
 * the columns before anything is written. Rows are shown as they stand; `line` counts as in findings.
 */
export interface ImportPreview extends SheetPreview {
  readonly kind: 'csv' | 'xlsx';
  /** `xlsx` for a workbook, as in the account of an import. */
  readonly encoding: string;
  /** Null for a workbook, which has no encoding to decide. */
  readonly decidedBy: DecidedBy | null;
  /** False when there is more of the file than was looked at: what reading all of it decides may differ. */
  readonly isWhole: boolean;
  /** The encodings that a CSV file may be in, the chosen one among them, each with the first rows as it reads them. */
  readonly alternatives: readonly EncodingAlternative[];
  /** The sheets of a workbook in order; none for CSV. */
  readonly sheets: readonly { readonly name: string; readonly isFilled: boolean }[];
  /** Null for a workbook. */
  readonly delimiter: string | null;
  /** The mapping that was given, or the one remembered for this set of headers. */
  readonly mapping: HeaderMapping;
  /** What does not keep the file out; texts `finding.<code>` with `field` and `value`. */
  readonly warnings: readonly ListedFinding[];
}

export interface EncodingAlternative {
  readonly encoding: string;
  /** Whether all of what was looked at is text in this encoding, without a single fault. */
  readonly fits: boolean;
  /** The first rows, the header among them. */
  readonly rows: readonly RawRow[];
}

/** One sheet, with what keeps it from being imported as it is asked for. */
export interface SheetPreview {
  /** The sheet that is shown: the one asked for, or the first filled one. Empty for CSV, null when nothing is filled. */
  readonly sheet: string | null;
  /** The row that is taken for the header here: the one asked for, or the one that looks most like it. */
  readonly headerLine: number | null;
  /** The first row and those that name two fields or more, with the number of fields they name. */
  readonly headerCandidates: readonly HeaderCandidate[];
  readonly columns: readonly Column[];
  /** The first rows below the header. */
  readonly rows: readonly RawRow[];
  /** Why the import would not take the file: texts `import.fault.<code>` with `field`. */
  readonly faults: readonly Fault[];
  /** What the import would ask back instead of guessing (several sheets, a header that is not first). */
  readonly refusal: Reason | null;
}

export interface HeaderCandidate extends RawRow {
  readonly knownHeaders: number;
}

/** What somebody says of the file, as for the import itself. */
export interface LayoutRequest {
  readonly key: ImportKey;
  readonly sheet?: string | undefined;
  readonly headerRow?: number | undefined;
  readonly mapping: HeaderMapping;
  /** How many rows below the header to show. */
  readonly rows: number;
}

interface Troubles {
  readonly faults: readonly Fault[];
  readonly refusal: Reason | null;
}

const NONE: Troubles = { faults: [], refusal: null };
const LIKELY_HEADERS = 2;

/** So many of a sheet's first rows are needed to show `rows` of them below any header. */
export function sampleSize(rows: number): number {
  return HEADER_ROWS + rows;
}

/** The sheet that is shown and its layout, with everything that would keep it out instead of an error. */
export function previewSheet(peek: FilePeek, request: LayoutRequest): SheetPreview {
  const choice = attempt(() => void chooseSheet(peek, request.sheet));
  const sheet = shownSheet(peek, request.sheet);
  if (sheet === null) return { sheet: null, headerLine: null, headerCandidates: [], columns: [], rows: [], ...choice };
  const head = headOf(sheet);
  const header = shownHeader(sheet, request.headerRow, request.mapping);
  const candidates = listCandidates(head, request.mapping);
  const base = { sheet: sheet.name, headerCandidates: candidates };
  const layout = attempt(() => void findLayout(head, request));
  if (header === null) return { ...base, headerLine: null, columns: [], rows: [], ...joined(choice, layout) };
  const { columns, faults } = readColumns(header.cells, request.mapping, request.key);
  const rows = sheet.sample.filter((row) => row.line > header.line).slice(0, request.rows);
  const troubles = { faults, refusal: layout.refusal };
  return { ...base, headerLine: header.line, columns, rows, ...joined(choice, troubles) };
}

/** The headers that a remembered mapping is looked up by; null where no header is shown. */
export function shownHeaders(peek: FilePeek, request: LayoutRequest): readonly string[] | null {
  const sheet = shownSheet(peek, request.sheet);
  return sheet === null ? null : (shownHeader(sheet, request.headerRow, request.mapping)?.cells ?? null);
}

function shownSheet(peek: FilePeek, wanted: string | undefined): SheetPeek | null {
  const filled = peek.sheets.filter((sheet) => sheet.sample.length > 0);
  if (wanted === undefined) return filled[0] ?? null;
  return filled.find((sheet) => sheet.name === wanted) ?? null;
}

function shownHeader(sheet: SheetPeek, asked: number | undefined, mapping: HeaderMapping): RawRow | null {
  const { sample } = headOf(sheet);
  if (asked !== undefined) return sample.find((row) => row.line === asked) ?? null;
  const best = findHeaderRow(
    sample.map((row) => row.cells),
    mapping,
  );
  const [first = null] = sample;
  // As for the import: a first row that names two fields is the header, whatever stands below it.
  if (first !== null && countKnownHeaders(first.cells, mapping) >= LIKELY_HEADERS) return first;
  return best === null ? first : (sample[best - 1] ?? first);
}

function listCandidates(head: SheetPeek, mapping: HeaderMapping): HeaderCandidate[] {
  return head.sample
    .map((row) => ({ ...row, knownHeaders: countKnownHeaders(row.cells, mapping) }))
    .filter((row, index) => index === 0 || row.knownHeaders >= LIKELY_HEADERS);
}

/** The part of the sample in which the import looks for the header. */
function headOf(sheet: SheetPeek): SheetPeek {
  return { ...sheet, sample: sheet.sample.slice(0, HEADER_ROWS) };
}

function attempt(work: () => void): Troubles {
  try {
    work();
    return NONE;
  } catch (error) {
    if (error instanceof InputError) return { faults: error.faults, refusal: null };
    if (error instanceof RefusedError) return { faults: [], refusal: error.reason };
    throw error;
  }
}

function joined(first: Troubles, second: Troubles): Troubles {
  return { faults: [...first.faults, ...second.faults], refusal: first.refusal ?? second.refusal };
}
