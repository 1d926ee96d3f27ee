import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The far end of the wire, in a process of its own. */
export interface Sink {
  readonly smtpUrl: string;
  readonly twilioBaseUrl: string;
  /** How many messages it has taken. */
  taken(): Promise<number>;
  close(): void;
}

/** Starts the sink and waits until it listens on 127.0.0.1. */
export async function openSink(): Promise<Sink> {
  const child = fork(new URL('./sink.worker.js', import.meta.url), { stdio: 'ignore' });
  const [ports] = (await once(child, 'message')) as [{ smtp: number; twilio: number }];
  return {
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    twilioBaseUrl: `http://127.0.0.1:${ports.twilio}`,
    taken: async () => {
      child.send('how many');
      const [answer] = (await once(child, 'message')) as [{ taken: number }];
      return answer.taken;
    },
    close: () => child.disconnect(),
  };
}
