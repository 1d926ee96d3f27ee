import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What a PostgreSQL server says of itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 25;

/** The server of this cluster, if its process lives. */
export function readPostmaster(cluster: string): Postmaster | null {
  const written = readLockFile(cluster);
  return written !== null && isAlive(written.pid) && isServerOf(cluster, written.pid) ? written : null;
}

/**
 * A server that was killed leaves a lock file that stops the next one where its process id still means something: the
 * server itself, which nobody reaped, or another program, which got the number after a restart of the machine.
 */
export function removeStaleLock(cluster: string): void {
  const written = readLockFile(cluster);
  if (written === null || !isAlive(written.pid) || isServerOf(cluster, written.pid)) return;
  if (readLockFile(cluster)?.pid === written.pid) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

function readLockFile(cluster: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[PID_LINE]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[PORT_LINE]), status: (lines[STATUS_LINE] ?? '').trim() };
}

/** A server works in its cluster's folder. Where the system does not tell, the lock file is believed. */
function isServerOf(cluster: string, pid: number): boolean {
  if (isDefunct(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return true;
  }
}

/** Stops the cluster's server: fast, and after a while at once. Returns when its process is gone. */
export async function stopPostmaster(cluster: string): Promise<void> {
  const postmaster = readPostmaster(cluster);
  if (postmaster === null) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!send(postmaster.pid, signal)) return;
    for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS; waitedMs += POLL_MS) {
      if (!isAlive(postmaster.pid) || isDefunct(postmaster.pid)) return;
      await wait(POLL_MS);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isDefunct(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
