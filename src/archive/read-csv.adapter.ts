import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { InputError } from '../kernel/faults.js';
import {
  canonicalEncoding,
  detectBom,
  ENCODING_UNKNOWN,
  EncodingLadder,
  type DetectedEncoding,
} from './detect-encoding.js';
import { decideEncoding } from './encoding-doubt.js';
import type { HeaderMapping } from './header-row.js';
import type { FilePeek, ReadChunk } from './header-layout.js';
import { CsvRows } from './parse-csv.js';
import { decodeStart, encodingWarnings, wholeLines } from './preview-encodings.js';
import { sampleCsv } from './sample-csv.js';

const CHUNK_BYTES = 1 << 18;
/** So much of a file is looked at for its headers, its first rows, and doubts about its encoding. */
export const START_BYTES = 1 << 18;

interface Found extends DetectedEncoding {
  /** Whether another encoding may read all of the file, too. */
  readonly isDoubtful: boolean;
}

/** Reads the whole file once to be sure of its encoding, and its first rows to find the header. */
export async function peekCsv(path: string, encoding: string, mapping: HeaderMapping): Promise<FilePeek> {
  const detected = encoding === 'auto' ? await detectEncoding(path) : await namedEncoding(path, encoding);
  const read = await readStart(path, START_BYTES);
  const start = wholeLines(read, read.length < START_BYTES);
  const text = decodeStart(start, detected.encoding);
  const { delimiter, rows } = sampleCsv(text, mapping);
  return {
    encoding: detected.encoding,
    bomLength: detected.bomLength,
    delimiter,
    date1904: false,
    allowShort: false,
    warnings: detected.isDoubtful ? encodingWarnings(start, decideEncoding(start, 'auto', detected.encoding)) : [],
    sheets: [{ name: '', sample: rows, rowCount: null }],
  };
}

/** The rows of a CSV file as they are read, with the bytes taken so far. */
export async function* readCsv(path: string, peek: FilePeek): AsyncGenerator<ReadChunk> {
  const file = createReadStream(path, { start: peek.bomLength, highWaterMark: CHUNK_BYTES });
  const decoder = iconv.getDecoder(peek.encoding, { stripBOM: true });
  const splitter = new CsvRows(peek.delimiter);
  for await (const chunk of file as AsyncIterable<Buffer>) {
    yield { rows: splitter.push(decoder.write(chunk)), bytesRead: file.bytesRead + peek.bomLength };
  }
  const last = [...splitter.push(decoder.end() ?? ''), ...splitter.finish()];
  yield { rows: last, bytesRead: file.bytesRead + peek.bomLength };
}

async function detectEncoding(path: string): Promise<Found> {
  const ladder = new EncodingLadder();
  const stream: Readable = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!ladder.push(chunk)) break;
  }
  stream.destroy();
  const detected = ladder.finish();
  if (detected !== null) return { ...detected, isDoubtful: ladder.readsAsGb18030() };
  throw new InputError([ENCODING_UNKNOWN]);
}

async function namedEncoding(path: string, name: string): Promise<Found> {
  const encoding = knownEncoding(name);
  const bom = detectBom(await readStart(path, 4));
  return { encoding, bomLength: bom?.encoding === encoding ? bom.bomLength : 0, isDoubtful: false };
}

/** The encoding of that name; throws InputError when there is none. */
export function knownEncoding(name: string): string {
  const encoding = canonicalEncoding(name);
  if (iconv.encodingExists(encoding)) return encoding;
  throw new InputError([{ field: 'encoding', code: 'unknown-encoding', message: `There is no encoding ${name}.` }]);
}

/** The first bytes of a file; fewer when it is shorter. */
export async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
