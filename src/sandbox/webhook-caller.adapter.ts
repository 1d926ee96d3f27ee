import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { signTwilio } from '../dispatch/twilio-signature.js';

/** What a webhook answered. */
export interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

const AT_ONCE = 20;
const TRIES = 4;
const PAUSE_MS = 250;

/** Posts webhooks as the providers do: Twilio's forms are signed with the account's token over the address that was given. */
export class WebhookCaller {
  private readonly agent = new Agent({ connections: AT_ONCE, headersTimeout: 10_000, bodyTimeout: 10_000 });
  private readonly stopping = new AbortController();
  private readonly waiting: (() => void)[] = [];
  private inFlight = 0;

  constructor(private readonly authToken: string) {
    setMaxListeners(0, this.stopping.signal);
  }

  /** Posts a signed form once; throws when nobody answers. */
  post(url: string, params: Readonly<Record<string, string>>): Promise<WebhookAnswer> {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signTwilio(url, params, this.authToken),
    };
    return this.request(url, headers, new URLSearchParams(params).toString());
  }

  /** Posts JSON once, without a signature, as Tencent Cloud does; throws when nobody answers. */
  postJson(url: string, content: unknown): Promise<WebhookAnswer> {
    return this.request(url, { 'content-type': 'application/json' }, JSON.stringify(content));
  }

  /** Posts, and again where nobody answers or the answer is a 5xx; gives up quietly in the end. */
  async deliver(post: () => Promise<WebhookAnswer>): Promise<void> {
    for (let tried = 1; tried <= TRIES && !this.stopping.signal.aborted; tried += 1) {
      const answer = await post().catch(() => null);
      if (answer !== null && answer.status < 500) return;
      await delay(PAUSE_MS * tried, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Waits, unless everything is to stop. */
  async pause(ms: number): Promise<boolean> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    return !this.stopping.signal.aborted;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const next of this.waiting.splice(0)) next();
    await this.agent.destroy();
  }

  private async request(url: string, headers: Record<string, string>, body: string): Promise<WebhookAnswer> {
    await this.turn();
    try {
      const options = { dispatcher: this.agent, method: 'POST', headers, body, signal: this.stopping.signal } as const;
      const answer = await request(url, options);
      return { status: answer.statusCode, body: await answer.body.text() };
    } finally {
      this.inFlight -= 1;
      this.waiting.shift()?.();
    }
  }

  private async turn(): Promise<void> {
    while (this.inFlight >= AT_ONCE && !this.stopping.signal.aborted) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.inFlight += 1;
  }
}
