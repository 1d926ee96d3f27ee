import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { DataSource, type MixedList, type MigrationInterface } from 'typeorm';
import { PgPool, PgQueryable, PgTransaction, runOn } from './pg-connection.adapter.js';
import type { Queryable, Tx } from './queryable.js';

export type { Queryable, Tx } from './queryable.js';

const IDLE_TRANSACTION_TIMEOUT_MS = 300_000;
const APPLICATION = 'revisit';
/** Enough for statements that are answered at once. */
const PLAIN_CONNECTIONS = 6;
/** Claim, facts, hand-over and record of each channel. */
const KEYED_CONNECTIONS = 6;
/**
 * Rows that are asked for by key are looked up by key: a plan that each connection keeps is made when a table may still be
 * small, and would scan it for ever. Always the plan that is kept: making one costs more than the statement.
 */
const KEYED_PLANS = '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan';
/**
 * No statement is compiled: a server with a compiler (Debian's) takes up to a second for what it thinks dear. Before version
 * 18 that is everything on the keyed connections, because what is off there counts as very dear.
 */
const NO_COMPILER = '-c jit=off';

/**
 * The one door to PostgreSQL: a pool through TypeORM's data source, which also runs the migrations, and others.
 *
 * Whoever is inside a transaction holds a connection. A statement beside it (a kept setting that is read again, perhaps by
 * somebody else who was first to ask) must not wait for one of the same pool: when all are held by transactions that wait,
 * none would ever end. So statements outside of transactions have connections of their own, which nobody holds while
 * waiting.
 */
export class Database extends PgQueryable {
  private readonly inside = new AsyncLocalStorage<{ open: boolean }>();
  private readonly plain: pg.Pool;
  private readonly keyed: pg.Pool;
  /** For the statements of the sending path, each of which asks for some rows by their keys. */
  readonly byKey: Queryable;

  constructor(
    readonly dataSource: DataSource,
    url: string,
  ) {
    super();
    const common = { connectionString: url, application_name: APPLICATION, allowExitOnIdle: true };
    this.plain = new pg.Pool({ ...common, max: PLAIN_CONNECTIONS, options: NO_COMPILER });
    this.keyed = new pg.Pool({ ...common, max: KEYED_CONNECTIONS, options: `${KEYED_PLANS} ${NO_COMPILER}` });
    this.byKey = new PgPool(this.keyed);
    for (const pool of [this.pool(), this.plain, this.keyed]) {
      // A connection that breaks while idle or between statements must not end the process: its next user is told.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
    }
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
      applicationName: APPLICATION,
      extra: { idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS, options: NO_COMPILER },
    });
    await dataSource.initialize();
    return new Database(dataSource, url);
  }

  async close(): Promise<void> {
    if (!this.dataSource.isInitialized) return;
    await Promise.all([this.plain.end(), this.keyed.end()]);
    await this.dataSource.destroy();
  }

  /** All of `work` or nothing; rolled back when it throws. `isolation` as in SQL, read committed unless said. */
  transaction<T>(work: (tx: Tx) => Promise<T>, isolation?: 'REPEATABLE READ' | 'SERIALIZABLE'): Promise<T> {
    return this.within(this.pool(), isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN', work);
  }

  /**
   * The same by keys, and none of its locks is waited for longer than so many milliseconds: then it throws code 55P03.
   */
  impatiently<T>(lockTimeoutMs: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.within(this.keyed, `BEGIN; SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`, work);
  }

  /**
   * What is done in `work` is no part of the transaction around it, which only holds a lock meanwhile. Each such
   * transaction takes a second connection: for the few jobs that run one at a time, never for what many people ask.
   */
  apart<T>(work: () => Promise<T>): Promise<T> {
    return this.inside.exit(work);
  }

  private async within<T>(pool: pg.Pool, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.isInside()) throw new Error('A transaction was begun inside another one: pass its `tx` on.');
    const client = await pool.connect();
    const stay = { open: true };
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query(begin);
      const result = await this.inside.run(stay, () => work(new PgTransaction(client)));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken ??= failure));
      throw error;
    } finally {
      stay.open = false;
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** Whether the caller is part of a transaction that has not ended. */
  private isInside(): boolean {
    return this.inside.getStore()?.open === true;
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
    return runOn(this.plain, text, params, name);
  }
}
