import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { ProviderEndpoints, type SandboxTencent } from '../dispatch/provider-endpoints.service.js';
import { Clock } from '../kernel/clock.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import type { Imitated } from '../messages/sms-routing.js';
import { Arrivals } from './arrivals.worker.js';
import { type CallPace, CallPlayer } from './call-player.adapter.js';
import { type Fate, fateOfCode } from './magic-addresses.js';
import { type SandboxFilter, type SandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';
import { MailReturner } from './mail-returner.adapter.js';
import { SandboxSmtpServer } from './smtp-server.adapter.js';
import { SandboxTencentServer, SESSION_CONTEXT, type TencentTaken } from './tencent-server.adapter.js';
import { type TencentFate, tencentFateOfCode } from './tencent-fates.js';
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
  readonly tencent: SandboxTencent;
}

type Taken = Pick<SandboxMessage, 'messageId' | 'toAddress' | 'fromAddress' | 'statusCallback'>;

const SMS_FROM = '+8610690000001';
const CALLBACK_DELAY_MS = 40;
const CALL_PACE: CallPace = { ringMs: 3_000, talkMs: 30_000 };
/** Whose books the sandbox's Tencent Cloud reads. */
const TENCENT = 'sandbox:tencent';

/** Local stand-ins for the providers, with real sockets: what arrived can be read, and answered as the customer. */
@Injectable()
export class SandboxService {
  private running: {
    smtp: SandboxSmtpServer;
    twilio: SandboxTwilioServer;
    tencent: SandboxTencentServer;
    webhooks: WebhookCaller;
    returner: MailReturner;
    addresses: SandboxAddresses;
  } | null = null;
  private options: SandboxOptions = {};
  private fates: { to: string | null; code: number }[] = [];

  constructor(
    private readonly repository: SandboxMessageRepository,
    private readonly endpoints: ProviderEndpoints,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly providers: ChannelProviders,
    private readonly registrations: TemplateRegistrationService,
  ) {}

  /** Whether a channel has no provider of its own. */
  isNeeded(): boolean {
    return this.settings.smsIsSandboxed() || this.settings.emailIsSandboxed();
  }

