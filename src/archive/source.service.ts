import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { dueBucket } from '../jobs/due-bucket.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError } from '../kernel/faults.js';
import { parseInstant } from './parse-date.js';
import { hidePassword, parseSource, withKnownPassword, type SourceDefinition } from './source-config.js';
import { SourceRepository, type Source } from './source.repository.js';

export const PULL_SOURCE_JOB = 'pull-source';

/** The company's own archives that are pulled each day. */
@Injectable()
export class SourceService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly sources: SourceRepository,
    private readonly jobs: JobQueue,
  ) {}

  /** Adds a source, or changes the one of that name. Throws InputError with every fault. */
  async save(input: unknown, actor: string): Promise<Source> {
    const name = z.looseObject({ name: z.string() }).safeParse(input).data?.name.trim() ?? '';
    const known = await this.sources.findByName(this.database, name);
    const definition = parseSource(withKnownPassword(input, known?.definition ?? null));
    const id = await this.sources.save(this.database, definition, actor, this.clock.now());
    return this.get(id);
  }

  /** A source as it may be shown. */
  async get(id: number): Promise<Source> {
    const source = await this.sources.find(this.database, id);
    if (source === null) throw new NotFoundError('source', id);
    return show(source);
  }

  async list(): Promise<Source[]> {
    return (await this.sources.list(this.database)).map(show);
  }

  /** Pulls a source now, besides its daily time. */
  async pullNow(id: number): Promise<void> {
    await this.get(id);
    await this.jobs.add(this.database, PULL_SOURCE_JOB, { sourceId: id }, { key: `${PULL_SOURCE_JOB}:${id}` });
  }

  /**
   * Enqueues the pulls that are due, each once a local day on whatever machine; a day that was missed is made up once,
   * but nothing from before the source was there (A1).
   */
  async enqueueDue(): Promise<number[]> {
    const { timeZone } = await this.settings.organisation();
    const now = this.clock.now();
    const enqueued: number[] = [];
    for (const { id, definition, createdAt } of await this.sources.list(this.database)) {
      const bucket = dueBucket({ dailyAt: definition.dailyAt }, now, timeZone);
      const dueAt = parseInstant(`${bucket} ${definition.dailyAt}`, timeZone);
      if (dueAt === null || dueAt < createdAt) continue;
      const isTaken = await this.database.transaction(async (tx) => {
        if (!(await this.sources.takeBucket(tx, id, bucket))) return false;
        await this.jobs.add(tx, PULL_SOURCE_JOB, { sourceId: id }, { key: `${PULL_SOURCE_JOB}:${id}` });
        return true;
      });
      if (isTaken) enqueued.push(id);
    }
    return enqueued;
  }
}

function show(source: Source): Source {
  const { definition } = source;
  const shown: SourceDefinition =
    definition.kind === 'sql' ? { ...definition, url: hidePassword(definition.url) } : definition;
  return { ...source, definition: shown };
}
