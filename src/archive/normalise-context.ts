import type { ImportField } from './header-names.js';
import type { Column, ImportKey } from './header-row.js';
import type { Finding, StatedConsent } from './import-row.js';

/** What is the same for every row of an import. */
export interface RowContext {
  readonly columns: readonly Column[];
  readonly key: ImportKey;
  /** ISO 3166 alpha-2: the country of numbers without a country code. */
  readonly country: string;
  /** IANA zone of wall-clock times. */
  readonly zone: string;
  readonly date1904: boolean;
  /** Said of the whole list; a row's own columns win over it. */
  readonly declared: readonly StatedConsent[];
  /** Whether rows may be shorter than the header (spreadsheets), or may not (CSV). */
  readonly allowShort: boolean;
}

/** The stated cells of a row by field, and where the findings go. */
export interface StatedCells {
  readonly line: number;
  readonly texts: ReadonlyMap<ImportField, string>;
  readonly findings: Finding[];
}
