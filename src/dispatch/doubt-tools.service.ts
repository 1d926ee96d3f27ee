import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import type { ClaimScope } from '../messages/sms-routing.js';
import { AttemptFactsReadModel, type LoadedAttempt } from '../planning/attempt-facts.read-model.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { AttemptMessageService } from './attempt-message.service.js';
import type { Provider } from './provider.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';

/** What the settlement of a lost time works with: who would have sent what. */
@Injectable()
export class DoubtTools {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: AttemptFactsReadModel,
    private readonly messages: AttemptMessageService,
    private readonly endpoints: ProviderEndpoints,
    readonly transitions: TransitionRepository,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** The ways out of this process, which the caller closes. */
  open(): Provider[] {
    return this.endpoints.open().map(({ provider }) => provider);
  }

  scopeOf(provider: Provider): Promise<ClaimScope | null> {
    return this.endpoints.scopeOf(provider);
  }

  load(ids: readonly number[]): Promise<LoadedAttempt[]> {
    return this.facts.load(this.database, ids, this.now());
  }

  compose(attempts: readonly LoadedAttempt[], provider: Provider): ReturnType<AttemptMessageService['compose']> {
    return this.messages.compose(attempts, provider);
  }
}
