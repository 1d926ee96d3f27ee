import { readFile } from 'node:fs/promises';
import { InputError } from './faults.js';

/** The JSON document of a file, with or without a byte order mark. Throws InputError that names the file. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError([
      { field: file, code: 'unreadable', message: `cannot be read (${error.code ?? error.message})` },
    ]);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError([{ field: file, code: 'not-json', message: `is not JSON: ${(error as Error).message}` }]);
  }
}
