import { Injectable, Logger } from '@nestjs/common';
import { JobHandler, type TickRule } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import type { TemplateRegistration } from '../messages/template-registration.repository.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import type { Provider, TemplateReview } from './provider.js';

/** Asks providers what their review says of the templates that wait for it. What they do not tell stays as it is. */
@Injectable()
export class ReviewTemplatesJob extends JobHandler {
  override readonly job = 'review-templates';
  override readonly tick: TickRule = { everyMinute: true };
  private readonly log = new Logger('review-templates');

  constructor(
    private readonly registrations: TemplateRegistrationService,
    private readonly endpoints: ProviderEndpoints,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(_payload: unknown, signal: AbortSignal): Promise<void> {
    const providers = this.endpoints.open().map(({ provider }) => provider);
    try {
      for (const provider of providers) {
        if (!signal.aborted) await this.ask(provider);
      }
    } finally {
      await Promise.all(providers.map((provider) => provider.close()));
    }
  }

  private async ask(provider: Provider): Promise<void> {
    if (provider.reviewTemplates === undefined) return;
    const pending = await this.registrations.pending(provider.capabilityName);
    const ids = [...new Set(pending.map(({ providerTemplateId }) => providerTemplateId))];
    if (ids.length === 0) return;
    const reviews = await provider.reviewTemplates(ids).catch((error: Error) => {
      this.log.warn(`${provider.name}: ${error.message}`);
      return [];
    });
    for (const registration of pending) {
      const review = reviews.find(({ providerTemplateId }) => providerTemplateId === registration.providerTemplateId);
      if (review !== undefined) await this.take(registration, review);
    }
  }

  private async take(registration: TemplateRegistration, review: TemplateReview): Promise<void> {
    const { state, note } = verdict(registration, review);
    if (state === 'pending') return;
    await this.registrations.decide(registration, { state, note, at: this.clock.now() }, 'system:review-templates');
  }
}

/** An approval of another text than ours is none: customers would read what nobody here agreed to. */
function verdict({ text }: TemplateRegistration, review: TemplateReview): Pick<TemplateReview, 'state' | 'note'> {
  const differs = review.text !== null && plain(review.text) !== plain(text);
  return review.state === 'approved' && differs ? { state: 'rejected', note: `≠ ${review.text}` } : review;
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
