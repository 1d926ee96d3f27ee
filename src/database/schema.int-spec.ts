import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { connectDatabase, DatabaseUnfitError, migrateDown, migrateUp, migrationStatus } from './schema.service.js';
import type { Database } from './database.service.js';

describe('migrations', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await openTestDatabase();
    database = await connectDatabase(test.url);
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  it('go down to nothing and up again to the same schema', async () => {
    const before = await dump(database);
    const { applied } = await migrationStatus(database);
    expect(applied.length).toBeGreaterThan(3);
    for (let i = applied.length; i > 0; i -= 1) expect(await migrateDown(database)).toBe(applied[i - 1]);
    expect(await migrateDown(database)).toBeNull();
    expect(await dump(database)).toEqual([]);
    expect(await migrateUp(database)).toEqual(applied);
    expect(await dump(database)).toEqual(before);
  });

  it('run once when two processes start together', async () => {
    while ((await migrateDown(database)) !== null);
    const other = await connectDatabase(test.url);
    const [one, two] = await Promise.all([migrateUp(database), migrateUp(other)]);
    await other.close();
    expect([...one, ...two]).toEqual((await migrationStatus(database)).applied);
  });

  it('refuse a database that a newer program has migrated', async () => {
    await database.execute(`INSERT INTO migrations (timestamp, name) VALUES (9, 'FromTheFuture9')`);
    await expect(migrateUp(database)).rejects.toThrow(/newer Revisit.*FromTheFuture9/);
    await database.execute(`DELETE FROM migrations WHERE migrations.name = 'FromTheFuture9'`);
  });
});

describe('connectDatabase', () => {
  it('names the place but not the password when nobody answers', async () => {
    const failure = connectDatabase('postgres://revisit:hush@127.0.0.1:1/none');
    await expect(failure).rejects.toThrow(DatabaseUnfitError);
    await expect(failure).rejects.toThrow(/127\.0\.0\.1:1\/none cannot be reached/);
    await expect(failure).rejects.not.toThrow(/hush/);
  });
});

/** Tables, columns, constraints, indexes, triggers and functions of our own, as text. */
async function dump(database: Database): Promise<string[]> {
  const rows = await database.query<{ line: string }>(
    `SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable AS line
       FROM information_schema.columns c WHERE c.table_schema = 'public'
     UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
     UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
     ORDER BY line`,
  );
  return rows.map((row) => row.line).filter((line) => !/\bmigrations\b/.test(line));
}
