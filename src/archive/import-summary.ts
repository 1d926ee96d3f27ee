import type { ImportCounts } from './upsert-batch.js';
import type { Finding } from './import-row.js';

/** A finding as the outside sees it. */
export interface ListedFinding {
  readonly line: number;
  readonly field: string | null;
  readonly value: string | null;
  readonly code: string;
  readonly message: string;
}

/** What an import did. The lists are cut at `LISTED_FINDINGS` each; all of them are kept in the account. */
export interface ImportSummary extends ImportCounts {
  readonly importId: number;
  readonly file: string;
  readonly encoding: string | null;
  readonly dryRun: boolean;
  readonly rejects: readonly ListedFinding[];
  readonly duplicateRows: readonly ListedFinding[];
  readonly conflicts: readonly ListedFinding[];
  readonly warningList: readonly ListedFinding[];
}

export const LISTED_FINDINGS = 10_000;

/** A finding without its kind. */
export function listFinding({ line, field, value, code, message }: Finding): ListedFinding {
  return { line, field, value, code, message };
}
