import type pg from 'pg';
import { DataSource, type MixedList, type MigrationInterface } from 'typeorm';
import { PgQueryable, PgTransaction } from './pg-connection.adapter.js';
import type { Queryable, Tx } from './queryable.js';

export type { Queryable, Tx } from './queryable.js';

const IDLE_TRANSACTION_TIMEOUT_MS = 300_000;

/** The one door to PostgreSQL: a pool through TypeORM's data source, which also runs the migrations. */
export class Database extends PgQueryable {
  constructor(readonly dataSource: DataSource) {
    super();
  }

  /** Connects; throws pg's error when the server cannot be reached. */
  static async connect(
    url: string,
    options: { poolSize?: number; migrations?: MixedList<new () => MigrationInterface> } = {},
  ): Promise<Database> {
    const dataSource = new DataSource({
      type: 'postgres',
      url,
      poolSize: options.poolSize ?? 12,
      installExtensions: false,
      migrations: options.migrations ?? [],
      migrationsTableName: 'migrations',
      applicationName: 'revisit',
      extra: { idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS },
    });
    await dataSource.initialize();
    const database = new Database(dataSource);
    // A connection that breaks while idle or between statements must not end the process: its next user is told.
    database.pool().on('error', () => undefined);
    database.pool().on('connect', (client) => client.on('error', () => undefined));
    return database;
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** All of `work` or nothing; rolled back when it throws. `isolation` as in SQL, read committed unless said. */
  transaction<T>(work: (tx: Tx) => Promise<T>, isolation?: 'REPEATABLE READ' | 'SERIALIZABLE'): Promise<T> {
    return this.within(isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN', work);
  }

  /** The same, and none of its locks is waited for longer than so many milliseconds: then it throws code 55P03. */
  impatiently<T>(lockTimeoutMs: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.within(`BEGIN; SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`, work);
  }

  private async within<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool().connect();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query(begin);
      const result = await work(new PgTransaction(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken ??= failure));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** A connection of one's own for as long as `release` is not called: for session locks and LISTEN. */
  async session(): Promise<{ client: pg.PoolClient; queryable: Queryable; release: (broken?: boolean) => void }> {
    const client = await this.pool().connect();
    return { client, queryable: new PgTransaction(client), release: (broken) => client.release(broken) };
  }

  /** The pool itself, for libraries that bring their own SQL (job engine, sessions). */
  pool(): pg.Pool {
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }

  protected override run(text: string, params: readonly unknown[], name?: string): Promise<pg.QueryResult> {
    return this.pool().query({ text, values: [...params], ...(name === undefined ? {} : { name }) });
  }
}
