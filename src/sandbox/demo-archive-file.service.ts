import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { csvLine } from './csv-line.js';
import { AGENT_HEADERS, generateAgents } from './demo-agents.js';
import { CUSTOMER_HEADERS, DEFAULT_SIZE, generateCustomers } from './demo-archive.js';

export interface DemoFileOptions {
  /** Customers, 5,000 unless said. */
  readonly size?: number | undefined;
  readonly seed?: number | undefined;
  /** Local date, YYYY-MM-DD, that services and expiries are counted from. */
  readonly todayOn: string;
}

const LINES_A_CHUNK = 500;

/** Writes the demo archive as CSV files (UTF-8) that the imports take; the size does not matter to memory. */
@Injectable()
export class DemoArchiveFileService {
  /** Writes the customers; answers with their number. */
  async writeCustomers(path: string, { size = DEFAULT_SIZE, seed = 1, todayOn }: DemoFileOptions): Promise<number> {
    await write(path, CUSTOMER_HEADERS, generateCustomers(size, seed, todayOn));
    return size;
  }

  /** Writes the agents; answers with their number. */
  async writeAgents(path: string, { seed = 1, todayOn }: DemoFileOptions): Promise<number> {
    const agents = generateAgents(seed, todayOn);
    await write(path, AGENT_HEADERS, agents);
    return agents.length;
  }
}

async function write(
  path: string,
  headers: readonly string[],
  rows: Iterable<Readonly<Record<string, string>>>,
): Promise<void> {
  await pipeline(Readable.from(chunks(headers, rows)), createWriteStream(path, { encoding: 'utf8' }));
}

function* chunks(headers: readonly string[], rows: Iterable<Readonly<Record<string, string>>>): Generator<string> {
  let lines = [`${headers.join(',')}\r\n`];
  for (const row of rows) {
    lines.push(csvLine(headers, row));
    if (lines.length < LINES_A_CHUNK) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
