import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { ProviderBucketRepository } from '../planning/provider-bucket.repository.js';
import type { EmailSender } from './email.sender.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';

/** Mail to our own people: it leaves the way that customers' mail does, and counts on the same rate. */
@Injectable()
export class StaffMail {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly endpoints: ProviderEndpoints,
    private readonly buckets: ProviderBucketRepository,
  ) {}

  /** A way out that the caller closes; null where there is none. */
  open(): EmailSender | null {
    return this.endpoints.openEmail();
  }

  /**
   * Takes the place of one mail in the relay's rate; false while the relay lets nothing go. It does not wait for a place: these
   * are few, and customers' mail waits for them instead.
   */
  async spend(sender: Pick<EmailSender, 'name'>): Promise<boolean> {
    const rate = { provider: sender.name, perSecond: this.settings.settings.emailRatePerSecond };
    await this.buckets.ensure(this.database, rate, 'email');
    return this.buckets.spend(this.database, rate);
  }
}
