import { makeFinding } from './import-findings.js';
import type { Finding, IncomingRow } from './import-row.js';
import { mergeRow, newCustomer, type Merge } from './upsert-merge.js';
import { SeenKeys } from './upsert-seen-keys.js';
import { serviceId, type CustomerChange, type CustomerState } from './upsert-state.js';

/** The numbers of an import; rows = created + updated + unchanged + rejected + duplicates, always. */
export interface ImportCounts {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  duplicates: number;
  warnings: number;
}

/** What the archive knows of a batch: whom each key means, and those customers. */
export interface KnownCustomers {
  /** By the row's key; a key that is not there means the row's own number. */
  readonly numberByKey: ReadonlyMap<string, string>;
  readonly ambiguousKeys: ReadonlySet<string>;
  readonly byNumber: ReadonlyMap<string, CustomerState>;
}

export interface BatchDecision {
  readonly counts: ImportCounts;
  readonly changes: readonly CustomerChange[];
  readonly findings: readonly Finding[];
  /** What to remember of the file once this batch is written. */
  readonly seen: readonly string[];
}

export interface BatchRow {
  readonly row: IncomingRow | null;
  readonly findings: readonly Finding[];
}

/** Counts of nothing. */
export function noCounts(): ImportCounts {
  return { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, duplicates: 0, warnings: 0 };
}

/** The number of the customer that a row means. */
export function numberOf(row: IncomingRow, known: Pick<KnownCustomers, 'numberByKey'>): string {
  return known.numberByKey.get(row.key) ?? row.customerNo;
}

/** What is remembered of a customer's service in a file. */
export function seenService(customerNo: string, row: IncomingRow): string | null {
  const at = row.service?.at ?? null;
  return row.service === null || at === null ? null : `${customerNo}\n${serviceId({ ...row.service, at })}`;
}

/** Decides what a batch of rows does, row after row, each on what the rows before it left. Writes nothing. */
export function decideBatch(
  rows: readonly BatchRow[],
  known: KnownCustomers,
  seen: Pick<SeenKeys, 'has'>,
  now: Date,
): BatchDecision {
  const batch = new Batch(known, seen, now);
  for (const item of rows) batch.take(item);
  return batch.decision();
}

type Outcome = 'created' | 'updated' | 'unchanged' | 'rejected' | 'duplicates';

class Batch {
  private readonly counts = noCounts();
  private readonly findings: Finding[] = [];
  private readonly changes = new Map<string, CustomerChange>();
  private readonly seenHere = new Set<string>();

  constructor(
    private readonly known: KnownCustomers,
    private readonly seenBefore: Pick<SeenKeys, 'has'>,
    private readonly now: Date,
  ) {}

  decision(): BatchDecision {
    const changes = [...this.changes.values()].filter((change) => hasWork(change));
    return { counts: this.counts, changes, findings: this.findings, seen: [...this.seenHere] };
  }

  take({ row, findings }: BatchRow): void {
    const outcome = row === null ? 'rejected' : this.place(row);
    this.counts.rows += 1;
    this.counts[outcome] += 1;
    if (row !== null && (outcome === 'rejected' || outcome === 'duplicates')) return;
    this.findings.push(...findings);
    this.counts.warnings += findings.filter((finding) => finding.kind === 'warning').length;
  }

  private place(row: IncomingRow): Outcome {
    if (this.known.ambiguousKeys.has(row.key)) return this.refuse(row);
    const customerNo = numberOf(row, this.known);
    const change =
      this.changes.get(customerNo) ?? startChange(this.known.byNumber.get(customerNo) ?? newCustomer(customerNo));
    const merge = mergeRow(change.state, row, this.now);
    const service = seenService(customerNo, row);
    const isRepeated = this.isSeen(customerNo);
    if (isRepeated && (merge.detailsChanged || service === null || this.isSeen(service))) {
      return this.setAside(row, merge);
    }
    this.changes.set(customerNo, change);
    this.seenHere.add(customerNo);
    if (service !== null) this.seenHere.add(service);
    const isNew = change.state.id === null && !isRepeated;
    applyMerge(change, merge, isNew);
    this.listConflicts(row, merge);
    if (isNew) return 'created';
    return merge.rowChanged || merge.service !== null ? 'updated' : 'unchanged';
  }

  private isSeen(text: string): boolean {
    return this.seenHere.has(text) || this.seenBefore.has(text);
  }

  private refuse(row: IncomingRow): Outcome {
    this.findings.push(makeFinding('reject', row.line, { field: 'key', value: row.key, code: 'ambiguous-key' }));
    return 'rejected';
  }

  private setAside(row: IncomingRow, merge: Merge): Outcome {
    const field = merge.firstDifference;
    const what =
      field === null
        ? { field: null, value: row.key, code: 'repeated-key-nothing-new' }
        : { field, value: offeredText(row, field), code: 'repeated-key-differs', detail: field };
    this.findings.push(makeFinding('duplicate', row.line, what));
    return 'duplicates';
  }

  private listConflicts(row: IncomingRow, merge: Merge): void {
    for (const { field, offered, code } of merge.conflicts) {
      this.findings.push(makeFinding('conflict', row.line, { field, value: offered, code }));
    }
  }
}

function startChange(state: CustomerState): CustomerChange {
  return { state, rowChanged: false, pointsChanged: false, services: [], consents: [], conflicts: [] };
}

function applyMerge(change: CustomerChange, merge: Merge, isNew: boolean): void {
  change.state = merge.state;
  change.rowChanged ||= merge.rowChanged || isNew;
  change.pointsChanged ||= merge.pointsChanged;
  if (merge.service !== null) change.services.push(merge.service);
  change.consents.push(...merge.consents);
  change.conflicts.push(...merge.conflicts);
}

function hasWork(change: CustomerChange): boolean {
  return change.rowChanged || change.services.length > 0 || change.conflicts.length > 0;
}

function offeredText(row: IncomingRow, field: string): string {
  if (field === 'phone' || field === 'email') {
    const points = field === 'phone' ? row.phones : row.emails;
    return points.map((point) => point.address ?? point.raw).join(', ');
  }
  const value = (row.fields as Record<string, unknown>)[field] ?? row.attributes[field] ?? null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
