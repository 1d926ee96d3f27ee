import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbeddedServer } from '../../src/database/embedded-server.adapter.js';
import { locatePostgresBinaries } from '../../src/database/postgres-binaries.adapter.js';
import { readPostmaster, removeStaleLock, stopPostmaster } from '../../src/database/postmaster.adapter.js';
import { freePort } from '../support/revisit-process.js';
import { until } from '../support/until.js';

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // Seven processes with three pools each, and the judge.
  'max_connections=250',
  'shared_buffers=128MB',
  'jit=off',
  'timezone=UTC',
  // The judge asks which of two commits came first.
  'track_commit_timestamp=on',
];
const READY_WITHIN_MS = 60_000;

/** A PostgreSQL server of one's own in a temporary folder, at a port that stays the same when it is killed and started. */
export class OwnServer {
  private child: ChildProcess | null = null;

  private constructor(
    readonly folder: string,
    private readonly port: number,
    private readonly password: string,
  ) {}

  static async create(): Promise<OwnServer> {
    const folder = mkdtempSync(join(tmpdir(), 'revisit-chaos-'));
    chmodSync(folder, 0o755); // the account that runs the server must enter it
    await (await openEmbeddedServer(folder)).stop();
    const password = readFileSync(join(folder, 'postgres', 'password'), 'utf8').trim();
    const server = new OwnServer(folder, await freePort(), password);
    await server.start();
    return server;
  }

  get url(): string {
    return `postgres://revisit:${this.password}@127.0.0.1:${this.port}/revisit`;
  }

  /** Starts it, after a crash too; returns when it answers. */
  async start(): Promise<void> {
    await until('PostgreSQL answers', () => this.isReady(), READY_WITHIN_MS);
  }

  /** `kill -9` of the server; its own processes end with it, and nothing is written any more. */
  async kill(): Promise<void> {
    const pid = readPostmaster(this.cluster)?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await until('PostgreSQL is dead', () => readPostmaster(this.cluster) === null);
  }

  async remove(): Promise<void> {
    await stopPostmaster(this.cluster);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get cluster(): string {
    return join(this.folder, 'postgres', 'data');
  }

  private async isReady(): Promise<boolean> {
    removeStaleLock(this.cluster);
    if (
      readPostmaster(this.cluster) === null &&
      (this.child === null || this.child.exitCode !== null || this.child.signalCode !== null)
    )
      this.launch();
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private launch(): void {
    const home = join(this.folder, 'postgres');
    const { uid, gid } = statSync(home);
    const log = openSync(join(home, 'log'), 'a');
    const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
    this.child = spawn(locatePostgresBinaries().postgres, ['-D', this.cluster, '-p', String(this.port), ...settings], {
      cwd: home,
      detached: true,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', log, log],
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    });
    this.child.unref();
    closeSync(log);
  }
}
