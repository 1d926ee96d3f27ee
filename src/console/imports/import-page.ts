import type { ListedConflict } from '../../archive/field-conflict.service.js';
import type { ImportAccount, StoredFinding } from '../../archive/import.repository.js';
import type { FindingKind } from '../../archive/import-row.js';
import { mayTake } from '../../archive/offered-value.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { fieldName, FINDING_KINDS, maskEach, showFindings, type ShownFinding } from './finding-list.js';
import { progressOf, type ImportProgress } from './import-progress.js';
import { whose } from './import-list.js';

/** Rows of a page of findings. */
export const FINDINGS_PER_PAGE = 50;

/** What keeps a whole file out, in words. */
export interface FileTroubles {
  readonly faults: readonly { readonly key: string; readonly field: string }[];
  readonly reason: Reason | null;
}

/** A page of findings with its tabs. */
export interface FindingsView {
  readonly kind: FindingKind;
  readonly tabs: readonly { href: string; labelKey: string; number: number | null; current: boolean }[];
  readonly items: readonly ShownFinding[];
  readonly nextHref: string | null;
  readonly firstHref: string | null;
}

/** Which findings somebody looks at; without a wish the first kind that there is. */
export function chooseKind(account: ImportAccount, wish: FindingKind | undefined): FindingKind {
  if (wish !== undefined) return wish;
  const { rejected, duplicates, warnings } = account;
  if (rejected > 0) return 'reject';
  return duplicates > 0 ? 'duplicate' : warnings > 0 ? 'warning' : 'reject';
}

/** Findings beside their lines; one more row than a page holds says that there are more. */
export function findingsView(
  account: ImportAccount,
  found: readonly StoredFinding[],
  at: { readonly path: string; readonly kind: FindingKind; readonly after: number | null; readonly conflicts: number },
): FindingsView {
  const items = found.slice(0, FINDINGS_PER_PAGE);
  const last = items.at(-1);
  const { rejected, duplicates, warnings } = account;
  const numbers = { reject: rejected, duplicate: duplicates, warning: warnings, conflict: at.conflicts };
  return {
    kind: at.kind,
    tabs: FINDING_KINDS.map((kind) => ({
      href: `${at.path}?kind=${kind}`,
      labelKey: `console.imports.tab.${kind}`,
      number: numbers[kind],
      current: kind === at.kind,
    })),
    items: showFindings(items, account.columns),
    nextHref: found.length > items.length && last ? `${at.path}?kind=${at.kind}&after=${last.id}` : null,
    firstHref: at.after === null ? null : `${at.path}?kind=${at.kind}`,
  };
}

/** What stands in the account of an import that was not taken. */
export function troublesOf(error: unknown): FileTroubles {
  const { faults = [], reason = null } = (error ?? {}) as { faults?: readonly Fault[]; reason?: Reason | null };
  return { faults: faults.map(wordFault), reason };
}

/** A fault of a file by its text. */
export function wordFault({ code, field }: Fault): FileTroubles['faults'][number] {
  return { key: `import.fault.${code}`, field: fieldName(field) };
}

/** A conflict as the page shows it; numbers and addresses are masked. */
export function showConflict(conflict: ListedConflict) {
  const isAddress = conflict.field === 'phone' || conflict.field === 'email';
  const show = (value: string | null) => (isAddress && value !== null ? maskEach(value) : value);
  return {
    ...conflict,
    fieldKey: fieldName(conflict.field),
    keptValue: show(conflict.keptValue),
    offeredValue: show(conflict.offeredValue),
    mayTake: mayTake(conflict.field),
  };
}

/** The page of one import. */
export interface ImportPage {
  readonly account: { readonly by: string; readonly createdAt: Date; readonly encoding: string | null };
  readonly progress: ImportProgress;
  readonly troubles: FileTroubles | null;
  readonly findings: FindingsView;
  readonly conflicts: readonly ReturnType<typeof showConflict>[] | null;
  readonly hasConflicts: boolean;
  /** The file's form, of a dry run. */
  readonly draftHref: string | null;
  readonly path: string;
}

/** Lays an import out for its page. */
export function importPage(
  account: ImportAccount,
  parts: {
    readonly findings: FindingsView;
    readonly conflicts: readonly ListedConflict[] | null;
    readonly draftId: number | null;
    readonly now: Date;
  },
): ImportPage {
  return {
    account: { by: whose(account.createdBy), createdAt: account.createdAt, encoding: account.encoding },
    progress: progressOf(account, parts.now),
    troubles: account.state === 'failed' ? troublesOf(account.error) : null,
    findings: parts.findings,
    conflicts: parts.conflicts?.map(showConflict) ?? null,
    hasConflicts: (parts.conflicts?.length ?? 0) > 0,
    draftHref: account.dryRun && parts.draftId !== null ? `/imports/${parts.draftId}/check` : null,
    path: `/imports/${account.id}`,
  };
}
