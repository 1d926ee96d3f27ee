import { accessSync, chownSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** PostgreSQL refuses to run as root; then this account, which every system has, runs it. */
export const UNPRIVILEGED_ID = 65534;
/** Where root's data goes when the unprivileged account cannot reach the folder asked for. */
export const ROOT_DATA_DIR = '/var/lib/revisit';

/** A data folder that cannot be used, in words. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** The server that comes with Revisit cannot be made or started, in words. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
}

export interface DataFolder {
  readonly path: string;
  /** Set when the data lies elsewhere than asked for: to be said at start. */
  readonly notice?: string;
}

/** Whether this process is root, so that the server must run as somebody else. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes the data folder and finds out whether it can be used. Throws a DataFolderError that names the folder in the way. */
export function openDataFolder(asked: string, isExplicit: boolean): DataFolder {
  const path = resolve(asked);
  if (runsAsRoot()) {
    const obstacle = findObstacle(path);
    if (obstacle !== null && isExplicit) {
      throw new DataFolderError(
        `The data folder ${path} cannot be used: PostgreSQL does not run as root, and the account that runs it cannot enter ${obstacle}. ` +
          `Open that folder (chmod o+x ${obstacle}) or set REVISIT_DATA_DIR to another one.`,
      );
    }
    if (obstacle !== null) {
      makeWritable(ROOT_DATA_DIR);
      return {
        path: ROOT_DATA_DIR,
        notice: `The data is kept in ${ROOT_DATA_DIR}, because the account that runs PostgreSQL cannot enter ${obstacle}.`,
      };
    }
  }
  makeWritable(path);
  return { path };
}

/** Makes a folder that belongs to the account that runs the server. */
export function makeServerFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (runsAsRoot()) chownSync(path, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
}

/** The first folder on the way to `path` that the unprivileged account cannot enter, or null. */
export function findObstacle(path: string): string | null {
  const parents: string[] = [];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) parents.unshift(folder);
  for (const folder of parents) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    const mayEnter = stats.uid === UNPRIVILEGED_ID ? (stats.mode & 0o100) !== 0 : (stats.mode & 0o001) !== 0;
    if (!mayEnter) return folder;
  }
  return null;
}

/** The folder itself, or the nearest one above it that is there. */
function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function makeWritable(path: string): void {
  try {
    // Asked first, because Node goes round for ever where a file system answers "no such folder" to making one.
    accessSync(nearestFolder(path), constants.W_OK | constants.X_OK);
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new DataFolderError(
      `The data folder ${path} is not writable (${code}). Give this account the right to write there, or set REVISIT_DATA_DIR to another folder.`,
    );
  }
}
