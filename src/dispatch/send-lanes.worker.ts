/** Carries items out side by side, as many at once as there are lanes, in the order in which they came. */
export class SendLanes<T> {
  private readonly waiting: T[] = [];
  private inFlight = 0;
  private watchers: (() => void)[] = [];

  constructor(
    private readonly width: number,
    private readonly carryOut: (item: T) => Promise<void>,
  ) {}

  push(items: readonly T[]): void {
    this.waiting.push(...items);
    this.fill();
  }

  /** Resolves when no more than so many wait for a lane: the time to hand over the next group. */
  async downTo(waiting: number): Promise<void> {
    while (this.waiting.length > waiting) await this.change();
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async drained(): Promise<void> {
    while (this.waiting.length > 0 || this.inFlight > 0) await this.change();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  private fill(): void {
    while (this.inFlight < this.width) {
      const item = this.waiting.shift();
      if (item === undefined) return;
      this.inFlight += 1;
      void this.carryOut(item).finally(() => {
        this.inFlight -= 1;
        this.fill();
        const watchers = this.watchers;
        this.watchers = [];
        for (const watcher of watchers) watcher();
      });
    }
  }
}
