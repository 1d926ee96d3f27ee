import { Injectable } from '@nestjs/common';
import type { Organisation } from '../config/organisation.js';
import { OrganisationOverrides } from '../config/settings.service.js';
import { Database } from './database.service.js';

/** Settings that live in the database, by key: what the console changed, and the demonstration clock. */
@Injectable()
export class SettingsRepository extends OrganisationOverrides {
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
  }

  override async load(): Promise<Partial<Organisation>> {
    return (await this.find<Partial<Organisation>>('organisation')) ?? {};
  }
}
