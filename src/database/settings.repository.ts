import { Injectable } from '@nestjs/common';
import type { Organisation } from '../config/organisation.js';
import { OrganisationOverrides } from '../config/settings.service.js';
import { Database } from './database.service.js';

/** How long a process may go on with the organisation it knows, in milliseconds of its own monotonic clock. */
const KEEP_MS = 1_000;
const ORGANISATION_KEY = 'organisation';

/** Settings that live in the database, by key: what the console changed, and the demonstration clock. */
@Injectable()
export class SettingsRepository extends OrganisationOverrides {
  private kept: { readonly until: number; readonly value: Promise<Partial<Organisation>> } | null = null;

  constructor(private readonly database: Database) {
    super();
  }

  async find<T>(key: string): Promise<T | null> {
    const row = await this.database.maybe<{ value: T }>('SELECT settings.value FROM settings WHERE settings.key = $1', [
      key,
    ]);
    return row?.value ?? null;
  }

  async save(key: string, value: unknown): Promise<void> {
    await this.database.execute(
      `INSERT INTO settings (key, value) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()`,
      [key, JSON.stringify(value)],
    );
    this.kept = null;
  }

  /** Asked for with every message, so it is read once a second; what this process saves holds at once. */
  override load(): Promise<Partial<Organisation>> {
    if (this.kept !== null && this.kept.until > performance.now()) return this.kept.value;
    const value = this.find<Partial<Organisation>>(ORGANISATION_KEY).then((found) => found ?? {});
    this.kept = { until: performance.now() + KEEP_MS, value };
    value.catch(() => (this.kept = null));
    return value;
  }
}