  /** Starts the servers on free ports of this machine and tells dispatch about them. */
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
      taken: (message, fate) => this.report(message, fate, webhooks),
      nextFate: (to) => this.takeFate(to, fateOfCode),
      imitatesTwilio: async () => (await this.providers.imitated()) === 'twilio',
    });
    const tencent = new SandboxTencentServer(account.tencent, {
      arrivals,
      messages: this.repository,
      clock: this.clock,
      registered: (id) => this.registrations.named(TENCENT, id),
      taken: (message, fate) => this.reportTencent(message, fate, webhooks),
      nextFate: (to) => this.takeFate(to, tencentFateOfCode),
    });
    const urls = { smtpUrl: await smtp.start(), twilioBaseUrl: await twilio.start() };
    const spoken = { ...account.tencent, apiBaseUrl: await tencent.start(), region: 'ap-guangzhou' };
    const addresses = { ...urls, accountSid: account.sid, authToken: account.authToken, tencent: spoken };
    this.running = { smtp, twilio, tencent, webhooks, returner, addresses };
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
    await Promise.all([running.smtp.stop(), running.twilio.stop(), running.tencent.stop()]);
  }

  /** From now on the sandbox keeps to this provider's limits in each country, in every process. Throws InputError. */
  async imitate(provider: string | null): Promise<{ imitates: Imitated }> {
    return { imitates: await this.providers.imitate(provider) };
  }

  /** What arrived (and what was answered), in order. */
  messages(filter: SandboxFilter = {}): Promise<SandboxMessage[]> {
    return this.repository.list(filter);
  }

  /** The next SMS (to this number, if one is named) meets this provider code: 21610, 30003, 429, 500, 0 for a lost answer, or a number of `wireFaultOf`. */
  failNext(code: number, to: string | null = null): void {
    this.fates.push({ to, code });
  }

  /** Sends an SMS as the customer: the webhook that the provider of the last message to this number would post. */
  async replyAs(reply: {
    phone: string;
    body: string;
    to?: string;
    messageId?: string;
  }): Promise<WebhookAnswer & { messageId: string }> {
    const messageId = reply.messageId ?? newSid();
    const { sid, authToken, tencent } = this.account();
    const last = await this.lastMessage(reply.phone);
    const to = reply.to ?? last?.fromAddress ?? SMS_FROM;
    const [from, text] = [reply.phone, reply.body];
    await this.repository.add([inbound({ messageId, from, to, body: text, receivedAt: this.clock.now() })]);
    const webhooks = this.running?.webhooks ?? new WebhookCaller(authToken);
    if (last !== null && Object.hasOwn(last.headers, SESSION_CONTEXT)) {
      const time = Math.floor(this.clock.now().getTime() / 1_000);
      const said = { extend: '', mobile: from.slice(3), nationcode: '86', sign: to, text, time };
      return { ...(await webhooks.postJson(this.tencentHook(tencent.callbackSecret, 'reply'), said)), messageId };
    }
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
  private account() {
    const derive = (name: string) =>
      createHmac('sha256', this.settings.settings.secretKey).update(`sandbox ${name}`).digest('hex');
    const tencent = {
      secretId: `AKID${derive('tencent id').slice(0, 32)}`,
      secretKey: derive('tencent key').slice(0, 32),
      sdkAppId: '1400000000',
      callbackSecret: derive('tencent callback').slice(0, 40),
    };
    return { sid: `AC${derive('account').slice(0, 32)}`, authToken: derive('token').slice(0, 32), tencent };
  }

  private tencentHook(secret: string, what: 'status' | 'reply'): string {
    return `${this.settings.settings.publicUrl}/webhooks/tencent/${secret}/${what}`;
  }

  private async lastMessage(phone: string): Promise<SandboxMessage | null> {
    const sent = await this.repository.list({ channel: 'sms', direction: 'to-customer', to: phone });
    return sent.at(-1) ?? null;
  }

  private takeFate<T>(to: string, fateOf: (code: number) => T | null): T | null {
    const at = this.fates.findIndex((each) => each.to === null || each.to === to);
    const [taken] = at < 0 ? [] : this.fates.splice(at, 1);
    return taken === undefined ? null : fateOf(taken.code);
  }

  /** One report when it is over; the provider tells of nothing before. */
  private async reportTencent(message: TencentTaken, fate: TencentFate, webhooks: WebhookCaller): Promise<void> {
    if (!(await webhooks.pause((this.options.callbackDelayMs ?? CALLBACK_DELAY_MS) * 2))) return;
    const code = fate.kind === 'undeliver' ? fate.code : null;
    const status = code === null ? 'delivered' : 'undelivered';
    await this.repository.setStatus(message.messageId, status, code).catch(() => undefined);
    const report = {
      user_receive_time: this.clock.now().toISOString().slice(0, 19).replace('T', ' '),
      nationcode: '86',
      mobile: message.toAddress.slice(3),
      report_status: code === null ? 'SUCCESS' : 'FAIL',
      errmsg: code ?? 'DELIVRD',
      description: code === null ? '用户短信送达成功' : '用户短信送达失败',
      sid: message.messageId,
      ext: message.headers[SESSION_CONTEXT] ?? '',
    };
    const url = this.tencentHook(this.account().tencent.callbackSecret, 'status');
    const times = fate.kind === 'receipts' && fate.come === 'twice' ? 2 : 1;
    for (let i = 0; i < times; i += 1) await webhooks.deliver(() => webhooks.postJson(url, [report]));
  }

  /** Sent, then delivered or not, each with its callback. */
  private async report(message: Taken, fate: Fate, webhooks: WebhookCaller): Promise<void> {
    const ends = fate.kind === 'undeliver' ? 'undelivered' : 'delivered';
    const code = fate.kind === 'undeliver' ? String(fate.code) : null;
    const come = fate.kind === 'receipts' ? fate.come : null;
    for (const status of inOrder(['sent', ends], come)) {
      if (!(await webhooks.pause(this.options.callbackDelayMs ?? CALLBACK_DELAY_MS))) return;
      const errorCode = status === 'undelivered' ? code : null;
      await this.repository.setStatus(message.messageId, status, errorCode).catch(() => undefined);
      const { statusCallback } = message;
      if (statusCallback === null) continue;
      const params = this.callbackParams(message, status, errorCode);
      await webhooks.deliver(() => webhooks.post(statusCallback, params));
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

/** The statuses as the fault brings them. */
function inOrder(statuses: readonly string[], come: 'twice' | 'early' | 'reversed' | null): readonly string[] {
  if (come === 'reversed') return [...statuses].reverse();
  return come === 'twice' ? statuses.flatMap((status) => [status, status]) : statuses;
}

function inbound(message: { messageId: string; from: string; to: string; body: string; receivedAt: Date }) {
  const { messageId, from, to, body, receivedAt } = message;
  const empty = { subject: null, html: null, headers: {}, errorCode: null, statusCallback: null };
  const of = { channel: 'sms', direction: 'from-customer', status: 'received' } as const;
  return { ...of, ...empty, messageId, fromAddress: from, toAddress: to, body, receivedAt };
}
