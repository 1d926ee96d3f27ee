import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { LIVE_CUSTOMER } from './customer-columns.js';
import type { CustomerCard } from './customer.js';
import { CustomerReadModel } from './customer.read-model.js';
import type { SegmentTime } from './segment-days.js';
import type { Segment } from './segment-filter.js';
import { parseSegment } from './segment-filter.js';
import { compileSegment } from './segment-sql.js';

export interface SavedSegment {
  readonly id: number;
  readonly name: string;
  readonly filter: Segment;
  readonly createdBy: string;
  readonly updatedAt: Date;
}

const COLUMNS = 'id, name, filter, created_by AS "createdBy", updated_at AS "updatedAt"';
const MAX_SAMPLE = 100;

/** Filters over the archive: checked, counted, sampled, and kept under a name. */
@Injectable()
export class SegmentService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly customers: CustomerReadModel,
  ) {}

  /** The filter as it will be used; throws InputError with every fault. */
  validate(filter: unknown): Segment {
    return parseSegment(filter);
  }

  /** How many customers match now. */
  async count(filter: unknown): Promise<number> {
    const { sql, params } = compileSegment(parseSegment(filter), await this.time());
    const row = await this.database.one<{ count: number }>(
      `SELECT count(*) AS count FROM customers AS c WHERE ${LIVE_CUSTOMER} AND ${sql}`,
      params,
    );
    return row.count;
  }

  /** Some of the customers who match, the same ones each time. */
  async sample(filter: unknown, size = 10): Promise<CustomerCard[]> {
    const condition = compileSegment(parseSegment(filter), await this.time(), 2);
    return this.customers.cards(this.database, condition, { after: 0, limit: Math.min(size, MAX_SAMPLE) });
  }

  /** Keeps a filter under a name, in place of an older one of that name. */
  save(name: string, filter: unknown, actor: string): Promise<SavedSegment> {
    const segment = parseSegment(filter, 'filter');
    const trimmed = readName(name);
    return this.database.one<SavedSegment>(
      `INSERT INTO segments AS s (name, filter, created_by, created_at, updated_at) VALUES ($1, $2::jsonb, $3, $4, $4)
       ON CONFLICT (name) DO UPDATE SET filter = excluded.filter, updated_at = excluded.updated_at
       RETURNING ${COLUMNS}`,
      [trimmed, JSON.stringify(segment), actor, this.clock.now()],
    );
  }

  /** Keeps a filter under a name that is free, or changes the one of this id. Throws InputError with every fault. */
  async write(id: number | null, name: string, filter: unknown, actor: string): Promise<SavedSegment> {
    const segment = parseSegment(filter, 'filter');
    const values = [readName(name), JSON.stringify(segment), this.clock.now()];
    const sql =
      id === null
        ? `INSERT INTO segments (name, filter, created_by, created_at, updated_at) VALUES ($1, $2::jsonb, $4, $3, $3)
           ON CONFLICT (name) DO NOTHING RETURNING ${COLUMNS}`
        : `UPDATE segments SET name = $1, filter = $2::jsonb, updated_at = $3
            WHERE id = $4 AND NOT EXISTS (SELECT FROM segments AS o WHERE o.name = $1 AND o.id <> $4) RETURNING ${COLUMNS}`;
    if (id !== null) await this.get(id);
    const saved = await this.database.maybe<SavedSegment>(sql, [...values, id ?? actor]);
    if (saved) return saved;
    throw new InputError([{ field: 'name', code: 'name-taken', message: 'Another segment has this name' }]);
  }

  /** Forgets a kept filter; campaigns keep the conditions that they were made with. */
  async remove(id: number): Promise<void> {
    await this.database.execute('DELETE FROM segments WHERE id = $1', [id]);
  }

  /** Kept filters by name. */
  list(): Promise<SavedSegment[]> {
    return this.database.query<SavedSegment>(`SELECT ${COLUMNS} FROM segments ORDER BY name`);
  }

  /** Throws NotFoundError. */
  async get(id: number): Promise<SavedSegment> {
    const saved = await this.database.maybe<SavedSegment>(`SELECT ${COLUMNS} FROM segments WHERE id = $1`, [id]);
    if (!saved) throw new NotFoundError('segment', id);
    return saved;
  }

  /** The instant and the zone that "today" in a filter means. */
  async time(): Promise<SegmentTime> {
    return { now: this.clock.now(), zone: (await this.settings.organisation()).timeZone };
  }
}

function readName(name: string): string {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed !== '' && trimmed.length <= 100) return trimmed;
  throw new InputError([{ field: 'name', code: 'required', message: 'A name of 1 to 100 characters is needed' }]);
}
