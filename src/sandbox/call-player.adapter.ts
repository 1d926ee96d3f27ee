import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import { fateOfCall } from './magic-addresses.js';
import type { WebhookCaller } from './webhook-caller.adapter.js';

/** A call that was asked for at the sandbox's Twilio. */
export interface PlacedCall {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  /** Asked for what to do when it is answered. */
  readonly url: string;
  readonly statusCallback: string | null;
}

/** How long telephones ring and people talk, in milliseconds. */
export interface CallPace {
  readonly ringMs: number;
  readonly talkMs: number;
}

type Leg = Omit<PlacedCall, 'url'>;

/** Plays both sides of a bridged call as Twilio does: rings, asks for TwiML, puts through, tells each status. */
export class CallPlayer {
  constructor(
    private readonly accountSid: string,
    private readonly webhooks: WebhookCaller,
    private readonly clock: Clock,
    private readonly pace: CallPace,
  ) {}

  /** Never throws: a call that nobody can be told of is over. */
  async play(call: PlacedCall): Promise<void> {
    const answered = await this.ring(call);
    if (answered === null) return;
    const dial = await this.ask(call).catch(() => null);
    if (dial !== null) {
      const customer = await this.ring(dial);
      if (customer !== null && (await this.webhooks.pause(this.pace.talkMs))) await this.end(dial, customer);
    }
    await this.end(call, answered);
  }

  /** When the telephone was answered; null where it was not, and that was told. */
  private async ring(leg: Leg): Promise<Date | null> {
    await this.tell(leg, 'initiated');
    await this.tell(leg, 'ringing');
    if (!(await this.webhooks.pause(this.pace.ringMs))) return null;
    const fate = fateOfCall(leg.to);
    await this.tell(leg, fate === 'answer' ? 'in-progress' : fate);
    return fate === 'answer' ? this.clock.now() : null;
  }

  /** What the service says: the number to put through, and where its statuses go. */
  private async ask(call: PlacedCall): Promise<Leg | null> {
    const { body } = await this.webhooks.post(call.url, this.params(call, 'in-progress'));
    const number = /<Number\b([^>]*)>([^<]+)<\/Number>/.exec(body);
    if (number === null) return null;
    const callback = /statusCallback="([^"]*)"/.exec(number[1] ?? '')?.[1]?.replaceAll('&amp;', '&') ?? null;
    const from = /callerId="([^"]*)"/.exec(body)?.[1] ?? call.from;
    return { sid: `CA${randomBytes(16).toString('hex')}`, to: number[2] ?? '', from, statusCallback: callback };
  }

  private end(leg: Leg, answeredAt: Date): Promise<void> {
    const seconds = Math.max(0, Math.round((this.clock.now().getTime() - answeredAt.getTime()) / 1000));
    return this.tell(leg, 'completed', { CallDuration: String(seconds) });
  }

  private async tell(leg: Leg, status: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const { statusCallback } = leg;
    if (statusCallback === null) return;
    const params = { ...this.params(leg, status), ...more };
    await this.webhooks.deliver(() => this.webhooks.post(statusCallback, params));
  }

  /** The provider's clock is real, whatever the business clock says. */
  private params({ sid, to, from }: Leg, status: string): Record<string, string> {
    const realNow = new Date(this.clock.now().getTime() - this.clock.offsetMs());
    const of = { CallSid: sid, AccountSid: this.accountSid, To: to, From: from, ApiVersion: '2010-04-01' };
    return { ...of, CallStatus: status, Timestamp: realNow.toUTCString().replace('GMT', '+0000') };
  }
}
