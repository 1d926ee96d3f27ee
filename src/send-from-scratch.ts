import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Scratch, SendingScratch } from './bench/scratch.js';
import type { RunningSettings } from './config/settings.service.js';
import { urlOfScratch } from './open-scratch.js';
import type { SendAnswer, SendQuestion } from './scratch-sender.js';

/** Starts a worker of a scratch database in a process of its own. */
export async function sendFromScratch(scratch: Scratch, changes: Partial<RunningSettings>): Promise<SendingScratch> {
  const child = fork(new URL('./scratch-sender.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ask = async (question: SendQuestion): Promise<number> => {
    const ended = new AbortController();
    const { signal } = ended;
    const over = once(child, 'exit', { signal }).then(([code, by]) =>
      Promise.reject(new Error(`the worker ended with ${String(by ?? code)}`)),
    );
    child.send(question);
    try {
      const [answer] = (await Promise.race([once(child, 'message', { signal }), over])) as [SendAnswer];
      return answer.sent;
    } finally {
      ended.abort();
      over.catch(() => undefined);
    }
  };
  await ask({ database: urlOfScratch(scratch), changes });
  return {
    sendDue: () => ask('send'),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
