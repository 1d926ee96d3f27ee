import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** What a finished command left behind. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs one command of the product as its user would, in a process of its own. */
export function revisit(args: readonly string[], env: Environment, input = ''): Promise<Finished> {
  return launchRevisit(args, env, input).finished;
}

/**
 * The JSON document that a command prints; the test fails with what it said when it was refused. A plan that was stored
 * is verified.
 */
export async function revisitJson<T>(args: readonly string[], env: Environment, input = ''): Promise<T> {
  const answer = await jsonOf<T>(args, env, input);
  const [last, id] = args.slice(-2);
  if (last === 'plan' && args[0] !== 'verify') await expectVerified(id ?? '', env);
  return answer;
}

/** Fails with what the verifier finds wrong in a campaign's plan. */
export async function expectVerified(campaignId: number | string, env: Environment): Promise<void> {
  const found = await jsonOf<{ ok: boolean; checks: { ok: boolean }[] }>(['verify', 'plan', String(campaignId)], env);
  if (!found.ok) throw new Error(JSON.stringify(found.checks.filter(({ ok }) => !ok)));
}

async function jsonOf<T>(args: readonly string[], env: Environment, input = ''): Promise<T> {
  const done = await revisit([...args, '--json'], env, input);
  if (done.status !== 0)
    throw new Error(`revisit ${args.join(' ')} ended with ${done.status}:\n${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout) as T;
}

/** A process of the product that is still running. */
export interface RunningProcess {
  readonly pid: number;
  readonly output: () => string;
  readonly finished: Promise<Finished>;
  signal(signal: NodeJS.Signals): Promise<Finished>;
}

/** Starts `start` or `demo` and waits until it says where it is. */
export async function startRevisit(command: 'start' | 'demo', env: Environment): Promise<RunningProcess> {
  const running = launchRevisit([command], env);
  await untilSaid(running, /Revisit is (at|running)/);
  return running;
}

/** Begins any command and waits for nothing. A reader that `leaves` closes its end before anything is said. */
export function launchRevisit(
  args: readonly string[],
  env: Environment,
  input = '',
  reader: 'stays' | 'leaves' = 'stays',
): RunningProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['bin/revisit.js', ...args], { env: { PATH, HOME, ...env }, stdio: 'pipe' });
  child.stdin.on('error', () => undefined); // a command that was refused did not read it
  child.stdin.end(input);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  if (reader === 'leaves') child.stdout.destroy();
  const finished = finish(child);
  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
    return finished;
  };
  return { pid: child.pid ?? 0, output: () => said, finished, signal };
}

/** Waits until a process has said this on standard output; fails with all that it said when it ends before. */
export function untilSaid(running: RunningProcess, what: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = setInterval(() => {
      if (!what.test(running.output())) return;
      clearInterval(look);
      resolve();
    }, LOOK_MS);
    void running.finished.then((done) => {
      clearInterval(look);
      reject(new Error(`it ended with ${done.status}:\n${done.stderr}${done.stdout}`));
    });
  });
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const LOOK_MS = 50;

function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
