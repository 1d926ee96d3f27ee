import type { RunningSettings } from './config/settings.service.js';
import type { Scratch } from './bench/scratch.js';
import { DispatchWorker } from './dispatch/dispatch.worker.js';
import { joinScratch } from './open-scratch.js';

// A worker as a child process of a benchmark: it sends what is due when asked, and ends when its parent lets go of it.

/** What the parent asks: to join a scratch database first, then to send. */
export type SendQuestion = { readonly database: string; readonly changes: Partial<RunningSettings> } | 'send';
export type SendAnswer = { readonly sent: number };

let joined: Promise<Scratch> | null = null;

async function answer(question: SendQuestion): Promise<SendAnswer> {
  if (question !== 'send') {
    joined = joinScratch(question.changes, question.database);
    await joined;
    return { sent: 0 };
  }
  const scratch = await joined;
  return { sent: (await scratch?.services.get(DispatchWorker).sendDue()) ?? 0 };
}

process.on('message', (question: SendQuestion) => {
  answer(question).then(
    (sent) => process.send?.(sent),
    (error: Error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  void (async () => {
    const scratch = await joined;
    await scratch?.services.get(DispatchWorker).stop();
    await scratch?.close();
    process.exit(0);
  })();
});
