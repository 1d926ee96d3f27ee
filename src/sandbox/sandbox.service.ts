import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import { Clock } from '../kernel/clock.js';
import { ChannelProviders, type Imitated } from '../messages/channel-providers.service.js';
import { Arrivals } from './arrivals.worker.js';
import { type CallPace, CallPlayer } from './call-player.adapter.js';
import { type Fate, fateOfCode } from './magic-addresses.js';
import { type SandboxFilter, type SandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';
import { MailReturner } from './mail-returner.adapter.js';
import { SandboxSmtpServer } from './smtp-server.adapter.js';
import { SandboxTwilioServer, newSid } from './twilio-server.adapter.js';
import { type WebhookAnswer, WebhookCaller } from './webhook-caller.adapter.js';

export interface SandboxOptions {
  /** How long a message takes from one status to the next, in milliseconds. */
  readonly callbackDelayMs?: number;
  /** How long a called telephone rings, and how long people talk. */
  readonly callPace?: CallPace;
}

export interface SandboxAddresses {
  readonly smtpUrl: string;
  readonly twilioBaseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
}

type Taken = Pick<SandboxMessage, 'messageId' | 'toAddress' | 'fromAddress' | 'statusCallback'>;

const SMS_FROM = '+8610690000001';
const CALLBACK_DELAY_MS = 40;
const CALL_PACE: CallPace = { ringMs: 3_000, talkMs: 30_000 };

/** Local stand-ins for the providers, with real sockets: what arrived can be read, and answered as the customer. */
@Injectable()
export class SandboxService {
  private running: {
    smtp: SandboxSmtpServer;
    twilio: SandboxTwilioServer;
    webhooks: WebhookCaller;
    returner: MailReturner;
    addresses: SandboxAddresses;
  } | null = null;
  private options: SandboxOptions = {};
  private fates: { to: string | null; fate: Fate }[] = [];

  constructor(
    private readonly repository: SandboxMessageRepository,
    private readonly endpoints: ProviderEndpoints,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly providers: ChannelProviders,
  ) {}

  /** Whether a channel has no provider of its own. */
  isNeeded(): boolean {
    return this.settings.smsIsSandboxed() || this.settings.emailIsSandboxed();
  }

  /** Starts both servers on free ports of this machine and tells dispatch about them. */
  async start(options: SandboxOptions = {}): Promise<SandboxAddresses> {
    if (this.running !== null) return this.running.addresses;
    this.options = options;
    const account = this.account();
    const arrivals = new Arrivals(this.repository);
    const webhooks = new WebhookCaller(account.authToken);
    const returner = new MailReturner(
      () => this.endpoints.bounceListener(),
      this.options.callbackDelayMs ?? CALLBACK_DELAY_MS,
    );
    const smtp = new SandboxSmtpServer(arrivals, this.clock, (letter, how) => void returner.send(letter, how));
    const player = new CallPlayer(account.sid, webhooks, this.clock, this.options.callPace ?? CALL_PACE);
    const twilio = new SandboxTwilioServer(account, {
      called: (call) => void player.play(call),
      arrivals,
      messages: this.repository,
      clock: this.clock,
      taken: (message, fate) => void this.report(message, fate, webhooks),
      nextFate: (to) => this.takeFate(to),
      imitatesTwilio: async () => (await this.providers.imitated()) === 'twilio',
    });
    const urls = { smtpUrl: await smtp.start(), twilioBaseUrl: await twilio.start() };
    const addresses = { ...urls, accountSid: account.sid, authToken: account.authToken };
    this.running = { smtp, twilio, webhooks, returner, addresses };
    const mailFrom = `${this.settings.settings.organisation.name} <revisit@sandbox.example>`;
    this.endpoints.useSandbox({
      ...addresses,
      smsFrom: SMS_FROM,
      mailFrom,
    });
    return addresses;
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = null;
    this.endpoints.useSandbox(null);
    if (running === null) return;
    running.returner.stop();
    await running.webhooks.stop();
    await Promise.all([running.smtp.stop(), running.twilio.stop()]);
  }

  /** From now on the sandbox keeps to this provider's limits in each country, in every process. Throws InputError. */
  async imitate(provider: string | null): Promise<{ imitates: Imitated }> {
    return { imitates: await this.providers.imitate(provider) };
  }

  /** What arrived (and what was answered), in order. */
  messages(filter: SandboxFilter = {}): Promise<SandboxMessage[]> {
    return this.repository.list(filter);
  }

  /** The next SMS (to this number, if one is named) meets this provider code: 21610, 30003, 429, 500, 0 for a lost answer. */
  failNext(code: number, to: string | null = null): void {
    this.fates.push({ to, fate: fateOfCode(code) });
  }

  /** Sends an SMS as the customer: the signed inbound webhook that Twilio would post. */
  async replyAs(reply: {
    phone: string;
    body: string;
    to?: string;
    messageId?: string;
  }): Promise<WebhookAnswer & { messageId: string }> {
    const messageId = reply.messageId ?? newSid();
    const { sid, authToken } = this.account();
    const to = reply.to ?? (await this.lastSender(reply.phone)) ?? SMS_FROM;
    const [from, text] = [reply.phone, reply.body];
    await this.repository.add([inbound({ messageId, from, to, body: text, receivedAt: this.clock.now() })]);
    const webhooks = this.running?.webhooks ?? new WebhookCaller(authToken);
    const params = { ToCountry: '', SmsMessageSid: messageId, NumMedia: '0', SmsSid: messageId, SmsStatus: 'received' };
    const message = {
      Body: text,
      To: to,
      From: from,
      MessageSid: messageId,
      AccountSid: sid,
      ApiVersion: '2010-04-01',
    };
    const url = `${this.settings.settings.publicUrl}/webhooks/twilio/inbound`;
    return { ...(await webhooks.post(url, { ...params, ...message })), messageId };
  }

  /** The same in every process of the installation, and of no other. */
  private account(): { sid: string; authToken: string } {
    const derive = (name: string) =>
      createHmac('sha256', this.settings.settings.secretKey).update(`sandbox ${name}`).digest('hex');
    return { sid: `AC${derive('account').slice(0, 32)}`, authToken: derive('token').slice(0, 32) };
  }

  private async lastSender(phone: string): Promise<string | null> {
    const sent = await this.repository.list({ channel: 'sms', direction: 'to-customer', to: phone });
    return sent.at(-1)?.fromAddress ?? null;
  }

  private takeFate(to: string): Fate | null {
    const at = this.fates.findIndex((each) => each.to === null || each.to === to);
    return at < 0 ? null : (this.fates.splice(at, 1)[0]?.fate ?? null);
  }

  /** Sent, then delivered or not, each with its callback. */
  private async report(message: Taken, fate: Fate, webhooks: WebhookCaller): Promise<void> {
    const ends = fate.kind === 'undeliver' ? 'undelivered' : 'delivered';
    const code = fate.kind === 'undeliver' ? String(fate.code) : null;
    for (const status of ['sent', ends]) {
      if (!(await webhooks.pause(this.options.callbackDelayMs ?? CALLBACK_DELAY_MS))) return;
      const errorCode = status === 'undelivered' ? code : null;
      await this.repository.setStatus(message.messageId, status, errorCode).catch(() => undefined);
      if (message.statusCallback !== null) {
        await webhooks.deliver(message.statusCallback, this.callbackParams(message, status, errorCode));
      }
    }
  }

  private callbackParams(message: Taken, status: string, errorCode: string | null): Record<string, string> {
    return {
      SmsSid: message.messageId,
      SmsStatus: status,
      MessageStatus: status,
      To: message.toAddress,
      MessageSid: message.messageId,
      AccountSid: this.account().sid,
      From: message.fromAddress,
      ApiVersion: '2010-04-01',
      ...(errorCode === null ? {} : { ErrorCode: errorCode }),
    };
  }
}

function inbound(message: { messageId: string; from: string; to: string; body: string; receivedAt: Date }) {
  const { messageId, from, to, body, receivedAt } = message;
  const empty = { subject: null, html: null, headers: {}, errorCode: null, statusCallback: null };
  const of = { channel: 'sms', direction: 'from-customer', status: 'received' } as const;
  return { ...of, ...empty, messageId, fromAddress: from, toAddress: to, body, receivedAt };
}
