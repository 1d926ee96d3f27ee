import type { SettingsPart } from '../config/settings.js';
import { readSettings } from '../config/environment.adapter.js';
import { loadOrMakeSecretKey } from '../config/secret-key.adapter.js';
import type { RunningSettings } from '../config/settings.service.js';
import type { Database } from './database.service.js';
import { openDataFolder } from './data-folder.adapter.js';
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

/** Reads the settings, starts or joins the embedded server unless DATABASE_URL is set, and connects. */
export async function openDatabase(parts?: readonly SettingsPart[]): Promise<OpenDatabase> {
  const settings = readSettings(parts);
  const folder = openDataFolder(settings.dataDir, settings.dataDirIsExplicit);
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
  const close = () => database.close();
  return { ...common, database, isEmbedded: false, claimStart: () => Promise.resolve(true), close };
}

/** The server that was found may be stopping at this moment: then it is started again. */
async function openEmbedded(common: Common, tries: number): Promise<OpenDatabase> {
  const server = await openEmbeddedServer(common.settings.dataDir);
  let presence: ServerPresence;
  let database: Database;
  try {
    presence = await ServerPresence.enter(server.url);
    database = await connectDatabase(server.url);
  } catch (error) {
    if (tries > 1) return openEmbedded(common, tries - 1);
    throw error;
  }
  return {
    ...common,
    database,
    isEmbedded: true,
    claimStart: () => presence.claimStart(),
    close: async () => {
      await database.close();
      if (await presence.leave()) await server.stop();
    },
  };
}
