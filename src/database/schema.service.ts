import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import { Database } from './database.service.js';
import { askServerVersion } from './pg-connection.adapter.js';
import { packageRoot } from './package-root.adapter.js';
import { loadMigrations } from './sql-migrations.adapter.js';

const OLDEST_SERVER = 150_000; // server_version_num of PostgreSQL 15

/** A database that this program cannot work with, in words. */
export class DatabaseUnfitError extends Error {
  override readonly name = 'DatabaseUnfitError';
}

/** What `migrate status` tells. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** The hand-written migrations of this program. */
export function migrationClasses() {
  return loadMigrations(join(packageRoot(), 'migrations'));
}

/** Connects, and refuses a server that is out of reach or too old with one clear message. */
export async function connectDatabase(url: string): Promise<Database> {
  const version = await askServerVersion(url).catch((error: Error) => {
    throw new DatabaseUnfitError(`The database at ${withoutPassword(url)} cannot be reached: ${sayError(error)}`);
  });
  if (version.number < OLDEST_SERVER) {
    throw new DatabaseUnfitError(
      `The database at ${withoutPassword(url)} is PostgreSQL ${version.text}. Revisit needs 15 or newer.`,
    );
  }
  return Database.connect(url, { migrations: migrationClasses() });
}

/** Runs what is missing, the job engine's own tables included. Refuses a database that a newer program has migrated. */
export async function migrateUp(database: Database): Promise<string[]> {
  return alone(database, async () => {
    await refuseNewerDatabase(database);
    return runMissing(database);
  });
}

/** The same where the database is empty; one with data waits for its operator. */
export async function migrateIfEmpty(database: Database): Promise<void> {
  await alone(database, async () => {
    await refuseNewerDatabase(database);
    const { applied, pending } = await migrationStatus(database);
    if (applied.length === 0) await runMissing(database);
    else if (pending.length > 0) refuseOlderDatabase(pending);
  });
}

/** Refuses a database that an older or a newer program has migrated. */
export async function refuseOtherSchema(database: Database): Promise<void> {
  await refuseNewerDatabase(database);
  const { pending } = await migrationStatus(database);
  if (pending.length > 0) refuseOlderDatabase(pending);
}

/** Two processes that start together must not run a migration twice, nor see half of them. */
function alone<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('revisit-migrate'))`);
    return work();
  });
}

async function runMissing(database: Database): Promise<string[]> {
  const done = await database.dataSource.runMigrations({ transaction: 'each' });
  await runMigrations({ pgPool: database.pool() });
  return done.map((migration) => migration.name);
}

/** Takes the newest migration back; its name, or null when there is none. */
export async function migrateDown(database: Database): Promise<string | null> {
  await refuseNewerDatabase(database);
  const { applied } = await migrationStatus(database);
  const newest = applied.at(-1);
  if (newest === undefined) return null;
  await database.dataSource.undoLastMigration({ transaction: 'each' });
  return newest;
}

/** Which migrations the database has, which it lacks, and which this program does not know. */
export async function migrationStatus(database: Database): Promise<MigrationStatus> {
  const known = database.dataSource.migrations.map((migration) => migration.name ?? '');
  const table = await database.one<{ found: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS found`);
  const rows = table.found
    ? await database.query<{ name: string }>('SELECT migrations.name FROM migrations ORDER BY migrations.id')
    : [];
  const applied = rows.map((row) => row.name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

async function refuseNewerDatabase(database: Database): Promise<void> {
  const { unknown } = await migrationStatus(database);
  if (unknown.length === 0) return;
  throw new DatabaseUnfitError(
    `The database was migrated by a newer Revisit (it has ${unknown.join(', ')}, which this program does not know). ` +
      'Install that version again, or restore a backup from before it.',
  );
}

function refuseOlderDatabase(pending: readonly string[]): never {
  throw new DatabaseUnfitError(
    `The database lacks migrations (${pending.join(', ')}). Run "revisit migrate up" first.`,
  );
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  return `${parsed.hostname}:${parsed.port || '5432'}${parsed.pathname}`;
}

function sayError(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.map((inner) => inner.message).join('; ') || error.code || 'no answer';
}
