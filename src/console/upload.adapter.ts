import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../kernel/faults.js';

const KINDS = ['.csv', '.txt', '.xlsx'];

/**
 * Streams a request's body into a new file of `folder`; its name is ours, only the ending is the sender's. Throws InputError
 * for another kind of file. What was written of a broken upload is removed.
 */
export async function saveUpload(folder: string, name: string, body: Readable): Promise<string> {
  const ending = extname(name).toLowerCase();
  if (!KINDS.includes(ending)) {
    throw new InputError([
      { field: 'file', code: 'unknown-kind', message: `The file must be one of ${KINDS.join(', ')}.` },
    ]);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}${ending}`);
  try {
    await pipeline(body, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** A short file sent as a request's body, as UTF-8 text. Throws InputError beyond `limitBytes`. */
export async function readUpload(body: AsyncIterable<Buffer>, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limitBytes)
      throw new InputError([{ field: 'file', code: 'too-large', message: 'The file is too large.' }]);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
