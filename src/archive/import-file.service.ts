import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';
import { contentHash } from '../kernel/stable-json.js';
import {
  chooseSheet,
  findLayout,
  headerCandidate,
  type FilePeek,
  type Layout,
  type ReadChunk,
  type SheetPeek,
} from './header-layout.js';
import { headerSignature, readColumns, type Column, type HeaderMapping } from './header-row.js';
import { declaredConsents } from './import-options.js';
import { ImportRepository, type ImportAccount } from './import.repository.js';
import { ImportRunService, ImportTakenOverError, type RowSource } from './import-run.service.js';
import type { RowContext } from './normalise-context.js';
import { readCountry } from './normalise-values.js';
import { rowsToTable } from './parse-objects.js';
import { isRejectFile, withoutMark } from './reject-file.js';
import { fileBytes, peekFile, readRows } from './read-table.adapter.js';

/** Runs one import from its account: opens what it names, finds the columns, and hands the rows on. */
@Injectable()
export class ImportFileService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly imports: ImportRepository,
    private readonly runner: ImportRunService,
  ) {}

  /** Runs an import of a file to its end; one that was broken off goes on. A file that cannot be taken ends it. */
  async run(importId: number, signal?: AbortSignal): Promise<void> {
    const account = await this.imports.find(this.database, importId);
    if (account === null) throw new NotFoundError('import', importId);
    if (account.state === 'done' || account.state === 'failed') return;
    await this.guard(importId, () => this.runFile(account, account.options.path ?? account.file, signal));
  }

  /** Takes away the file of an import that is done, where it was sent to us; what is found in it is kept. */
  async dropUpload(importId: number): Promise<void> {
    const account = await this.imports.find(this.database, importId);
    const path = account?.options.path;
    if (account?.state !== 'done' || account.dryRun || path === undefined) return;
    if (dirname(path) === resolve(this.settings.settings.dataDir, 'uploads')) await rm(path, { force: true });
  }

  /** Runs an import of rows that are at hand. */
  async runRows(importId: number, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const found = await this.imports.find(this.database, importId);
    if (found === null) throw new NotFoundError('import', importId);
    await this.guard(importId, async () => {
      const table = rowsToTable(rows);
      const { options } = found;
      const { columns, faults } = readColumns(table.headers, options.mapping ?? {}, options.key);
      const file = { encoding: 'json', bytesTotal: 0, columns, now: this.clock.now() };
      const account = await this.imports.start(this.database, importId, file);
      if (faults.length > 0 && rows.length > 0) throw new InputError(faults);
      const context = await this.rowContext(account, columns, { date1904: false, allowShort: true });
      await this.runner.run(account, { context, chunks: once(table.rows) });
    });
  }

  private async runFile(queued: ImportAccount, path: string, signal?: AbortSignal): Promise<void> {
    const { options } = queued;
    const peek = await peekFile(path, options.encoding, options.mapping ?? {});
    const sheet = chooseSheet(peek, options.sheet);
    const mapping = await this.findMapping(queued, sheet);
    const layout = findLayout(sheet, { headerRow: options.headerRow, key: options.key, mapping });
    const { encoding } = peek;
    const file = { encoding, bytesTotal: await fileBytes(path), columns: layout.columns, now: this.clock.now() };
    const account = await this.imports.start(this.database, queued.id, file);
    await this.runner.run(account, await this.openRows(account, path, peek, layout), signal);
  }

  private async openRows(account: ImportAccount, path: string, peek: FilePeek, layout: Layout): Promise<RowSource> {
    const context = await this.rowContext(account, layout.columns, peek);
    const chunks = readRows(path, peek, layout);
    const isMended = isRejectFile(layout.columns.map((column) => column.header));
    return { context, chunks: isMended ? withoutMarks(chunks) : chunks, findings: peek.warnings };
  }

  /** The mapping that was given, which is remembered for this set of headers, or the one remembered. */
  private async findMapping(account: ImportAccount, sheet: SheetPeek): Promise<HeaderMapping> {
    const headers = headerCandidate(sheet, account.options.headerRow).cells;
    const hash = contentHash(headerSignature(headers));
    const given = account.options.mapping;
    if (given === undefined) return this.imports.findMapping(this.database, hash);
    if (!account.dryRun && readColumns(headers, given, account.options.key).faults.length === 0) {
      const entry = { hash, headers, mapping: given, actor: account.createdBy, now: this.clock.now() };
      await this.imports.rememberMapping(this.database, entry);
    }
    return given;
  }

  private async rowContext(
    account: ImportAccount,
    columns: readonly Column[],
    form: { readonly date1904: boolean; readonly allowShort: boolean },
  ): Promise<RowContext> {
    const organisation = await this.settings.organisation();
    const { options } = account;
    return {
      columns,
      key: options.key,
      country: readCountry(options.country ?? organisation.country) ?? organisation.country,
      zone: organisation.timeZone,
      date1904: form.date1904,
      declared: declaredConsents(options),
      allowShort: form.allowShort,
    };
  }

  /**
   * Ends the account. A fault of the input is written into it and thrown on; any other failure leaves it running, to be
   * taken up again.
   */
  private async guard(importId: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      await this.imports.finish(this.database, importId, { now: this.clock.now() });
    } catch (error) {
      if (error instanceof ImportTakenOverError) return;
      if (error instanceof InputError || error instanceof RefusedError) {
        await this.imports.finish(this.database, importId, { error: describe(error), now: this.clock.now() });
      }
      throw error;
    }
  }
}

function describe(error: InputError | RefusedError): object {
  const details = error instanceof InputError ? { faults: error.faults } : { reason: error.reason };
  return { name: error.name, message: error.message, ...details };
}

/** Our own list of rejects carries marks against formulas; they are not part of what stands in the cells. */
async function* withoutMarks(chunks: AsyncIterable<ReadChunk>): AsyncGenerator<ReadChunk> {
  for await (const { rows, bytesRead } of chunks) {
    const clean = rows.map((row) => ('cells' in row ? { ...row, cells: row.cells.map(withoutMark) } : row));
    yield { rows: clean, bytesRead };
  }
}

async function* once(rows: RowSource['chunks'] extends AsyncIterable<{ rows: infer R }> ? R : never) {
  yield { rows, bytesRead: 0 };
}
