import { mkdtempSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort, revisit, revisitJson, type RunningProcess, startRevisit } from '../support/revisit-process.js';
import { StoryApi } from './story-api.js';

const PORT_LINE = 3;
const PATIENCE_MS = 45_000;
const POLL_MS = 100;

/** The roles of a service that only lends its database and API to the commands. */
export const LOOKING_ON = 'web';

/** What a step of the story has while the service runs. */
export interface Scene {
  readonly api: StoryApi;
  readonly base: string;
  /** Asks the embedded database itself. */
  query<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Waits until everything that is due was handed over, answered by the provider, or put off. */
  quiet(): Promise<void>;
  /** A command as its user types it, beside the running service. */
  command<T>(...args: string[]): Promise<T>;
  /** The lines of `campaign contacts`. */
  contacts(id: number): Promise<ContactLine[]>;
}

/** An installation of its own: a data folder, a port, and a clock that each step sets. */
export class StoryWorld {
  private token = '';
  private running: { service: RunningProcess; client: pg.Client } | null = null;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async open(): Promise<StoryWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'revisit-story-'));
    await chmod(folder, 0o755); // run by root, the server belongs to another account, which must be able to enter
    await mkdir(join(folder, 'out'));
    return new StoryWorld(folder, await freePort());
  }

  env(at: string, roles = 'web,scheduler,worker'): Record<string, string> {
    return {
      REVISIT_DATA_DIR: join(this.folder, 'data'),
      REVISIT_CLOCK: at,
      REVISIT_ROLES: roles,
      PORT: String(this.port),
      PUBLIC_URL: `http://127.0.0.1:${this.port}`,
      ORG_NAME: '三学苑',
      ORG_CENTER: '南昌服务中心',
      ORG_DEPARTMENT: '客服部',
      ORG_SERVICE_PHONE: '0791-88888888',
      LOG_LEVEL: 'warn',
    };
  }

  /** The account in whose name the API is used from here on. */
  useToken(token: string): void {
    this.token = token;
  }

  /** Where a file goes that a command writes. */
  out(name: string): string {
    return join(this.folder, 'out', name);
  }

  command<T>(at: string, args: readonly string[], input = ''): Promise<T> {
    return revisitJson<T>(args, this.env(at), input);
  }

  /** Runs the service from this instant on, until `end`. */
  async begin(at: string, roles?: string): Promise<Scene> {
    const service = await startRevisit('start', this.env(at, roles));
    const startedMs = Date.now();
    const client = this.connect();
    this.running = { service, client };
    await client.connect();
    return this.scene(client, at, startedMs);
  }

  /** Stops the service as its operator would. */
  async end(): Promise<void> {
    const { running } = this;
    this.running = null;
    if (running === null) return;
    await running.client.end();
    const { status, stderr } = await running.service.signal('SIGTERM');
    if (status !== 0) throw new Error(`The service ended with ${status}:\n${stderr}`);
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private scene(client: pg.Client, at: string, startedMs: number): Scene {
    const query = async <T>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, [...params])).rows as T[];
    const base = `http://127.0.0.1:${this.port}`;
    return {
      base,
      query,
      api: new StoryApi(base, () => this.token),
      quiet: () => until('nothing is due any more', () => isQuiet(query, at, Date.now() - startedMs)),
      command: (...args) => this.command(at, args),
      contacts: (id) => contactLines(this.env(at), id),
    };
  }

  private connect(): pg.Client {
    const home = join(this.folder, 'data', 'postgres');
    const port = Number(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE]);
    const password = readFileSync(join(home, 'password'), 'utf8').trim();
    return new pg.Client({ host: '127.0.0.1', port, user: 'revisit', database: 'revisit', password });
  }
}

async function contactLines(env: Record<string, string>, id: number): Promise<ContactLine[]> {
  const done = await revisit(['campaign', 'contacts', String(id), '--format', 'ndjson'], env);
  if (done.status !== 0) throw new Error(done.stderr);
  const lines = done.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ContactLine);
}

/** One line of `campaign contacts`. */
export interface ContactLine {
  readonly attemptId: number;
  readonly visitId: number;
  readonly customerNo: string;
  readonly channel: 'sms' | 'email' | 'call';
  readonly scheduledAt: string;
  readonly zones: readonly string[];
  readonly agentNo: string | null;
  readonly state: string;
  readonly reasons: readonly { readonly code: string }[];
}

/** Waits for what must come true, and says what it waited for when it does not. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Still waiting after ${PATIENCE_MS} ms until ${what}`);
    await pause(POLL_MS);
  }
}

const TICKED_SQL = `SELECT EXISTS (SELECT FROM job_runs WHERE job = 'advance-rungs' AND started_at >= $1)
  AND EXISTS (SELECT FROM job_runs WHERE job = 'complete-campaigns' AND started_at >= $1)
  AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE run_at <= clock_timestamp()) AS ticked`;
const RESTLESS_SQL = `SELECT count(*)::int AS n FROM attempts JOIN campaigns ON campaigns.id = attempts.campaign_id
WHERE campaigns.state = 'running' AND attempts.channel <> 'call' AND (attempts.state IN ('claimed', 'handed_over')
  OR (attempts.state = 'scheduled' AND attempts.scheduled_at <= $1) OR (attempts.state = 'accepted' AND attempts.channel = 'sms'))`;

/** The minute's jobs have run since the start, and no message waits for anything but its time. */
async function isQuiet(query: Scene['query'], at: string, sinceMs: number): Promise<boolean> {
  const [jobs] = await query<{ ticked: boolean }>(TICKED_SQL, [at]);
  if (jobs?.ticked !== true) return false;
  const now = new Date(Date.parse(at) + sinceMs);
  const [messages] = await query<{ n: number }>(RESTLESS_SQL, [now]);
  return messages?.n === 0;
}
