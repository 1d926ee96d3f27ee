import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Scratch, ServedScratch } from './bench/scratch.js';
import { urlOfScratch } from './open-scratch.js';

/** What the parent asks of the served scratch, and what comes back. */
export type ServeQuestion = { readonly database: string } | { readonly page: string } | 'memory';
export type ServeAnswer = { readonly url: string } | { readonly shown: true } | { readonly peakRssMb: number };

/** Starts the product's web server over a scratch database in a process of its own, on a free port of 127.0.0.1. */
export async function serveScratch(scratch: Scratch): Promise<ServedScratch> {
  const child = fork(new URL('./scratch-server.js', import.meta.url), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  // Its log goes the way of a real one, through a pipe; only what is no log line of a good request is kept.
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said = keepFaults(said, chunk)));
  const answer = await ask(child, { database: urlOfScratch(scratch) }, () => said);
  if (!('url' in answer)) throw new Error('the server did not say where it is');
  return {
    url: answer.url,
    showStatic: async (page) => void (await ask(child, { page }, () => said)),
    peakRssMb: async () => {
      const memory = await ask(child, 'memory', () => said);
      return 'peakRssMb' in memory ? memory.peakRssMb : 0;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

const MOST_KEPT = 4_000;

function keepFaults(before: string, chunk: string): string {
  const faults = chunk.split('\n').filter((line) => line !== '' && !line.includes('"level":30'));
  return [before, ...faults].join('\n').slice(-MOST_KEPT);
}

async function ask(child: ChildProcess, question: ServeQuestion, said: () => string): Promise<ServeAnswer> {
  const ended = new AbortController();
  const { signal } = ended;
  const over = once(child, 'exit', { signal }).then(() => {
    throw new Error(`the server ended:\n${said()}`);
  });
  child.send(question);
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal }), over])) as [ServeAnswer];
    return answer;
  } finally {
    ended.abort();
    over.catch(() => undefined);
  }
}
