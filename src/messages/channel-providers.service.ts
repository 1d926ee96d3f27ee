import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { InputError } from '../kernel/faults.js';
import { imitating } from './provider-capability.js';

/** The provider that carries each channel now, by its name in the table of capabilities. Calls are made by a person. */
export interface ProviderNames {
  readonly sms: string;
  readonly email: string;
}

/** Whose limits the sandbox keeps to; null: it can do everything. */
export type Imitated = 'twilio' | null;

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
    return {
      sms: this.settings.smsIsSandboxed() ? await this.inTheMannerOf(SANDBOX) : 'twilio',
      email: this.settings.emailIsSandboxed() ? SANDBOX : 'smtp',
    };
  }

  /** What a sender of SMS can do: itself, unless it is the sandbox and imitates somebody. */
  async inTheMannerOf(provider: string): Promise<string> {
    if (provider !== SANDBOX) return provider;
    const imitated = await this.imitated();
    return imitated === null ? SANDBOX : imitating(imitated);
  }

  /** Asked for with every message, so it is read once a second; what this process sets holds at once. */
  imitated(): Promise<Imitated> {
    if (this.kept !== null && this.kept.until > performance.now()) return this.kept.value;
    const value = this.stored.find<{ imitates: Imitated }>(KEY).then((found) => found?.imitates ?? null);
    this.kept = { until: performance.now() + KEEP_MS, value };
    value.catch(() => (this.kept = null));
    return value;
  }

  /** Makes the sandbox of every process keep to this provider's limits, or to none. Throws InputError. */
  async imitate(provider: string | null): Promise<Imitated> {
    if (provider !== null && provider !== 'twilio') {
      const message = `The sandbox can imitate twilio or nobody (null), not "${provider}"`;
      throw new InputError([{ field: 'imitates', code: 'unknown-provider', message }]);
    }
    await this.stored.save(KEY, { imitates: provider });
    this.kept = null;
    return provider;
  }
}
