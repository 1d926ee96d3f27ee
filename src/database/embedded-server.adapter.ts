import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { minimalEnvironment } from '../config/environment.adapter.js';
import { EmbeddedServerError, makeServerFolder, runsAsRoot, UNPRIVILEGED_ID } from './data-folder.adapter.js';
import { locatePostgresBinaries } from './postgres-binaries.adapter.js';
import { readPostmaster, removeStaleLock, stopPostmaster } from './postmaster.adapter.js';

const USER = 'revisit';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** A server may lose its port to another program, or its place to a server that was still stopping. */
const LAUNCHES = 3;

/** A PostgreSQL server of our own, started by this process or found running. */
export interface EmbeddedServer {
  /** A connection URL of the product's database, the password included: never to be logged. */
  readonly url: string;
  /** Whether it was running already. */
  readonly wasRunning: boolean;
  /** Stops the server, whoever started it, and returns when it is gone. */
  stop(): Promise<void>;
}

/** Starts the server whose data lies under `dataDir`, making it first if need be, or joins the one that runs there. */
export async function openEmbeddedServer(dataDir: string): Promise<EmbeddedServer> {
  const home = join(dataDir, 'postgres');
  const cluster = join(home, 'data');
  if (!existsSync(home)) await makeHome(home);
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  const { port, wasRunning } = await startOrJoin(home, cluster, password);
  await ensureDatabase(port, password);
  return { url: urlOf(port, password, USER), wasRunning, stop: () => stopPostmaster(cluster) };
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Made under another name and moved into place, so that a killed or a second initdb leaves nothing half-made. */
async function makeHome(home: string): Promise<void> {
  const draft = `${home}.${randomBytes(6).toString('hex')}`;
  makeServerFolder(draft);
  const password = join(draft, 'password');
  writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (runsAsRoot()) chownSync(password, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
  const options = ['-U', USER, '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${password}`];
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8'];
  try {
    await runToEnd(locatePostgresBinaries().initdb, ['-D', join(draft, 'data'), ...options, ...locale], draft);
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
    // Another process was quicker; its cluster is as good.
  }
}

async function startOrJoin(
  home: string,
  cluster: string,
  password: string,
): Promise<{ port: number; wasRunning: boolean }> {
  const running = await findRunning(cluster, password);
  if (running !== null) return { port: running, wasRunning: true };
  let child: { hasExited: () => boolean } | null = null;
  let launches = 0;
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    // Whoever holds the folder is starting, and is joined, or stopping, and is waited for.
    if (readPostmaster(cluster) === null && (child?.hasExited() ?? true)) {
      if (launches === LAUNCHES) break;
      child = await launch(home, cluster);
      launches += 1;
    }
    await wait(POLL_MS);
    const port = await findRunning(cluster, password);
    if (port !== null) return { port, wasRunning: child?.hasExited() ?? true };
  }
  throw new EmbeddedServerError(
    `The embedded PostgreSQL did not start. The end of ${join(home, 'log')}:\n${endOfLog(home)}`,
  );
}

function endOfLog(home: string): string {
  try {
    return readFileSync(join(home, 'log'), 'utf8').trim().split('\n').slice(-5).join('\n');
  } catch {
    return '(it said nothing)';
  }
}

/** The port of a server that answers, or null. A server that is starting or stopping does not answer yet. */
async function findRunning(cluster: string, password: string): Promise<number | null> {
  removeStaleLock(cluster);
  const postmaster = readPostmaster(cluster);
  if (postmaster === null || postmaster.status !== 'ready') return null;
  const client = new pg.Client({ connectionString: urlOf(postmaster.port, password, 'postgres') });
  try {
    await client.connect();
    return postmaster.port;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function launch(home: string, cluster: string): Promise<{ hasExited: () => boolean }> {
  const port = await findFreePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=120',
    'shared_buffers=128MB',
    'max_wal_size=2GB',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
  ].flatMap((setting) => ['-c', setting]);
  const log = openSync(join(home, 'log'), 'a');
  // Detached: Ctrl-C must not reach the server before the application has drained.
  const child = spawn(locatePostgresBinaries().postgres, ['-D', cluster, '-p', String(port), ...settings], {
    cwd: home,
    detached: true,
    env: minimalEnvironment(),
    stdio: ['ignore', log, log],
    ...serverAccount(home),
  });
  closeSync(log);
  let exited = false;
  child.on('exit', () => (exited = true));
  child.on('error', () => (exited = true));
  child.unref();
  return { hasExited: () => exited };
}

/** Who the data belongs to runs the server: root leaves that to the account that made it. */
function serverAccount(folder: string): { uid?: number; gid?: number } {
  if (!runsAsRoot()) return {};
  const { uid, gid } = statSync(folder);
  return uid === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : { uid, gid };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [USER]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${USER}`);
  } catch (error) {
    const DUPLICATE_DATABASE = '42P04';
    const UNIQUE_VIOLATION = '23505'; // two processes at the same instant
    if (![DUPLICATE_DATABASE, UNIQUE_VIOLATION].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

function runToEnd(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(program, args, {
      cwd,
      detached: true,
      env: minimalEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...serverAccount(cwd),
    });
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new EmbeddedServerError(`${program} ended with ${code}:\n${said.trim()}`)),
    );
  });
}
