import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WebResponse } from '../web-request.adapter.js';

/** Streams rows as one JSON document a line, as fast as the receiver reads; a receiver that leaves ends the reading. */
export async function sendLines(response: WebResponse, rows: AsyncIterable<unknown>): Promise<void> {
  response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
  const lines = Readable.from(toLines(rows));
  await pipeline(lines, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

async function* toLines(rows: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
