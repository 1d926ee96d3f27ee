import { fieldTextKey, IMPORT_FIELDS } from '../../archive/header-names.js';
import type { Column } from '../../archive/header-row.js';
import type { ImportDraft } from '../../archive/import-draft.repository.js';
import type { ImportPreview } from '../../archive/import-preview.js';
import type { RawRow } from '../../archive/import-row.js';
import type { ImportAccount } from '../../archive/import.repository.js';
import type { Fault } from '../../kernel/faults.js';
import { maskEach } from './finding-list.js';
import { troublesOf, wordFault, type FileTroubles, type FindingsView } from './import-page.js';
import { progressOf, type ImportProgress } from './import-progress.js';

const SAMPLE_ROWS = 3;
const SHOWN_CELLS = 12;

/** A choice with the rows that speak for it or against it. */
export interface SampledChoice {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly fits: boolean;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** One header and what it becomes. */
export interface MappedHeader {
  readonly at: number;
  readonly header: string;
  /** A field's name, `attr` or `ignore`. */
  readonly target: string;
  /** The name of the custom attribute, where it is not the header. */
  readonly attribute: string;
  readonly samples: readonly string[];
}

/** The second step: what the file is taken for, and what the import would do. */
export interface CheckPage {
  readonly id: number;
  readonly file: string;
  readonly createdAt: Date;
  readonly kind: 'csv' | 'xlsx' | null;
  readonly decidedKey: string | null;
  readonly was: { readonly encoding: string; readonly sheet: string; readonly headerRow: string };
  readonly encodings: readonly SampledChoice[];
  readonly otherEncodings: readonly SampledChoice[];
  readonly isEncodingDoubtful: boolean;
  readonly sheets: readonly { readonly name: string; readonly isFilled: boolean; readonly isChosen: boolean }[];
  readonly headerRows: readonly { line: number; cells: readonly string[]; knownHeaders: number; isChosen: boolean }[];
  readonly headers: readonly MappedHeader[];
  readonly targets: readonly { readonly value: string; readonly labelKey: string }[];
  /** What keeps the file out as it is asked for now. */
  readonly troubles: FileTroubles | null;
  readonly rehearsal: (ImportProgress & { readonly troubles: FileTroubles | null; readonly going: number }) | null;
  readonly findings: FindingsView | null;
  readonly mayStart: boolean;
}

/** Lays the second step out. `preview` is null where nothing of the file can be shown, for the reasons in `faults`. */
export function checkPage(
  draft: ImportDraft,
  preview: ImportPreview | null,
  parts: {
    readonly faults: readonly Fault[];
    readonly rehearsal: ImportAccount | null;
    readonly findings: FindingsView | null;
    readonly now: Date;
  },
): CheckPage {
  const { rehearsal } = parts;
  const wasAuto = (draft.options['encoding'] ?? 'auto') === 'auto';
  const encodings = preview === null ? [] : encodingChoices(preview, wasAuto);
  // The warning names the encodings that read the file plausibly and differently.
  const doubted = (preview?.warnings ?? []).flatMap(({ code, value }) =>
    code === 'encoding-undecidable' ? (value ?? '').split(', ') : [],
  );
  return {
    ...{ id: draft.id, file: draft.file, createdAt: draft.createdAt, kind: preview?.kind ?? null },
    decidedKey: preview?.decidedBy ? `import.decided.${preview.decidedBy}` : null,
    was: {
      encoding: preview?.encoding ?? '',
      sheet: preview?.sheet ?? '',
      headerRow: String(preview?.headerLine ?? ''),
    },
    encodings: encodings.filter(({ label, isChosen }) => isChosen || doubted.includes(label)),
    otherEncodings: encodings.filter(({ label, isChosen }) => !isChosen && !doubted.includes(label)),
    isEncodingDoubtful: doubted.length > 0,
    sheets: (preview?.sheets ?? []).map((sheet) => ({ ...sheet, isChosen: sheet.name === preview?.sheet })),
    headerRows: preview === null ? [] : headerRows(preview),
    headers: preview === null ? [] : preview.columns.map((column, at) => mappedHeader(column, at, preview.rows)),
    targets: listTargets(),
    troubles: troublesNow(preview, parts.faults),
    rehearsal:
      rehearsal === null
        ? null
        : {
            ...progressOf(rehearsal, parts.now),
            // What is rejected or there twice stays out.
            going: rehearsal.rows - rehearsal.rejected - rehearsal.duplicates,
            troubles: rehearsal.state === 'failed' ? troublesOf(rehearsal.error) : null,
          },
    findings: parts.findings,
    mayStart: rehearsal?.state === 'done',
  };
}

/** Whether a dry run of the file as it is asked for would get as far as its rows. */
export function isReadable(preview: ImportPreview | null): boolean {
  return preview !== null && preview.faults.length === 0 && preview.refusal === null;
}

function troublesNow(preview: ImportPreview | null, faults: readonly Fault[]): FileTroubles | null {
  const all = [...faults, ...(preview?.faults ?? [])];
  const reason = preview?.refusal ?? null;
  return all.length === 0 && reason === null ? null : { faults: all.map(wordFault), reason };
}

function encodingChoices(preview: ImportPreview, wasAuto: boolean): SampledChoice[] {
  const { alternatives, encoding } = preview;
  return alternatives.map((one) => ({
    value: wasAuto && one.encoding === encoding ? 'auto' : one.encoding,
    label: one.encoding,
    isChosen: one.encoding === encoding,
    fits: one.fits,
    rows: one.rows.slice(0, SAMPLE_ROWS).map((row) => shorten(row, preview)),
  }));
}

function headerRows(preview: ImportPreview): CheckPage['headerRows'] {
  const { headerCandidates, headerLine } = preview;
  return headerCandidates.map((row) => ({
    ...shorten(row, preview),
    knownHeaders: row.knownHeaders,
    isChosen: row.line === headerLine,
  }));
}

/** The beginning of a row; below the header numbers and addresses are masked. */
function shorten({ line, cells }: RawRow, { columns, headerLine }: ImportPreview) {
  const shown = cells.map((cell, at) => (line > (headerLine ?? 0) && isAddress(columns[at]) ? maskEach(cell) : cell));
  return { line, cells: shown.slice(0, SHOWN_CELLS) };
}

function isAddress(column: Column | undefined): boolean {
  return column?.target.kind === 'field' && ['phone', 'phone2', 'email'].includes(column.target.field);
}

function mappedHeader({ header, target }: Column, at: number, rows: readonly RawRow[]): MappedHeader {
  const filled = rows.map(({ cells }) => cells[at] ?? '').filter((cell) => cell.trim() !== '');
  const samples = isAddress({ header, target }) ? filled.map(maskEach) : filled;
  const attribute = target.kind === 'attribute' && target.name !== header ? target.name : '';
  const name = target.kind === 'field' ? target.field : target.kind === 'attribute' ? 'attr' : 'ignore';
  return { at, header, target: name, attribute, samples: samples.slice(0, SAMPLE_ROWS) };
}

function listTargets(): CheckPage['targets'] {
  return [
    ...IMPORT_FIELDS.map((field) => ({ value: field, labelKey: fieldTextKey(field) })),
    { value: 'attr', labelKey: 'console.imports.as-attribute' },
    { value: 'ignore', labelKey: 'console.imports.leave-out' },
  ];
}
