import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../kernel/faults.js';

const KINDS = ['.csv', '.txt', '.xlsx'];

/** A body beyond its limit: the problem 413. */
export class UploadTooLargeError extends Error {
  readonly status = 413;

  constructor(limitBytes: number) {
    super(`The file is larger than ${Math.floor(limitBytes / 1024 ** 2)} MiB; split it.`);
  }
}

/** A request's body; how long it will be is known before it comes, if at all. */
type Body = Readable & { readonly headers?: { readonly 'content-length'?: string | undefined } };

/**
 * Streams a request's body into a new file of `folder`; its name is ours, only the ending is the sender's. Throws InputError
 * for another kind of file and UploadTooLargeError beyond `limitBytes`. What was written of a broken upload is removed.
 */
export async function saveUpload(folder: string, name: string, body: Body, limitBytes: number): Promise<string> {
  const ending = extname(name).toLowerCase();
  if (!KINDS.includes(ending)) {
    throw new InputError([
      { field: 'file', code: 'unknown-kind', message: `The file must be one of ${KINDS.join(', ')}.` },
    ]);
  }
  if (Number(body.headers?.['content-length'] ?? 0) > limitBytes) throw new UploadTooLargeError(limitBytes);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}${ending}`);
  try {
    await pipeline(body, limited(limitBytes), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Takes an upload away that nobody needs. */
export function removeUpload(path: string): Promise<void> {
  return rm(path, { force: true });
}

function limited(limitBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limitBytes) done(new UploadTooLargeError(limitBytes));
      else done(null, chunk);
    },
  });
}

/** A short file sent as a request's body, as UTF-8 text. Throws UploadTooLargeError beyond `limitBytes`. */
export async function readUpload(body: AsyncIterable<Buffer>, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limitBytes) throw new UploadTooLargeError(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
