import { setTimeout as delay } from 'node:timers/promises';

/** Results wait for company so long, or until there are so many: each statement has its own cost. */
const COLLECT_MS = 20;
const ENOUGH = 50;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Writes results promptly and together, and keeps them while the database is away: a result that is not written makes
 * its attempt look in doubt after a crash.
 */
export class ResultRecorder<T> {
  private pending: T[] = [];
  private working: Promise<void> | null = null;
  private pauseMs = FIRST_PAUSE_MS;
  private hurry: (() => void) | null = null;

  constructor(
    private readonly write: (results: readonly T[]) => Promise<void>,
    private readonly onTrouble: (error: Error, kept: number) => void,
  ) {}

  add(result: T): void {
    this.pending.push(result);
    if (this.pending.length >= ENOUGH) this.hurry?.();
    this.working ??= this.work().finally(() => (this.working = null));
  }

  /** Results that are not written yet. */
  get kept(): number {
    return this.pending.length;
  }

  /** Resolves when everything is written, or when the signal says to stop waiting. */
  async flushed(signal?: AbortSignal): Promise<void> {
    while (this.working !== null && signal?.aborted !== true) {
      await Promise.race([this.working, delay(50, undefined, { ref: false })]);
    }
  }

  private async work(): Promise<void> {
    while (this.pending.length > 0) {
      await this.collect();
      const batch = this.pending;
      this.pending = [];
      try {
        await this.write(batch);
        this.pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        this.pending = [...batch, ...this.pending];
        this.onTrouble(error as Error, this.pending.length);
        await delay(this.pauseMs);
        this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
      }
    }
  }

  private async collect(): Promise<void> {
    if (this.pending.length >= ENOUGH) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, COLLECT_MS);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.hurry = null;
  }
}
