import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { InputError } from '../kernel/faults.js';

const BATCH_ROWS = 2000;
const CONNECT_TIMEOUT_MS = 10_000;

export interface SqlPull {
  readonly url: string;
  readonly query: string;
  readonly cursorColumn?: string | undefined;
  readonly cursor: string | null;
}

/**
 * Reads a query of another PostgreSQL, in a read-only transaction, into a CSV file. The file appears under its name
 * only when it is whole: a source that fails half-way leaves nothing behind. Answers with the new cursor.
 */
export async function pullToFile(pull: SqlPull, path: string): Promise<string | null> {
  await mkdir(dirname(path), { recursive: true });
  const client = new pg.Client({ connectionString: pull.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Unheard, the loss of an idle connection would end the process; a lost query reports itself.
  client.on('error', () => undefined);
  const seen = { cursor: pull.cursor };
  try {
    await client.connect();
    await client.query("SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'; BEGIN READ ONLY");
    await pipeline(Readable.from(csvLines(client, pull, seen)), createWriteStream(`${path}.part`));
  } catch (error) {
    const message = `The source cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new InputError([{ field: 'source', code: 'unreadable-source', message }]);
  } finally {
    await client.end().catch(() => undefined);
  }
  await rename(`${path}.part`, path);
  return seen.cursor;
}

async function* csvLines(client: pg.Client, pull: SqlPull, seen: { cursor: string | null }): AsyncGenerator<string> {
  const column = pull.cursorColumn === undefined ? null : `pulled.${pg.escapeIdentifier(pull.cursorColumn)}`;
  // Rows with the cursor's own value are read again: some of them may have come later, and the others change nothing.
  const since = column !== null && pull.cursor !== null ? ` WHERE ${column} >= $1` : '';
  const order = column === null ? '' : ` ORDER BY ${column} NULLS FIRST`;
  const sql = `DECLARE pulled_rows NO SCROLL CURSOR FOR SELECT * FROM (${pull.query}) AS pulled${since}${order}`;
  await client.query(sql, since === '' ? [] : [pull.cursor]);
  let isFirst = true;
  for (;;) {
    const batch = await fetchTexts(client);
    const names = batch.fields.map((field) => field.name);
    if (isFirst) yield csvLine(names);
    isFirst = false;
    if (batch.rows.length === 0) return;
    const at = names.indexOf(pull.cursorColumn ?? '');
    seen.cursor = batch.rows.at(-1)?.[at] ?? seen.cursor;
    yield batch.rows.map(csvLine).join('');
  }
}

function fetchTexts(client: pg.Client): Promise<pg.QueryArrayResult<(string | null)[]>> {
  return client.query<(string | null)[]>({
    text: `FETCH ${BATCH_ROWS} FROM pulled_rows`,
    rowMode: 'array',
    types: { getTypeParser: () => (text: string | Buffer) => text },
  });
}

function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => `"${(cell ?? '').replaceAll('"', '""').replace(/[\r\n]+/g, ' ')}"`).join(',')}\n`;
}
