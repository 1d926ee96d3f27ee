import { Injectable } from '@nestjs/common';
import { ClaimRepository } from '../planning/claim.repository.js';
import { ProviderBucketRepository } from '../planning/provider-bucket.repository.js';
import { HandOverService } from '../planning/hand-over.service.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { AttemptMessageService } from './attempt-message.service.js';
import { ResultService } from './result.service.js';

/** What every sending loop works with, gathered once. */
@Injectable()
export class SendingTools {
  constructor(
    private readonly claims: ClaimRepository,
    private readonly handOver: HandOverService,
    private readonly buckets: ProviderBucketRepository,
    private readonly transitions: TransitionRepository,
    private readonly messages: AttemptMessageService,
    private readonly results: ResultService,
  ) {}

  /** After so long a send is given up, and its outcome unknown; the window of each message ends before. */
  readonly sendTimeoutMs: number = 28_000;

  all() {
    const { claims, handOver, buckets, transitions, messages, results, sendTimeoutMs } = this;
    return { claims, handOver, buckets, transitions, messages, results, sendTimeoutMs };
  }
}
