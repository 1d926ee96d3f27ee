import type { CommandOptions, CommandOutput } from './kernel/command.js';
import { sayFailure } from './say-failure.js';

export const DONE = 0;
export const REFUSED = 1;
export const WRONG_USAGE = 2;

/** The exit status that the process will have. */
export interface CommandState {
  status: number;
}

interface Closable {
  /** A second call waits for the first. */
  close(): Promise<void>;
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const SIGNALLED = 128;
/** What a write says after its reader left. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/** Opens what a command needs, does the work, prints what comes of it, and closes; also when a signal ends it. */
export async function runOpened<T extends Closable>(
  options: CommandOptions,
  state: CommandState,
  open: () => Promise<T>,
  work: (opened: T) => Promise<CommandOutput | null>,
): Promise<void> {
  const opening = open();
  const isInterrupted = closeOnSignal(opening);
  let opened: T | null = null;
  try {
    opened = await opening;
    const output = await work(opened);
    if (output !== null) await writeLine(options.json ? JSON.stringify(output.json, null, 2) : output.text);
    if (output?.failure === undefined) return;
    state.status = REFUSED;
    process.stderr.write(`${output.failure}\n`);
  } catch (error) {
    if (isInterrupted() || isReaderGone(error)) return;
    state.status = REFUSED;
    await reportFailure(error, options);
  } finally {
    await opened?.close();
  }
}

/** Resolves when the line is written; rejects when its reader is gone. */
export function writeLine(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

/** In words on standard error; for programs also as the one document on standard output. */
export async function reportFailure(error: unknown, options: CommandOptions): Promise<void> {
  const failure = sayFailure(error);
  process.stderr.write(`${failure.text}\n`);
  if (options.json) await writeLine(JSON.stringify({ error: failure.json }, null, 2)).catch(() => undefined);
}

/** A further signal, such as the one that npm passes on, changes nothing. */
function closeOnSignal(opening: Promise<Closable>): () => boolean {
  let interrupted = false;
  const stop = (number: number) => {
    if (interrupted) return;
    interrupted = true;
    void opening
      .then((opened) => opened.close())
      .catch(() => undefined)
      .then(() => process.exit(SIGNALLED + number));
  };
  for (const [name, number] of Object.entries(SIGNALS)) process.on(name, () => stop(number));
  return () => interrupted;
}

function isReaderGone(error: unknown): boolean {
  return READER_GONE.includes((error as { code?: string } | null)?.code ?? '');
}
