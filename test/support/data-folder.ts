import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPostmaster, stopPostmaster } from '../../src/database/postmaster.adapter.js';
import { freePort, launchRevisit, type RunningProcess } from './revisit-process.js';

/** A data folder of a test's own, with all that runs on it. */
export class TestDataFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'revisit-e2e-'));
  private readonly cluster = join(this.path, 'postgres', 'data');
  private readonly launched: RunningProcess[] = [];

  constructor() {
    chmodSync(this.path, 0o755); // the account that runs the server must enter it
  }

  /** The environment of a process on this folder, with a port that is free. */
  async environment(more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    return { REVISIT_DATA_DIR: this.path, PORT: String(await freePort()), LOG_LEVEL: 'warn', ...more };
  }

  /** Begins a command that is ended with the folder, if it is not before. */
  launch(...args: Parameters<typeof launchRevisit>): RunningProcess {
    const running = launchRevisit(...args);
    this.launched.push(running);
    return running;
  }

  /** The process id of the database server, or null when none runs. */
  serverPid(): number | null {
    return readPostmaster(this.cluster)?.pid ?? null;
  }

  /** Where the database server answers that runs on this folder now. */
  databaseUrl(): string {
    const password = readFileSync(join(this.path, 'postgres', 'password'), 'utf8').trim();
    return `postgres://revisit:${password}@127.0.0.1:${readPostmaster(this.cluster)?.port ?? 0}/revisit`;
  }

  /** Ends what still runs and removes the folder. */
  async remove(): Promise<void> {
    await Promise.all(this.launched.map((running) => running.signal('SIGKILL')));
    await stopPostmaster(this.cluster);
    rmSync(this.path, { recursive: true, force: true });
  }
}
