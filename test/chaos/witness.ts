import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/kernel/clock.js';
import type { Arrivals } from '../../src/sandbox/arrivals.worker.js';
import type { Fate } from '../../src/sandbox/magic-addresses.js';
import type { NewSandboxMessage, SandboxMessageRepository } from '../../src/sandbox/sandbox-message.repository.js';
import { SandboxSmtpServer } from '../../src/sandbox/smtp-server.adapter.js';
import { SandboxTwilioServer } from '../../src/sandbox/twilio-server.adapter.js';
import { Callbacks } from './callbacks.js';
import { ProviderFaults } from './provider-faults.js';
import type { Arrival, FromWitness, ToWitness, WitnessOrder } from './witness-words.js';

// The sandbox's servers in a process of their own, which no kill reaches: what arrived, whatever the product believes.

const TELL_MS = 100;
const SLOW_MS = 1_500;
const BETWEEN_RECEIPTS_MS = 40;
/** So many are remembered for look-ups; a long soak must not fill the memory. */
const REMEMBERED = 50_000;

type Kept = NewSandboxMessage & { id: number };

class Witness {
  private readonly faults: ProviderFaults;
  private readonly callbacks: Callbacks;
  private readonly received = new Map<string, Kept>();
  private readonly countTo = new Map<string, number>();
  private untold: Arrival[] = [];

  constructor(private readonly order: WitnessOrder) {
    this.faults = new ProviderFaults(order.seed, order.faults);
    this.callbacks = new Callbacks(order);
  }

  async start(): Promise<FromWitness> {
    const arrivals = { add: (message: NewSandboxMessage) => this.add(message) } as unknown as Arrivals;
    const messages = {
      get: (id: string) => Promise.resolve(this.received.get(id) ?? null),
      list: ({ to, limit }: { to?: string; limit?: number }) => Promise.resolve(this.listTo(to, limit)),
    } as unknown as SandboxMessageRepository;
    const clock = { now: () => new Date() } as unknown as Clock;
    const twilio = new SandboxTwilioServer(
      { sid: this.order.accountSid, authToken: this.order.authToken },
      {
        arrivals,
        messages,
        clock,
        taken: (message, fate) => {
          void this.report(message.messageId, message.statusCallback, fate);
          return Promise.resolve();
        },
        nextFate: (to) => this.nextFate(to),
        imitatesTwilio: () => Promise.resolve(false),
        called: () => undefined,
      },
    );
    setInterval(() => this.tell(), TELL_MS);
    const smtp = new SandboxSmtpServer(arrivals, clock);
    return { ready: { twilioBaseUrl: await twilio.start(), smtpUrl: await smtp.start() } };
  }

  behave(): void {
    this.faults.active = false;
  }

  /** A customer writes STOP. */
  stopFrom(phone: string): Promise<boolean> {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    return this.callbacks.post('/webhooks/twilio/inbound', {
      ...{ Body: 'STOP', To: '+14155550100', From: phone, MessageSid: sid, SmsMessageSid: sid },
      ...{ AccountSid: this.order.accountSid, ApiVersion: '2010-04-01', NumMedia: '0' },
    });
  }

  private async add(message: NewSandboxMessage): Promise<void> {
    const key = keyOf(message);
    const how = this.faults.reception(key);
    if (how === 'no answer' && message.channel === 'sms') return new Promise(() => undefined);
    this.note(message, key, how === 'refused');
    if (how === 'refused') throw new Error('the witness refuses');
    if (how === 'slow') await wait(SLOW_MS);
    if (message.channel === 'sms' && this.faults.receipts(key) === 'before the answer') {
      await this.callbacks.status(message.statusCallback, message.messageId, 'sent');
    }
  }

  private note(message: NewSandboxMessage, key: string, refused: boolean): void {
    const { channel, toAddress: to, messageId } = message;
    this.untold.push({ key, channel, to, at: Date.now(), refused });
    if (refused) return;
    this.received.set(messageId, { ...message, id: this.received.size });
    const [oldest] = this.received.keys();
    if (this.received.size > REMEMBERED && oldest !== undefined) this.received.delete(oldest);
  }

  private listTo(to: string | undefined, limit = 50): Kept[] {
    return [...this.received.values()]
      .filter(({ channel, toAddress }) => channel === 'sms' && toAddress === to)
      .slice(0, limit);
  }

  private nextFate(to: string): Fate | null {
    const nth = this.countTo.get(to) ?? 0;
    this.countTo.set(to, nth + 1);
    return this.faults.fate(to, nth);
  }

  private async report(messageId: string, callback: string | null, fate: Fate): Promise<void> {
    const key = keyOfCallback(callback);
    const ends = fate.kind === 'undeliver' ? 'undelivered' : 'delivered';
    const code = fate.kind === 'undeliver' ? String(fate.code) : null;
    const habit = this.faults.receipts(key);
    if (habit === 'malformed first') await this.callbacks.malformed(callback);
    const statuses = habit === 'out of order' ? [ends, 'sent'] : ['sent', ends];
    for (const status of statuses) {
      await wait(BETWEEN_RECEIPTS_MS);
      const error = status === 'undelivered' ? code : null;
      await this.callbacks.status(callback, messageId, status, error);
      if (habit === 'twice') await this.callbacks.status(callback, messageId, status, error);
    }
  }

  private tell(): void {
    if (this.untold.length === 0) return;
    const arrivals = this.untold;
    this.untold = [];
    process.send?.({ arrivals } satisfies FromWitness);
  }
}

function keyOf({ channel, messageId, statusCallback }: NewSandboxMessage): string {
  return channel === 'sms' ? keyOfCallback(statusCallback) : messageId.replace(/^<|@.*$/g, '');
}

function keyOfCallback(callback: string | null): string {
  return callback === null ? '' : (new URL(callback).searchParams.get('key') ?? '');
}

let witness: Witness | null = null;

process.on('message', (message: ToWitness) => {
  void (async () => {
    if (message === 'behave') witness?.behave();
    else if ('order' in message) {
      witness = new Witness(message.order);
      process.send?.(await witness.start());
    } else {
      const accepted = (await witness?.stopFrom(message.stopFrom)) ?? false;
      process.send?.({ stopped: message.stopFrom, accepted } satisfies FromWitness);
    }
  })();
});
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', () => undefined);
