import type { RunningSettings } from '../config/settings.service.js';
import type { Database } from '../database/database.service.js';
import type { Services } from '../kernel/command.js';

/** The whole product on an empty database of its own, dropped when it is closed. */
export interface Scratch {
  readonly services: Services;
  readonly database: Database;
  close(): Promise<void>;
}

/** Opens a scratch database on the server in use, with some settings changed; or one more process on that of `joins`. */
export type OpenScratch = (changes: Partial<RunningSettings>, joins?: Scratch) => Promise<Scratch>;
