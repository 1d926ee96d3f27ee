import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { signTwilio } from '../../src/dispatch/twilio-signature.js';
import type { WitnessOrder } from './witness-words.js';

const TRIES = 40;
const PAUSE_MS = 500;
const PATIENCE_MS = 10_000;

/** Posts signed callbacks to whichever web process answers, as a balancer in front of them would. */
export class Callbacks {
  private readonly agent = new Agent({ connections: 10, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  private turn = 0;

  constructor(private readonly order: WitnessOrder) {}

  /** What became of a message. */
  async status(callback: string | null, sid: string, status: string, errorCode: string | null = null): Promise<void> {
    if (callback === null) return;
    const error = errorCode === null ? {} : { ErrorCode: errorCode };
    const names = { MessageSid: sid, SmsSid: sid, MessageStatus: status, SmsStatus: status };
    await this.postTo(callback, { ...names, AccountSid: this.order.accountSid, ApiVersion: '2010-04-01', ...error });
  }

  /** A signed callback that says nothing, and one that says nonsense under a wrong signature. */
  async malformed(callback: string | null): Promise<void> {
    if (callback === null) return;
    await this.postTo(callback, { MessageStatus: 'exploded' });
    await this.once(callback, 'MessageSid=%ZZ&MessageStatus[]=delivered', 'not a signature').catch(() => 0);
  }

  /** True when it was taken. */
  post(path: string, params: Readonly<Record<string, string>>): Promise<boolean> {
    return this.postTo(`${this.order.publicUrl}${path}`, params);
  }

  /** Comes again while nobody answers or the answer is a 5xx, as providers do. */
  private async postTo(url: string, params: Readonly<Record<string, string>>): Promise<boolean> {
    const body = new URLSearchParams(params).toString();
    const signature = signTwilio(url, params, this.order.authToken);
    for (let tried = 0; tried < TRIES; tried += 1) {
      const status = await this.once(url, body, signature).catch(() => 0);
      if (status > 0 && status < 500) return status < 300;
      await wait(PAUSE_MS);
    }
    return false;
  }

  private async once(url: string, body: string, signature: string): Promise<number> {
    const webs = this.order.webUrls;
    this.turn += 1;
    const web = webs[this.turn % webs.length] ?? this.order.publicUrl;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    const target = url.replace(this.order.publicUrl, web);
    const answer = await request(target, { dispatcher: this.agent, method: 'POST', headers, body });
    await answer.body.dump();
    return answer.statusCode;
  }
}
