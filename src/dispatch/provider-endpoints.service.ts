import { Injectable } from '@nestjs/common';
import type { RateLimit } from '../config/rate-limits.js';
import { SettingsService } from '../config/settings.service.js';
import { Clock } from '../kernel/clock.js';
import type { BounceBase } from '../messages/bounce-address.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { mailDomainOf } from '../messages/mail-domain.js';
import { type ClaimScope, claimScopeOf } from '../messages/sms-routing.js';
import type { BreakerRules } from '../planning/circuit-breaker.js';
import { EmailSender } from './email.sender.js';
import type { Provider } from './provider.js';
import { TencentSmsSender } from './tencent-sms.sender.js';
import { TwilioCallSender } from './twilio-call.sender.js';
import { TwilioSmsSender } from './twilio-sms.sender.js';

/** Where the sandbox listens, and what it takes for credentials. */
export interface SandboxEndpoints {
  readonly smtpUrl: string;
  readonly twilioBaseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly smsFrom: string;
  readonly mailFrom: string;
  /** Its Tencent Cloud SMS, where it speaks that too. */
  readonly tencent?: SandboxTencent;
}

export interface SandboxTencent {
  readonly apiBaseUrl: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
  readonly region: string;
  readonly callbackSecret: string;
}

/** A way out with what it carries: units a second, and on one local day of the organisation where that is limited. */
export interface OpenProvider {
  readonly provider: Provider;
  readonly perSecond: number;
  readonly perDay: number | null;
}

/** What signs Twilio's webhooks, and which number is ours. */
export interface TwilioIdentity {
  readonly accountSid: string;
  readonly authToken: string;
  /** The provider's name in receipts. */
  readonly provider: string;
}

/** Where a mail server hands returned mail over. */
export interface ListenerPlace {
  readonly host: string;
  readonly port: number;
}

/** The sandbox's mail comes back to this domain; RFC 2606 keeps it from ever being somebody's. */
const SANDBOX_BOUNCE_DOMAIN = 'bounces.sandbox.example';

/** What a callback of Tencent Cloud SMS must know, and the provider's name in receipts. */
export interface TencentIdentity {
  readonly callbackSecret: string;
  readonly provider: string;
}

/** Chooses the way out of each channel: the configured provider, else the sandbox, which tells its addresses here. */
@Injectable()
export class ProviderEndpoints {
  private sandbox: SandboxEndpoints | null = null;
  private listener: ListenerPlace | null = null;

  constructor(
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly providers: ChannelProviders,
  ) {}

  /** Called by the sandbox when its servers listen, and with null when they stop. */
  useSandbox(endpoints: SandboxEndpoints | null): void {
    this.sandbox = endpoints;
  }

  /** When a provider counts as down, and how it comes back. */
  get breakerRules(): BreakerRules {
    const { providerCoolOffSeconds, providerRampSeconds } = this.settings.settings;
    return { coolOffMs: providerCoolOffSeconds * 1_000, rampMs: providerRampSeconds * 1_000 };
  }

  /** Limits within each provider's rate. */
  get rateLimits(): readonly RateLimit[] {
    return this.settings.settings.rateLimits;
  }

  /** The senders of this process; a channel with neither provider nor sandbox has none. */
  open(): OpenProvider[] {
    const { settings } = this.settings;
    const email = this.openEmail();
    const mail = { perSecond: settings.emailRatePerSecond, perDay: settings.emailPerDay };
    return [...this.openSms(), ...(email ? [{ provider: email, ...mail }] : [])];
  }

  /** What was due for longer, in milliseconds, is not claimed before it was placed anew. */
  get lateAfterMs(): number {
    return this.settings.settings.lateAfterMinutes * 60_000;
  }

  /** Which due attempts a sender claims: the numbers of the countries that it serves; null for all. */
  async scopeOf({ channel, name }: Pick<Provider, 'channel' | 'name'>): Promise<ClaimScope | null> {
    return channel === 'email' ? null : claimScopeOf(await this.providers.smsRouting(), name);
  }

  /** The zone whose days the limits of a day count. */
  async dayZone(): Promise<string> {
    return (await this.settings.organisation()).timeZone;
  }

  /** Whose signature a webhook must carry; null where nobody can sign. */
  twilioIdentity(): TwilioIdentity | null {
    const { twilio } = this.settings.settings;
    if (twilio) return { accountSid: twilio.accountSid, authToken: twilio.authToken, provider: 'twilio' };
    if (this.sandbox === null) return null;
    return { accountSid: this.sandbox.accountSid, authToken: this.sandbox.authToken, provider: 'sandbox-sms' };
  }

