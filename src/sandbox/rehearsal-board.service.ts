import { Injectable, Logger } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import type { Rehearsal } from './rehearsal-summary.js';
import { RehearsalService } from './rehearsal.service.js';
import { RUNS } from './rehearse.js';

/** A rehearsal as it stands: on its way, done, or refused. */
export type Rehearsed =
  | { readonly state: 'running'; readonly done: number; readonly of: number; readonly soFar?: () => Rehearsal }
  | { readonly state: 'done'; readonly at: Date; readonly rehearsal: Rehearsal }
  | { readonly state: 'refused'; readonly why: Reason };

interface Entry {
  readonly key: string;
  readonly at: Date;
  now: Rehearsed;
  finished: Promise<void>;
}

/** After so long customers and agents are read again. */
const KEPT_MS = 10 * 60_000;
const MOST_KEPT = 16;

/** Rehearsals of this process: begun when somebody asks, one at a time, and kept for a while. In memory only. */
@Injectable()
export class RehearsalBoard {
  private readonly log = new Logger('rehearsal');
  private readonly entries = new Map<number, Entry>();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly campaigns: CampaignService,
    private readonly rehearsals: RehearsalService,
    private readonly clock: Clock,
  ) {}

  /** What is known of the campaign's rehearsal now; begins one where there is none. Waits for it no longer than `withinMs`. */
  async look(campaignId: number, withinMs: number): Promise<Rehearsed> {
    const entry = await this.entry(campaignId);
    if (entry.now.state === 'running') {
      const patience = new AbortController();
      const impatience = AbortSignal.any([AbortSignal.timeout(withinMs), patience.signal]);
      const over = new Promise<void>((resolve) => impatience.addEventListener('abort', () => resolve()));
      await Promise.race([entry.finished, over]);
      patience.abort();
    }
    return entry.now;
  }

  /** Forgets what is known, so that the next look begins anew. */
  forget(campaignId: number): void {
    if (this.entries.get(campaignId)?.now.state !== 'running') this.entries.delete(campaignId);
  }

  private async entry(id: number): Promise<Entry> {
    const { version, planVersion, state } = await this.campaigns.head(id);
    const key = `${version} ${planVersion} ${state}`;
    const now = this.clock.now();
    const known = this.entries.get(id);
    if (known?.key === key && now.getTime() - known.at.getTime() < KEPT_MS) return known;
    const entry: Entry = { key, at: now, now: { state: 'running', done: 0, of: RUNS }, finished: this.last };
    this.entries.delete(id);
    this.entries.set(id, entry);
    for (const old of [...this.entries.keys()].slice(0, -MOST_KEPT)) this.entries.delete(old);
    entry.finished = this.last.then(() => this.run(id, entry));
    this.last = entry.finished;
    return entry;
  }

  private async run(id: number, entry: Entry): Promise<void> {
    try {
      const campaign = await this.campaigns.get(id);
      const rehearsal = await this.rehearsals.rehearse(campaign, {}, (done, of, soFar) => {
        entry.now = { state: 'running', done, of, soFar };
      });
      entry.now = { state: 'done', at: entry.at, rehearsal };
    } catch (error) {
      if (error instanceof RefusedError) entry.now = { state: 'refused', why: error.reason };
      else {
        this.log.warn(`Campaign ${id} could not be rehearsed: ${(error as Error).message}`);
        // The next look tries again.
        this.entries.delete(id);
        entry.now = { state: 'refused', why: reason('rehearsal-failed') };
      }
    }
  }
}
