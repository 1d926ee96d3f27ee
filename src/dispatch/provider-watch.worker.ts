import type { Database } from '../database/database.service.js';
import {
  addOutcomes,
  afterOutcomes,
  type Breaker,
  type BreakerRules,
  isQuiet,
  NO_OUTCOMES,
  type OutcomeCounts,
  QUIET,
  toProbe,
} from '../planning/circuit-breaker.js';
import type { ProviderBucketRepository, ProviderRate, SeenProvider } from '../planning/provider-bucket.repository.js';
import type { SendResult } from './provider.js';
import { outcomeOf } from './provider-outcome.js';

/** What the watch works with. */
export interface WatchTools {
  readonly database: Database;
  readonly buckets: ProviderBucketRepository;
  readonly breakerRules: BreakerRules;
  readonly log: { warn(text: string): void };
}

/** What is fine is told to the others no more often than this, and only while something was not. */
const TELL_EVERY_MS = 500;

/**
 * One worker's view of a provider's circuit breaker. It counts results at once, so that nothing more goes to a provider that
 * is down; what it counted is added to the row that all workers share, and while all is well nothing is written.
 */
export class ProviderWatch {
  private breaker: Breaker = QUIET;
  private seenAt = { now: new Date(0), ticks: 0 };
  private untold: OutcomeCounts = NO_OUTCOMES;
  private blockMs = 0;
  private toldAt = 0;
  private holds = false;

  constructor(
    private readonly provider: string,
    private readonly tools: WatchTools,
  ) {}

  /** Whether what was handed over and not yet sent is better kept: the provider went down since the last look. */
  get holdsBack(): boolean {
    return this.holds;
  }

  /** Whether only one message may go, to find out whether the provider is back. */
  get isProbing(): boolean {
    return this.breaker.phase === 'probing';
  }

  /** Whether what is claimed must wait because the provider is down, or was when it was last seen. */
  get isDown(): boolean {
    return this.holds || this.breaker.phase === 'open' || this.breaker.phase === 'probing';
  }

  /** Counts a result. */
  count(result: SendResult): void {
    const outcome = outcomeOf(result);
    this.untold = addOutcomes(this.untold, outcome);
    if (result.outcome === 'failed') this.blockMs = Math.max(this.blockMs, result.blockMs ?? 0);
    this.breaker = afterOutcomes(this.breaker, outcome, this.tools.breakerRules, this.now());
    if (this.breaker.phase === 'open') this.holds = true;
  }

  /** Tells all workers what was counted, soon where the provider fails; `atOnce`: whatever there is. */
  async tell(atOnce = false): Promise<void> {
    const { database, buckets, breakerRules, log } = this.tools;
    const { untold, blockMs } = this;
    if (untold.failed === 0 && blockMs === 0 && isQuiet(this.breaker)) {
      this.untold = NO_OUTCOMES;
      return;
    }
    const mayWait = untold.failedLast === 0 && this.breaker.phase !== 'probing' && blockMs === 0;
    if (mayWait && !atOnce && performance.now() - this.toldAt < TELL_EVERY_MS) return;
    this.untold = NO_OUTCOMES;
    this.blockMs = 0;
    this.toldAt = performance.now();
    if (blockMs > 0) await buckets.block(database, this.provider, blockMs);
    if (untold.fine + untold.failed === 0) return;
    let before: Breaker = QUIET;
    const seen = await buckets.change(database, this.provider, ({ breaker, now }) => {
      before = breaker;
      return afterOutcomes(breaker, untold, breakerRules, now);
    });
    if (seen === null) return;
    this.take(seen);
    if (seen.breaker.phase !== before.phase) log.warn(sayPhase(this.provider, seen.breaker));
  }

  /** Looks at how the provider is for all workers; whether nothing can go to it now. Takes the probe where it is time for one. */
  async isClosed(rate: ProviderRate, offsetMs: number): Promise<boolean> {
    const { database, buckets } = this.tools;
    const seen = await buckets.see(database, rate, offsetMs);
    if (seen === null) return false;
    this.take(seen);
    this.holds = false;
    if (seen.isBlocked || toProbe(seen.breaker, seen.now) === null) return seen.isClosed;
    const armed = await buckets.change(database, this.provider, ({ breaker, now, isBlocked }) =>
      isBlocked ? null : toProbe(breaker, now),
    );
    if (armed !== null) this.take(armed);
    return armed?.breaker.phase !== 'probing';
  }

  private take({ breaker, now }: SeenProvider): void {
    this.breaker = breaker;
    this.seenAt = { now, ticks: performance.now() };
  }

  /** The database's clock, as far as this process can tell. */
  private now(): Date {
    const { now, ticks } = this.seenAt;
    return new Date(now.getTime() + performance.now() - ticks);
  }
}

function sayPhase(provider: string, { phase, cause, until }: Breaker): string {
  const why = cause === null ? '' : ` (${cause})`;
  if (phase === 'open') return `${provider} is down${why}: nothing goes before ${until?.toISOString() ?? ''}.`;
  if (phase === 'recovering') return `${provider} answers again: its rate grows until ${until?.toISOString() ?? ''}.`;
  return `${provider} is up again.`;
}