  /** What a callback's address must hold; null where nobody calls back. */
  tencentIdentity(): TencentIdentity | null {
    const { tencent } = this.settings.settings;
    if (tencent) return { callbackSecret: tencent.callbackSecret, provider: 'tencent' };
    const callbackSecret = this.sandbox?.tencent?.callbackSecret;
    return callbackSecret === undefined ? null : { callbackSecret, provider: 'sandbox-tencent' };
  }

  private openSms(): OpenProvider[] {
    const { twilio, tencent, smsRoutes, publicUrl, smsRatePerSecond, smsPerDay } = this.settings.settings;
    const rate = { perSecond: smsRatePerSecond, perDay: smsPerDay };
    if (smsRoutes === null) return this.openSandboxSms().map((provider) => ({ provider, ...rate }));
    const open: OpenProvider[] = [];
    if (twilio) {
      const names = { name: 'twilio', capabilityName: 'twilio' };
      open.push({ provider: new TwilioSmsSender({ ...names, ...twilio, publicUrl }), ...rate });
    }
    if (tencent) {
      const { perSecond, perDay } = tencent;
      const own = { perSecond: perSecond ?? rate.perSecond, perDay: perDay ?? rate.perDay };
      const names = { name: 'tencent', capabilityName: 'tencent', seconds: this.seconds };
      open.push({ provider: new TencentSmsSender({ ...names, ...tencent }), ...own });
    }
    return open;
  }

  private openSandboxSms(): Provider[] {
    if (this.sandbox === null) return [];
    const { publicUrl } = this.settings.settings;
    const { accountSid, authToken, smsFrom, twilioBaseUrl, tencent } = this.sandbox;
    const endpoint = { accountSid, authToken, from: smsFrom, apiBaseUrl: twilioBaseUrl, publicUrl };
    const twilio = new TwilioSmsSender({ name: 'sandbox-sms', capabilityName: 'sandbox', ...endpoint });
    if (tencent === undefined) return [twilio];
    const names = { name: 'sandbox-tencent', capabilityName: 'sandbox:tencent', seconds: this.seconds };
    return [twilio, new TencentSmsSender({ ...names, ...tencent })];
  }

  /** Real time, whatever the clock is shifted by. */
  private readonly seconds = (): number => Math.floor((this.clock.now().getTime() - this.clock.offsetMs()) / 1_000);

  /** A way out for e-mail that the caller closes; null where there is none. */
  openEmail(): EmailSender | null {
    const { smtp } = this.settings.settings;
    const bounce = this.bounceBase();
    if (smtp) {
      const relay = { url: smtp.url, from: smtp.mailFrom, relay: smtp, bounce };
      return new EmailSender({ name: 'smtp', capabilityName: 'smtp', ...relay });
    }
    if (this.sandbox === null) return null;
    const { smtpUrl, mailFrom } = this.sandbox;
    return new EmailSender({ name: 'sandbox-email', capabilityName: 'sandbox', url: smtpUrl, from: mailFrom, bounce });
  }

  /** A way to put calls through, that the caller closes; null where agents dial by hand. */
  openCalls(): TwilioCallSender | null {
    const { twilio, publicUrl } = this.settings.settings;
    if (twilio) {
      const { callFrom: from } = twilio;
      return from === undefined ? null : new TwilioCallSender({ ...twilio, from, publicUrl });
    }
    if (this.sandbox === null) return null;
    const { accountSid, authToken, smsFrom: from, twilioBaseUrl: apiBaseUrl } = this.sandbox;
    return new TwilioCallSender({ accountSid, authToken, from, apiBaseUrl, publicUrl });
  }

  /** The number that both sides of a bridged call see; null where agents dial by hand. */
  callFrom(): string | null {
    const { twilio } = this.settings.settings;
    return twilio ? (twilio.callFrom ?? null) : (this.sandbox?.smsFrom ?? null);
  }

  /** What return addresses are made with; null where nobody said to which domain mail comes back. */
  bounceBase(): BounceBase | null {
    const { bounce, secretKey, smtp } = this.settings.settings;
    if (bounce) return { domain: bounce.domain, secretKey };
    return smtp === undefined ? { domain: SANDBOX_BOUNCE_DOMAIN, secretKey } : null;
  }

  /** What receipts of an e-mail are filed under before the relay's answer was recorded: provider and Message-ID. */
  namesOfMail(key: string): { readonly provider: string; readonly providerMessageId: string } {
    const provider = this.settings.emailIsSandboxed() ? 'sandbox-email' : 'smtp';
    return { provider, providerMessageId: `<${key}@${mailDomainOf(this.settings.settings)}>` };
  }

  /** Called by the listener for returned mail with where it listens, and with null when it stops. */
  useBounceListener(place: ListenerPlace | null): void {
    this.listener = place;
  }

  /** Where returned mail is taken in this process, if it is. */
  bounceListener(): ListenerPlace | null {
    return this.listener;
  }
}
