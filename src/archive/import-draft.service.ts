import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { ImportDraftRepository, type DraftOptions, type ImportDraft } from './import-draft.repository.js';
import { parseImportOptions } from './import-options.js';
import { ImportRepository } from './import.repository.js';
import { ImportService } from './import.service.js';

const MOST_LISTED = 20;

/** A file on its way into the archive: kept, told about, rehearsed, and then imported or thrown away. */
@Injectable()
export class ImportDraftService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly drafts: ImportDraftRepository,
    private readonly accounts: ImportRepository,
    private readonly imports: ImportService,
  ) {}

  /** Keeps an uploaded file with what was said of it; the options are checked when they are used. */
  add(file: string, path: string, options: DraftOptions, actor: string): Promise<number> {
    return this.drafts.add(this.database, { file, path, options, createdBy: actor, now: this.clock.now() });
  }

  async get(id: number): Promise<ImportDraft> {
    return present(await this.drafts.find(this.database, id), id);
  }

  /** Files that were begun and left, newest first. */
  listOpen(): Promise<ImportDraft[]> {
    return this.drafts.listOpen(this.database, MOST_LISTED);
  }

  /** The drafts behind these imports, by import; dry runs included. */
  async ofImports(importIds: readonly number[]): Promise<ReadonlyMap<number, ImportDraft>> {
    const found = await this.drafts.ofImports(this.database, importIds);
    return new Map(
      importIds.flatMap((id) => {
        const draft = found.find((one) => one.importId === id || one.rehearsalId === id);
        return draft ? [[id, draft]] : [];
      }),
    );
  }

  /** Says other things of the file. Throws RefusedError `import-begun` once it is being imported. */
  async setOptions(id: number, options: DraftOptions): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.open(tx, id);
      await this.drafts.setOptions(tx, id, options);
    });
  }

  /** Begins a dry run in the background. Throws InputError when the options mean nothing. */
  rehearse(id: number, actor: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { file, path, options } = await this.open(tx, id);
      const parsed = { ...parseImportOptions(options), dryRun: true, path };
      const importId = await this.imports.enqueueIn(tx, { file, options: parsed, createdBy: actor });
      await this.drafts.setRehearsal(tx, id, importId);
      return importId;
    });
  }

  /** Begins the import. Throws RefusedError `not-rehearsed` unless a dry run under the same options has come to its end. */
  start(id: number, actor: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { file, path, options, rehearsalId } = await this.open(tx, id);
      const rehearsal = rehearsalId === null ? null : await this.accounts.find(tx, rehearsalId);
      if (rehearsal?.state !== 'done') {
        throw new RefusedError(reason('not-rehearsed'), 'A dry run must have come to its end before the import.');
      }
      const parsed = { ...parseImportOptions(options), dryRun: false, path };
      const importId = await this.imports.enqueueIn(tx, { file, options: parsed, createdBy: actor });
      await this.drafts.setImport(tx, id, importId);
      return importId;
    });
  }

  /** Throws the file away. */
  async discard(id: number): Promise<void> {
    const { path } = await this.database.transaction(async (tx) => {
      const draft = await this.open(tx, id);
      await this.drafts.remove(tx, id);
      return draft;
    });
    await rm(path, { force: true });
  }

  private async open(tx: Queryable, id: number): Promise<ImportDraft> {
    const draft = present(await this.drafts.lock(tx, id), id);
    if (draft.importId === null) return draft;
    throw new RefusedError(reason('import-begun', { id: draft.importId }), 'The file is being imported already.');
  }
}

function present(draft: ImportDraft | null, id: number): ImportDraft {
  if (draft === null) throw new NotFoundError('import draft', id);
  return draft;
}
