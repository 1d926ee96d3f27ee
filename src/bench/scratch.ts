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

/** The web server of the product over a scratch database, in a process of its own. */
export interface ServedScratch {
  readonly url: string;
  /** From now on `STATIC_PAGE` answers with this body, through everything that stands before sessions and controllers. */
  showStatic(body: string): Promise<void>;
  /** The most memory that the process has had so far. */
  peakRssMb(): Promise<number>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Starts the web server of a scratch database. */
export type ServeScratch = (scratch: Scratch) => Promise<ServedScratch>;

/** A worker of a scratch database in a process of its own. */
export interface SendingScratch {
  /** Sends until nothing is due; answers with the number handed over. */
  sendDue(): Promise<number>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** Starts such a worker, with some settings changed. */
export type SendFromScratch = (scratch: Scratch, changes: Partial<RunningSettings>) => Promise<SendingScratch>;

/** The page that a benchmark measures against. No server of the product has it. */
export const STATIC_PAGE = '/bench-static-page';
