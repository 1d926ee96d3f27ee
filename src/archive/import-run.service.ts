import { Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { ImportRepository, type FoundLine, type ImportAccount } from './import.repository.js';
import type { Finding, ReadRow } from './import-row.js';
import { makeFinding } from './import-findings.js';
import type { RowContext } from './normalise-context.js';
import { isBlank, normaliseRow } from './normalise-row.js';
import {
  decideBatch,
  numberOf,
  seenService,
  type BatchDecision,
  type BatchRow,
  type KnownCustomers,
} from './upsert-batch.js';
import { UpsertDraftRepository } from './upsert-draft.repository.js';
import { UpsertLoadRepository } from './upsert-load.repository.js';
import { SeenKeys } from './upsert-seen-keys.js';
import { StaleBatchError, UpsertWriteRepository } from './upsert-write.repository.js';

const BATCH_ROWS = 2000;
const ATTEMPTS_PER_BATCH = 5;
const DEADLOCK_DETECTED = '40P01';

/** Rows as they come from a file, a query or a request, with the bytes taken so far. */
export interface RowSource {
  readonly context: RowContext;
  readonly chunks: AsyncIterable<{ readonly rows: readonly ReadRow[]; readonly bytesRead: number }>;
  /** Warnings of the whole; they are recorded with the first rows. */
  readonly findings?: readonly Finding[];
}

/** The import was carried on by another process meanwhile, or was stopped; this one has nothing more to do. */
export class ImportTakenOverError extends Error {
  override readonly name = 'ImportTakenOverError';
}

interface ReadBatchRow extends BatchRow {
  readonly raw: ReadRow;
}

interface Batch {
  readonly rows: readonly ReadBatchRow[];
  readonly bytesRead: number;
}

interface Run {
  readonly account: ImportAccount;
  readonly context: RowContext;
  readonly seen: SeenKeys;
  readonly findings: readonly Finding[];
  rowsDone: number;
}

/**
 * Carries rows into the archive, batch by batch. Each batch commits its rows together with its numbers and findings,
 * so that the account is right at every moment, and an import that was broken off goes on where it was.
 */
@Injectable()
export class ImportRunService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly loader: UpsertLoadRepository,
    private readonly writer: UpsertWriteRepository,
    private readonly draft: UpsertDraftRepository,
  ) {}

  /** Runs to the end of the rows. Rows that the account already counts are only looked at again. */
  async run(account: ImportAccount, source: RowSource, signal?: AbortSignal): Promise<void> {
    const { context, findings = [] } = source;
    const run: Run = { account, context, seen: new SeenKeys(), findings, rowsDone: 0 };
    if (!account.dryRun) return this.carry(source, (batch) => this.commit(run, batch), signal);
    await this.database.transaction(async (tx) => {
      await this.draft.open(tx);
      await this.carry(source, (batch) => this.rehearse(run, tx, batch), signal);
    });
  }

  /** Reads and normalises the next batch while the one before it is being written. */
  private async carry(source: RowSource, write: (batch: Batch) => Promise<void>, signal?: AbortSignal): Promise<void> {
    let writing: Promise<void> = Promise.resolve();
    for await (const batch of toBatches(source)) {
      await writing;
      if (signal?.aborted === true) throw new Error('The import was interrupted; it goes on at the next start.');
      writing = write(batch);
      // Awaited above; this only keeps a failure from counting as unhandled while the next batch is read.
      writing.catch(() => undefined);
    }
    await writing;
  }

  private async commit(run: Run, whole: Batch): Promise<void> {
    const batch = await this.skipDone(run, whole);
    if (batch.rows.length === 0) return;
    const decision = await this.writeWithRetries(run, batch);
    for (const seen of decision.seen) run.seen.add(seen);
    run.rowsDone += batch.rows.length;
  }

  private async writeWithRetries(run: Run, batch: Batch): Promise<BatchDecision> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction((tx) => this.writeBatch(run, tx, batch));
      } catch (error) {
        if (!isWorthAnotherTry(error) || attempt === ATTEMPTS_PER_BATCH) throw error;
      }
    }
  }

  private async writeBatch(run: Run, tx: Tx, batch: Batch): Promise<BatchDecision> {
    const known = await this.loader.load(tx, run.context.key, incoming(batch));
    const decision = decideBatch(batch.rows, known, run.seen, this.clock.now());
    await this.writer.write(tx, decision.changes, {
      importId: run.account.id,
      actor: run.account.createdBy,
      evidence: run.account.options.evidence ?? null,
      now: this.clock.now(),
    });
    await this.record(tx, run, batch, decision);
    return decision;
  }

  private async rehearse(run: Run, tx: Tx, batch: Batch): Promise<void> {
    const rows = incoming(batch);
    const known = await this.draft.overlay(tx, await this.loader.load(tx, run.context.key, rows), rows);
    const decision = decideBatch(batch.rows, known, run.seen, this.clock.now());
    await this.draft.keep(tx, decision.changes);
    await this.record(this.database, run, batch, decision);
    for (const seen of decision.seen) run.seen.add(seen);
    run.rowsDone += batch.rows.length;
  }

  private async record(db: Queryable, run: Run, batch: Batch, decision: BatchDecision): Promise<void> {
    const ofFile = run.rowsDone === 0 ? run.findings : [];
    const counts = { ...decision.counts, warnings: decision.counts.warnings + ofFile.length };
    const progress = { rowsBefore: run.rowsDone, counts, bytesRead: batch.bytesRead };
    if (!(await this.imports.advance(db, run.account.id, progress))) throw new ImportTakenOverError();
    await this.imports.addFindings(db, run.account.id, [...ofFile, ...decision.findings]);
    await this.imports.addLines(db, run.account.id, foundLines(batch, decision.findings));
  }

  /** After a restart the rows done before are read again only to know which customers the file has shown. */
  private async skipDone(run: Run, batch: Batch): Promise<Batch> {
    const done = Math.min(Math.max(run.account.rows - run.rowsDone, 0), batch.rows.length);
    if (done === 0) return batch;
    const rows = incoming({ ...batch, rows: batch.rows.slice(0, done) });
    const known: Pick<KnownCustomers, 'numberByKey'> = await this.loader.resolve(this.database, run.context.key, rows);
    for (const row of rows) {
      const customerNo = numberOf(row, known);
      const service = seenService(customerNo, row);
      if (run.seen.add(customerNo) && service !== null) run.seen.add(service);
    }
    run.rowsDone += done;
    return { ...batch, rows: batch.rows.slice(done) };
  }
}

