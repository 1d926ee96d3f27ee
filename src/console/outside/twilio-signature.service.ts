import { ForbiddenException, Injectable } from '@nestjs/common';
import { SettingsService } from '../../config/settings.service.js';
import { ProviderEndpoints } from '../../dispatch/provider-endpoints.service.js';
import type { TwilioIdentity } from '../../dispatch/provider-endpoints.service.js';
import { isSignedByTwilio } from '../../dispatch/twilio-signature.js';
import type { WebRequest } from '../web-request.adapter.js';
import { MetricsService } from './metrics.service.js';

/** A webhook's parameters, and whose signature they carried. */
export interface SignedByTwilio {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly identity: TwilioIdentity;
}

/** Believes a webhook only with Twilio's signature. */
@Injectable()
export class TwilioSignature {
  constructor(
    private readonly endpoints: ProviderEndpoints,
    private readonly settings: SettingsService,
    private readonly metrics: MetricsService,
  ) {}

  /** The parameters of the raw body, once its signature was found good for our public address. */
  verify(request: WebRequest, webhook: string): SignedByTwilio {
    const identity = this.endpoints.twilioIdentity();
    const params = Object.fromEntries(new URLSearchParams(request.rawBody?.toString('utf8') ?? ''));
    const url = `${this.settings.settings.publicUrl}${request.originalUrl}`;
    const header = request.headers['x-twilio-signature'];
    const signature = typeof header === 'string' ? header : undefined;
    if (identity === null || !isSignedByTwilio({ url, params, signature }, identity.authToken)) {
      this.metrics.countRefusedWebhook(webhook);
      throw new ForbiddenException('The signature is not ours to trust.');
    }
    return { params, identity };
  }
}
