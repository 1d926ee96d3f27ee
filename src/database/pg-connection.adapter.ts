import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyLine } from './copy-text.js';
import type { CopyValue, Queryable, Tx } from './queryable.js';

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;
pg.types.setTypeParser(INT8, Number);
pg.types.setTypeParser(NUMERIC, Number);
pg.types.setTypeParser(DATE, (text: string) => text);

const ANSWER_WITHIN_MS = 10_000;

/** Which server answers at `url`; throws when none does within ten seconds. */
export async function askServerVersion(url: string): Promise<{ number: number; text: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_WITHIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; text: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`,
    );
    return { number: Number(rows[0]?.number), text: rows[0]?.text ?? '' };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Runs SQL on anything of pg that can. */
export abstract class PgQueryable implements Queryable {
  protected abstract run(sql: string, params: readonly unknown[], name?: string): Promise<pg.QueryResult>;

  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.run(sql, params)).rows as T[];
  }

  async prepared<T>(name: string, sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.run(sql, params, name)).rows as T[];
  }

  async one<T>(sql: string, params: readonly unknown[] = []): Promise<T> {
    const row = await this.maybe<T>(sql, params);
    if (row === null) throw new Error(`expected a row from: ${sql.slice(0, 120)}`);
    return row;
  }

  async maybe<T>(sql: string, params: readonly unknown[] = []): Promise<T | null> {
    return (await this.query<T>(sql, params))[0] ?? null;
  }

  async execute(sql: string, params: readonly unknown[] = []): Promise<number> {
    return (await this.run(sql, params)).rowCount ?? 0;
  }
}

/** Any connection of a pool, each statement by itself. */
export class PgPool extends PgQueryable {
  constructor(private readonly connections: pg.Pool) {
    super();
  }

  protected override run(text: string, params: readonly unknown[], name?: string): Promise<pg.QueryResult> {
    return runOn(this.connections, text, params, name);
  }
}

/** Runs one statement, under its name where it has one. */
export function runOn(
  on: pg.Pool | pg.ClientBase,
  text: string,
  params: readonly unknown[],
  name?: string,
): Promise<pg.QueryResult> {
  return on.query({ text, values: [...params], ...(name === undefined ? {} : { name }) });
}

/** One connection inside a transaction. */
export class PgTransaction extends PgQueryable implements Tx {
  private cursors = 0;

  constructor(private readonly client: pg.ClientBase) {
    super();
  }

  protected override run(text: string, params: readonly unknown[], name?: string): Promise<pg.QueryResult> {
    return runOn(this.client, text, params, name);
  }

  async copyIn(
    table: string,
    columns: readonly string[],
    rows: AsyncIterable<readonly CopyValue[]> | Iterable<readonly CopyValue[]>,
  ): Promise<number> {
    const target = this.client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    await pipeline(Readable.from(copyChunks(rows)), target);
    return target.rowCount;
  }

  async *stream<T>(sql: string, params: readonly unknown[], batchSize: number): AsyncIterable<T[]> {
    const cursor = `batch_${(this.cursors += 1)}`;
    await this.execute(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, params);
    const fetch = (): Promise<T[]> => this.query<T>(`FETCH ${batchSize} FROM ${cursor}`);
    let ahead = fetch();
    try {
      for (let isLast = false; !isLast;) {
        const batch = await ahead;
        isLast = batch.length < batchSize;
        // The server makes the next batch while this one is worked on. What it says is heard when its turn comes.
        if (!isLast) ahead = fetch();
        ahead.catch(() => undefined);
        if (batch.length > 0) yield batch;
      }
    } finally {
      await ahead.catch(() => undefined);
    }
    await this.execute(`CLOSE ${cursor}`);
  }
}

const CHUNK_CHARACTERS = 65_536;

/** Lines joined to chunks of a size that a socket likes: a write per line would cost more than the COPY. */
async function* copyChunks(
  rows: AsyncIterable<readonly CopyValue[]> | Iterable<readonly CopyValue[]>,
): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += copyLine(row);
    if (chunk.length > CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