/** The lines of a batch that something was found about; a broken one is its text. */
function foundLines(batch: Batch, findings: readonly Finding[]): FoundLine[] {
  const lines = new Set(findings.map(({ line }) => line));
  return batch.rows
    .filter(({ raw }) => lines.has(raw.line))
    .map(({ raw }) => ({ line: raw.line, cells: ('cells' in raw ? raw.cells : [raw.value]).map(storable) }));
}

/** PostgreSQL keeps neither U+0000 nor half a character. */
function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Another writer came between, or the two waited for each other in a circle: the batch is read and decided again. */
function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof StaleBatchError) return true;
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DEADLOCK_DETECTED;
}

function incoming(batch: Batch) {
  return batch.rows.flatMap(({ row }) => (row === null ? [] : [row]));
}

async function* toBatches(source: RowSource): AsyncGenerator<Batch> {
  let rows: ReadBatchRow[] = [];
  let bytesRead = 0;
  for await (const chunk of source.chunks) {
    bytesRead = chunk.bytesRead;
    for (const raw of chunk.rows) {
      if ('cells' in raw && isBlank(raw)) continue;
      rows.push(toBatchRow(raw, source.context));
      if (rows.length < BATCH_ROWS) continue;
      yield { rows, bytesRead };
      rows = [];
    }
  }
  if (rows.length > 0) yield { rows, bytesRead };
}

function toBatchRow(raw: ReadRow, context: RowContext): ReadBatchRow {
  if ('cells' in raw) return { ...normaliseRow(raw, context), raw };
  return { raw, row: null, findings: [makeFinding('reject', raw.line, { value: raw.value, code: raw.code })] };
}
