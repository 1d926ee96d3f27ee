import type { PastAnswers } from './answer-model.js';
import { answersByChance } from './draw-rates.js';
import { RunCounts } from './rehearsal-counts.js';
import type { PreparedRehearsal } from './rehearsal-order.js';
import { RehearsalRun } from './rehearsal-run.js';
import { type Rehearsal, summariseRehearsal } from './rehearsal-summary.js';

/** So many runs give the median and the 10 % and 90 % marks; each has a seed of its own. */
export const RUNS = 20;

/** Runs a campaign ahead again and again, in pieces, so that others are served meanwhile. */
export class Rehearsing {
  private readonly finished: RunCounts[] = [];
  private current: RehearsalRun | null = null;

  /** Same plan, same past, same seed: the same rehearsal. */
  constructor(
    private readonly prepared: PreparedRehearsal,
    private readonly past: PastAnswers,
    private readonly options: { readonly seed: number; readonly runs: number },
  ) {}

  /** Runs that are over. */
  get done(): number {
    return this.finished.length;
  }

  /** Goes on for about this many events; false when all runs are over. */
  advance(most: number): boolean {
    const { seed, runs } = this.options;
    if (this.done >= runs) return false;
    this.current ??= this.begin(seed + this.done);
    if (this.current.advance(most)) return true;
    this.finished.push(this.current.counts);
    this.current = null;
    return this.done < runs;
  }

  /** What the runs that are over come to. */
  result(): Rehearsal {
    return summariseRehearsal(this.prepared, this.finished, this.past, this.options.seed);
  }

  private begin(seed: number): RehearsalRun {
    return new RehearsalRun(this.prepared, answersByChance(this.past, seed), new RunCounts(this.prepared.counted));
  }
}
