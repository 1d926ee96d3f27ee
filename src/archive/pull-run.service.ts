import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, RefusedError } from '../kernel/faults.js';
import { ImportFileService } from './import-file.service.js';
import { parseImportOptions } from './import-options.js';
import { ImportRepository, type ImportAccount } from './import.repository.js';
import { listFolder } from './pull-folder.adapter.js';
import { pullToFile } from './pull-sql.adapter.js';
import { importOptionsOf } from './source-config.js';
import { SourceRepository, type Source } from './source.repository.js';

/** Pulls one source through the same pipeline as a file; each run has its account, also when it found nothing. */
@Injectable()
export class PullRunService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly sources: SourceRepository,
    private readonly imports: ImportRepository,
    private readonly files: ImportFileService,
  ) {}

  /** Goes on with what a stopped process left, then reads what is new. Answers with the imports it made. */
  async pull(sourceId: number, signal?: AbortSignal): Promise<number[]> {
    const source = await this.sources.find(this.database, sourceId);
    if (source === null) return [];
    for (const left of await this.sources.unfinished(this.database, sourceId))
      await this.runImport(source, left, signal);
    try {
      return source.definition.kind === 'folder'
        ? await this.pullFolder(source, signal)
        : await this.pullSql(source, signal);
    } catch (error) {
      if (!isFault(error)) throw error;
      return [await this.addAccount(source, source.definition.name, {}, error)];
    }
  }

  private async pullFolder(source: Source, signal?: AbortSignal): Promise<number[]> {
    const { definition } = source;
    if (definition.kind !== 'folder') return [];
    const ids: number[] = [];
    for (const file of await listFolder(definition.folder, definition.endings)) {
      if (await this.sources.isKnownFile(this.database, source.id, file.fingerprint)) continue;
      const id = await this.addAccount(source, file.name, { path: file.path, fingerprint: file.fingerprint });
      await this.runImport(source, id, signal);
      ids.push(id);
    }
    return ids.length > 0 ? ids : [await this.addEmptyAccount(source)];
  }

  private async pullSql(source: Source, signal?: AbortSignal): Promise<number[]> {
    const { definition } = source;
    if (definition.kind !== 'sql') return [];
    const stamp = this.clock.now().toISOString().replace(/\W/g, '');
    const path = join(this.settings.settings.dataDir, 'pulls', `source-${source.id}-${stamp}.csv`);
    const nextCursor = await pullToFile({ ...definition, cursor: source.cursor }, path);
    const id = await this.addAccount(source, definition.name, { path, encoding: 'utf-8', nextCursor });
    await this.runImport(source, id, signal);
    return [id];
  }

  /** A fault of the file is in its account and stops nothing else. */
  private async runImport(source: Source, id: number, signal?: AbortSignal): Promise<void> {
    try {
      await this.files.run(id, signal);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
    const account = await this.imports.find(this.database, id);
    if (account === null || source.definition.kind !== 'sql') return;
    const { nextCursor, path } = account.options;
    if (account.state === 'done' && typeof nextCursor === 'string') {
      await this.sources.setCursor(this.database, source.id, nextCursor);
    }
    if (path !== undefined) await rm(path, { force: true });
  }

  private async addEmptyAccount(source: Source): Promise<number> {
    const id = await this.addAccount(source, source.definition.name, {});
    await this.imports.finish(this.database, id, { now: this.clock.now() });
    return id;
  }

  private async addAccount(
    source: Source,
    file: string,
    extra: Partial<ImportAccount['options']>,
    fault?: InputError | RefusedError,
  ): Promise<number> {
    const options = { ...parseImportOptions(importOptionsOf(source.definition)), ...extra };
    const now = this.clock.now();
    const fresh = { sourceId: source.id, file, options, createdBy: `source:${source.definition.name}`, now };
    const id = await this.imports.add(this.database, fresh);
    if (fault !== undefined) {
      const faults = fault instanceof InputError ? { faults: fault.faults } : { reason: fault.reason };
      const error = { name: fault.name, message: fault.message, ...faults };
      await this.imports.finish(this.database, id, { error, now });
    }
    return id;
  }
}

function isFault(error: unknown): error is InputError | RefusedError {
  return error instanceof InputError || error instanceof RefusedError;
}
