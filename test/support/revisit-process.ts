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
  const child = launch(args, env);
  child.stdin?.end(input);
  return finish(child);
}

/** The JSON document that a command prints; the test fails with what it said when it was refused. */
export async function revisitJson<T>(args: readonly string[], env: Environment, input = ''): Promise<T> {
  const done = await revisit([...args, '--json'], env, input);
  if (done.status !== 0)
    throw new Error(`revisit ${args.join(' ')} ended with ${done.status}:\n${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout) as T;
}

/** A service that runs until it is stopped. */
export interface RunningProcess {
  readonly pid: number;
  readonly output: () => string;
  readonly finished: Promise<Finished>;
  signal(signal: NodeJS.Signals): Promise<Finished>;
}

/** Starts `start` or `demo` and waits until it says where it is. */
export async function startRevisit(command: 'start' | 'demo', env: Environment): Promise<RunningProcess> {
  const child = launch([command], env);
  const finished = finish(child);
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/Revisit is (at|running)/.test(said)) resolve();
    });
    void finished.then((done) =>
      reject(new Error(`revisit ${command} ended with ${done.status}:\n${done.stderr}${done.stdout}`)),
    );
  });
  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
    return finished;
  };
  return { pid: child.pid ?? 0, output: () => said, finished, signal };
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

function launch(args: readonly string[], env: Environment): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, ['bin/revisit.js', ...args], { env: { PATH, HOME, ...env }, stdio: 'pipe' });
}

function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
