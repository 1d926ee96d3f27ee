import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { dataOffset, findDirectory, LOCAL_BYTES, readDirectory, TAIL_BYTES, type ZipEntry } from './zip-directory.js';

/** The packed files of a ZIP archive by their paths; null where the archive has no plain directory. */
export async function listZip(path: string): Promise<ReadonlyMap<string, ZipEntry> | null> {
  const { size } = await stat(path);
  const tailBytes = Math.min(size, TAIL_BYTES);
  return withFile(path, async (file) => {
    const found = findDirectory(await readAt(file, size - tailBytes, tailBytes));
    if (found === null || found.offset + found.bytes > size) return null;
    const entries = readDirectory(await readAt(file, found.offset, found.bytes));
    return new Map(entries.map((entry) => [entry.path, entry]));
  });
}

/** The content of one packed file, as far as somebody reads it; throws where the archive is damaged. */
export async function openZipEntry(path: string, entry: ZipEntry): Promise<Readable> {
  const ahead = dataOffset(await withFile(path, (file) => readAt(file, entry.offset, LOCAL_BYTES)));
  if (ahead === null) throw new Error(`${entry.path} is not where the directory says.`);
  const start = entry.offset + ahead;
  const packed = createReadStream(path, { start, end: Math.max(start + entry.packedBytes - 1, start) });
  if (entry.method === 0) return packed;
  // The reader of the last stream sees every failure; who stops reading it closes the file, too.
  return pipeline(packed, createInflateRaw(), () => undefined);
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}
