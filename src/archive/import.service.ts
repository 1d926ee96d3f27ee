import { basename, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError } from '../kernel/faults.js';
import { ImportFileService } from './import-file.service.js';
import { parseImportOptions, type ImportOptionsInput } from './import-options.js';
import { ImportRepository, type ImportAccount, type StoredFinding } from './import.repository.js';
import type { FindingKind } from './import-row.js';
import { LISTED_FINDINGS, listFinding, type ImportSummary } from './import-summary.js';

export const IMPORT_FILE_JOB = 'import-file';

/** Customers from files and requests, at once or as a job; and the account of it. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly imports: ImportRepository,
    private readonly files: ImportFileService,
    private readonly jobs: JobQueue,
  ) {}

  /** Imports a file now. Throws InputError or RefusedError when the file as a whole cannot be taken. */
  async runFile(path: string, options: ImportOptionsInput, actor: string): Promise<ImportSummary> {
    const parsed = parseImportOptions(options);
    const file = { file: basename(path), options: { ...parsed, path: resolve(path) } };
    const id = await this.imports.add(this.database, { ...file, createdBy: actor, now: this.clock.now() });
    await this.files.run(id);
    return this.summary(id);
  }

  /** Puts an import into the queue; its progress is read with `get`. The file must stay until it is done. */
  async enqueue(path: string, options: ImportOptionsInput, actor: string, fileName = basename(path)): Promise<number> {
    const parsed = parseImportOptions(options);
    return this.database.transaction((tx) =>
      this.enqueueIn(tx, { file: fileName, options: { ...parsed, path: resolve(path) }, createdBy: actor }),
    );
  }

  /** The same within somebody's transaction, for sources. */
  async enqueueIn(
    db: Queryable,
    fresh: { sourceId?: number; file: string; options: ImportAccount['options']; createdBy: string },
  ): Promise<number> {
    const id = await this.imports.add(db, { ...fresh, now: this.clock.now() });
    await this.jobs.add(db, IMPORT_FILE_JOB, { importId: id }, { key: `${IMPORT_FILE_JOB}:${id}` });
    return id;
  }

  /**
   * Takes rows by field name, through the same pipeline as a file; lists are separated by `;`. `line` in the findings
   * counts the rows from 1.
   */
  async upsertRows(
    rows: readonly Readonly<Record<string, unknown>>[],
    actor: string,
    options: ImportOptionsInput = {},
  ): Promise<ImportSummary> {
    const parsed = parseImportOptions(options);
    const fresh = { file: 'api', options: parsed, createdBy: actor, now: this.clock.now() };
    const id = await this.imports.add(this.database, fresh);
    await this.files.runRows(id, rows);
    return this.summary(id);
  }

  /** An import as it stands, its progress included. */
  async get(id: number): Promise<ImportAccount> {
    const account = await this.imports.find(this.database, id);
    if (account === null) throw new NotFoundError('import', id);
    return account;
  }

  /** The imports of these ids, as they stand. */
  some(ids: readonly number[]): Promise<ImportAccount[]> {
    return this.imports.some(this.database, ids);
  }

  /** Newest first. */
  list(filter: { sourceId?: number; beforeId?: number; limit?: number } = {}): Promise<ImportAccount[]> {
    return this.imports.list(this.database, { ...filter, limit: filter.limit ?? 50 });
  }

  /** What an import found, page by page. */
  findings(
    id: number,
    filter: { kind?: FindingKind; afterId?: number; limit?: number } = {},
  ): Promise<StoredFinding[]> {
    return this.imports.findings(this.database, id, { ...filter, limit: filter.limit ?? 100 });
  }

  /** How many findings of a kind an import has. */
  countFindings(id: number, kind: FindingKind): Promise<number> {
    return this.imports.countFindings(this.database, id, kind);
  }

  /** What an import did, in the shape of the command line. */
  async summary(id: number): Promise<ImportSummary> {
    const account = await this.get(id);
    const list = async (kind: FindingKind) => {
      const found = await this.imports.findings(this.database, id, { kind, limit: LISTED_FINDINGS });
      return found.map((finding) => listFinding(finding));
    };
    const { rows, created, updated, unchanged, rejected, duplicates, warnings } = account;
    return {
      importId: id,
      file: account.file,
      encoding: account.encoding,
      dryRun: account.dryRun,
      ...{ rows, created, updated, unchanged, rejected, duplicates, warnings },
      rejects: await list('reject'),
      duplicateRows: await list('duplicate'),
      conflicts: await list('conflict'),
      warningList: await list('warning'),
    };
  }

  /** The organisation's folder for files that wait for their import. */
  uploadFolder(): string {
    return resolve(this.settings.settings.dataDir, 'uploads');
  }
}
