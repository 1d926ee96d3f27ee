import { setTimeout as delay } from 'node:timers/promises';
import nodemailer from 'nodemailer';
import type { ListenerPlace } from '../dispatch/provider-endpoints.service.js';
import type { MailReturn } from './magic-addresses.js';
import { type ReturnedLetter, returnMail } from './return-mail.js';

const TRIES = 4;
const PAUSE_MS = 250;
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/** Sends mail back as the receiving side's mail server does: to the return address, from nobody, over a socket. */
export class MailReturner {
  private readonly stopping = new AbortController();

  /** `place`: where returned mail is taken; null while nobody takes it, and then it is lost. */
  constructor(
    private readonly place: () => ListenerPlace | null,
    private readonly delayMs: number,
  ) {}

  /** Sends it a little later, and again where nobody answers; gives up quietly in the end. */
  async send(letter: ReturnedLetter, how: MailReturn): Promise<void> {
    const { signal } = this.stopping;
    await delay(this.delayMs, undefined, { signal }).catch(() => undefined);
    for (let tried = 1; tried <= TRIES && !signal.aborted; tried += 1) {
      if (await this.handOver(letter, how)) return;
      await delay(PAUSE_MS * tried, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async handOver(letter: ReturnedLetter, how: MailReturn): Promise<boolean> {
    const place = this.place();
    if (place === null) return false;
    const transport = nodemailer.createTransport({ ...place, secure: false, ignoreTLS: true, ...TIMEOUTS });
    try {
      const envelope = { from: '', to: [letter.returnTo] };
      await transport.sendMail({ envelope, raw: returnMail(letter, how) });
      return true;
    } catch (error) {
      // What was refused for good is not tried again.
      const { responseCode } = error as { responseCode?: number };
      return responseCode !== undefined && responseCode >= 500;
    } finally {
      transport.close();
    }
  }
}
