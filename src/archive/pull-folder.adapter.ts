import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../kernel/faults.js';

export interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Changes whenever the file does. */
  readonly fingerprint: string;
}

/** The files of a watched folder in the order of their names; hidden and half-written ones (.part, .tmp) are left. */
export async function listFolder(folder: string, endings: readonly string[]): Promise<FoundFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    const message = `The folder ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new InputError([{ field: 'folder', code: 'unreadable-folder', message }]);
  });
  const wanted = names.filter(
    (name) => !name.startsWith('.') && endings.some((end) => name.toLowerCase().endsWith(end)),
  );
  const found: FoundFile[] = [];
  for (const name of wanted.sort()) {
    const path = join(folder, name);
    const info = await stat(path);
    if (info.isFile()) found.push({ path, name, fingerprint: `${name} ${info.size} ${info.mtimeMs}` });
  }
  return found;
}
