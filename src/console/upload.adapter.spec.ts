import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readUpload, removeUpload, saveUpload, UploadTooLargeError } from './upload.adapter.js';

describe('a file as the body of a request', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upload-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const body = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part)));

  it('is kept under a name of ours, and taken away again', async () => {
    const path = await saveUpload(folder, '../客户.CSV', body('a,', 'b'), 3);
    expect(path.startsWith(folder)).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('a,b');
    await removeUpload(path);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused beyond the limit, known before or only while it comes, and nothing of it stays', async () => {
    await expect(saveUpload(folder, 'a.csv', body('ab', 'cd'), 3)).rejects.toMatchObject({ status: 413 });
    const announced = Object.assign(body(), { headers: { 'content-length': '4' } });
    await expect(saveUpload(folder, 'a.csv', announced, 3)).rejects.toThrow(UploadTooLargeError);
    await expect(readUpload(body('ab', 'cd') as AsyncIterable<Buffer>, 3)).rejects.toMatchObject({ status: 413 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('must be of a kind that can be imported', async () => {
    await expect(saveUpload(folder, 'a.exe', body('a'), 3)).rejects.toMatchObject({ faults: [{ field: 'file' }] });
  });
});
