import { setTimeout as wait } from 'node:timers/promises';
import type { Settings, SettingsPart } from '../config/settings.js';
import { readSettings } from '../config/environment.adapter.js';
import { loadOrMakeSecretKey } from '../config/secret-key.adapter.js';
import type { RunningSettings } from '../config/settings.service.js';
import type { Database } from './database.service.js';
import { type DataFolder, DataFolderError, openDataFolder } from './data-folder.adapter.js';
import { openEmbeddedServer } from './embedded-server.adapter.js';
import { connectDatabase } from './schema.service.js';
import { ServerPresence } from './server-presence.adapter.js';

/** An open database with the settings it was opened by. */
export interface OpenDatabase {
  readonly settings: RunningSettings;
  readonly database: Database;
  readonly isEmbedded: boolean;
  /** Whether the signing key is one that was made for this data folder. */
  readonly secretKeyIsGenerated: boolean;
  /** Things an operator should know, such as data that lies elsewhere. */
  readonly notices: readonly string[];
  /** Whether this process may be the one `start`; always true on a database of one's own. */
  claimStart(): Promise<boolean>;
  /** Disconnects; the last to leave an embedded server stops it. */
  close(): Promise<void>;
}

const JOIN_TRIES = 3;
/** A statement that takes longer is cut off when the process or the server ends, and rolled back. */
const DISCONNECT_WITHIN_MS = 2_000;
const UNUSABLE_FOLDER = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'];

/** Reads the settings, starts or joins the embedded server unless DATABASE_URL is set, and connects. */
export async function openDatabase(parts?: readonly SettingsPart[]): Promise<OpenDatabase> {
  const settings = readSettings(parts);
  const folder = openDataFolder(settings.dataDir, settings.dataDirIsExplicit);
  return openIn(folder, settings).catch((error: NodeJS.ErrnoException) => {
    if (!UNUSABLE_FOLDER.includes(error.code ?? '') || error.syscall === undefined) throw error;
    throw new DataFolderError(`The data folder ${folder.path} cannot be used: ${error.message}`);
  });
}

async function openIn(folder: DataFolder, settings: Settings): Promise<OpenDatabase> {
  const secretKey = settings.secretKey ?? (await loadOrMakeSecretKey(folder.path));
  const running = { ...settings, dataDir: folder.path, secretKey };
  const notices = folder.notice === undefined ? [] : [folder.notice];
  const common = { settings: running, notices, secretKeyIsGenerated: settings.secretKey === undefined };
  if (settings.databaseUrl !== undefined) return openOwn(common, settings.databaseUrl);
  return openEmbedded(common, JOIN_TRIES);
}

type Common = Pick<OpenDatabase, 'settings' | 'notices' | 'secretKeyIsGenerated'>;

async function openOwn(common: Common, url: string): Promise<OpenDatabase> {
  const database = await connectDatabase(url);
  const close = once(() => disconnect(database));
  return { ...common, database, isEmbedded: false, claimStart: () => Promise.resolve(true), close };
}

/** The server that was found may be stopping at this moment: then it is started again. */
async function openEmbedded(common: Common, tries: number): Promise<OpenDatabase> {
  const server = await openEmbeddedServer(common.settings.dataDir);
  let presence: ServerPresence | null = null;
  let database: Database;
  try {
    presence = await ServerPresence.enter(server.url);
    database = await connectDatabase(server.url);
  } catch (error) {
    await presence?.leave(() => server.stop());
    if (tries > 1) return openEmbedded(common, tries - 1);
    throw error;
  }
  const entered = presence;
  return {
    ...common,
    database,
    isEmbedded: true,
    claimStart: () => entered.claimStart(),
    close: once(async () => {
      await disconnect(database);
      await entered.leave(() => server.stop());
    }),
  };
}

async function disconnect(database: Database): Promise<void> {
  const done = new AbortController();
  const limit = wait(DISCONNECT_WITHIN_MS, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([database.close().catch(() => undefined), limit]);
  done.abort();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
