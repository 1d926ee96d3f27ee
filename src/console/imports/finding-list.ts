import { fieldTextKey, IMPORT_FIELDS, type ImportField } from '../../archive/header-names.js';
import type { Column } from '../../archive/header-row.js';
import type { FindingKind } from '../../archive/import-row.js';
import type { StoredFinding } from '../../archive/import.repository.js';
import { maskAddress } from '../../kernel/masking.js';

/** The kinds of findings, in the order of the tabs. */
export const FINDING_KINDS = ['reject', 'duplicate', 'warning', 'conflict'] as const satisfies readonly FindingKind[];

/** One finding beside its line. */
export interface ShownFinding {
  readonly id: number;
  readonly line: number;
  readonly textKey: string;
  readonly adviceKey: string;
  /** The key of the field's name, or its own name where it has none. */
  readonly field: string;
  readonly value: string;
  readonly cells: readonly ShownCell[];
}

export interface ShownCell {
  readonly header: string;
  readonly text: string;
  readonly isMarked: boolean;
}

/** Stands where a value was; after the days of retention nobody knows it any more. */
export const FORGOTTEN = '…';

const ADDRESSES: readonly string[] = ['phone', 'phone2', 'email'];
// What stands there can be called or written to; anything else that is wrong with an address makes it useless.
const USABLE = ['several-numbers', 'hand-edited'];

/** Findings beside their lines; phone numbers and e-mail addresses that can be used are masked. */
export function showFindings(findings: readonly StoredFinding[], columns: readonly Column[] | null): ShownFinding[] {
  return findings.map((finding) => ({
    id: finding.id,
    line: finding.line,
    textKey: `finding.${finding.code}`,
    adviceKey: `console.imports.advice.${finding.code}`,
    field: fieldName(finding.field),
    value: isUsableAddress(finding) ? maskEach(finding.value ?? FORGOTTEN) : (finding.value ?? FORGOTTEN),
    cells: showCells(finding, columns ?? []),
  }));
}

/** The key of a field's name; what has none names itself. */
export function fieldName(field: string | null): string {
  const known = IMPORT_FIELDS.find((one) => one === field);
  return known === undefined ? (field ?? '').replace(/^attributes\./, '') : fieldTextKey(known);
}

function showCells(finding: StoredFinding, columns: readonly Column[]): ShownCell[] {
  return (finding.cells ?? [])
    .map((text, at) => ({ text, column: columns[at], at }))
    .filter(({ text, column }) => text !== '' || targetOf(column) === finding.field)
    .map(({ text, column, at }) => {
      const field = targetOf(column);
      const isMarked = field !== null && field === finding.field;
      const isHidden = ADDRESSES.includes(field ?? '') && !(isMarked && !USABLE.includes(finding.code));
      return { header: column?.header ?? String(at + 1), text: isHidden ? maskEach(text) : text, isMarked };
    });
}

function targetOf(column: Column | undefined): ImportField | string | null {
  if (column?.target.kind === 'field') return column.target.field;
  return column?.target.kind === 'attribute' ? column.target.name : null;
}

function isUsableAddress({ field, code }: StoredFinding): boolean {
  return ADDRESSES.includes(field ?? '') && USABLE.includes(code);
}

/** Hides each address of a list. */
export function maskEach(text: string): string {
  return text
    .split(/([,;，；、/]\s*)/)
    .map((part, at) => (at % 2 === 1 || part === '' ? part : maskAddress(part)))
    .join('');
}
