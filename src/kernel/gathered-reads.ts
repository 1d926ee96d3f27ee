/** So many reads go on at once; who asks while all are under way is answered by the next one. */
const MOST_AT_ONCE = 2;
/** So many keys are read together: who is first in a long list need not wait for its last. */
const MOST_KEYS = 25;

interface Asked<K, T> {
  readonly key: K;
  readonly answer: Promise<T | undefined>;
  readonly give: (value: T | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads by key that many ask for at the same time, such as the pages of a busy minute: those who ask in the same turn of the
 * event loop, or while earlier reads are under way, are answered by one statement. Nothing is kept: a read begins after every
 * question that it answers, so no answer is older than its question.
 */
export class GatheredReads<K, T> {
  private readonly waiting = new Map<string, Asked<K, T>>();
  private underWay = 0;
  private isPlanned = false;

  /** `read` answers with a value for each of some different keys, in their order; `nameOf` tells keys apart. */
  constructor(
    private readonly read: (keys: readonly K[]) => Promise<readonly (T | undefined)[]>,
    private readonly nameOf: (key: K) => string = String,
  ) {}

  /** The value of a key; undefined when there is none. All who are answered together share it, or the error of the read. */
  find(key: K): Promise<T | undefined> {
    const name = this.nameOf(key);
    const asked = this.waiting.get(name) ?? ask<K, T>(key);
    this.waiting.set(name, asked);
    this.plan();
    return asked.answer;
  }

  /** After this turn of the event loop: what else it brings is read together. */
  private plan(): void {
    if (this.isPlanned || this.waiting.size === 0 || this.underWay >= MOST_AT_ONCE) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      void this.start();
    });
  }

  private async start(): Promise<void> {
    const batch = [...this.waiting].slice(0, MOST_KEYS);
    for (const [name] of batch) this.waiting.delete(name);
    this.underWay += 1;
    this.plan();
    await this.answer(batch.map(([, asked]) => asked));
    this.underWay -= 1;
    this.plan();
  }

  private async answer(batch: readonly Asked<K, T>[]): Promise<void> {
    try {
      const found = await this.read(batch.map(({ key }) => key));
      for (const [i, { give }] of batch.entries()) give(found[i]);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
}

function ask<K, T>(key: K): Asked<K, T> {
  let give: Asked<K, T>['give'] = () => undefined;
  let fail: Asked<K, T>['fail'] = () => undefined;
  const answer = new Promise<T | undefined>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  return { key, answer, give, fail };
}
