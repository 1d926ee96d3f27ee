import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { InputError } from '../kernel/faults.js';
import { type Imitated, type SmsRouting, routingOf, sandboxRouting } from './sms-routing.js';

/** The provider that carries each channel now, for SMS by country. Calls are made by a person. */
export interface ProviderNames {
  readonly sms: SmsRouting;
  readonly email: string;
}

const KEY = 'sandbox';
/** How long a process may go on with what it knows, in milliseconds of its own monotonic clock. */
const KEEP_MS = 1_000;
const SANDBOX = 'sandbox';

/** Which provider serves which channel: the configured one, else the sandbox, as itself or in the manner of another. */
@Injectable()
export class ChannelProviders {
  private kept: { readonly until: number; readonly value: Promise<Imitated> } | null = null;

  constructor(
    private readonly settings: SettingsService,
    private readonly stored: SettingsRepository,
  ) {}

  async names(): Promise<ProviderNames> {
    return { sms: await this.smsRouting(), email: this.settings.emailIsSandboxed() ? SANDBOX : 'smtp' };
  }

  /** The way of SMS to each country: the configured providers', else the sandbox's. */
  async smsRouting(): Promise<SmsRouting> {
    const { smsRoutes } = this.settings.settings;
    return smsRoutes === null ? sandboxRouting(await this.imitated()) : routingOf(smsRoutes);
  }

  /** Asked for with every message, so it is read once a second; what this process sets holds at once. */
  imitated(): Promise<Imitated> {
    if (this.kept !== null && this.kept.until > performance.now()) return this.kept.value;
    const value = this.stored.find<{ imitates: Imitated }>(KEY).then((found) => found?.imitates ?? null);
    this.kept = { until: performance.now() + KEEP_MS, value };
    value.catch(() => (this.kept = null));
    return value;
  }

  /** Makes the sandbox of every process keep to this provider's limits and ways, or to none. Throws InputError. */
  async imitate(provider: string | null): Promise<Imitated> {
    if (provider !== null && provider !== 'twilio' && provider !== 'tencent') {
      const message = `The sandbox can imitate twilio, tencent or nobody (null), not "${provider}"`;
      throw new InputError([{ field: 'imitates', code: 'unknown-provider', message }]);
    }
    await this.stored.save(KEY, { imitates: provider });
    this.kept = null;
    return provider;
  }
}
