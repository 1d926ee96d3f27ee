/** An answer is kept for so many times what it took to find: looking again costs a twentieth of the time at most. */
const LIFE_BY_COST = 20;
/** However dear: no answer is older, in milliseconds. */
const LONGEST_LIFE_MS = 60_000;
const MOST_KEPT = 200;

interface Kept<T> {
  /** In milliseconds of the monotonic clock; endless while the answer is being found. */
  until: number;
  readonly value: Promise<T>;
}

/**
 * Answers that many ask for at once and that are dear where there is much data. Who asks while one is being found waits for
 * that one. What is cheap is as good as always read anew. An error is not kept.
 */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();

  /** `monotonicMs`: a clock that never goes back, in milliseconds. */
  constructor(private readonly monotonicMs: () => number) {}

  /** The kept answer to `question`, or what `find` finds. */
  get(question: string, find: () => Promise<T>): Promise<T> {
    const known = this.kept.get(question);
    if (known !== undefined && known.until > this.monotonicMs()) return known.value;
    const startedAt = this.monotonicMs();
    const made: Kept<T> = { until: Infinity, value: find() };
    this.keep(question, made);
    made.value.then(
      () => (made.until = lifeEnd(startedAt, this.monotonicMs())),
      () => this.kept.get(question) === made && this.kept.delete(question),
    );
    return made.value;
  }

  /** The longest known goes when there are too many. */
  private keep(question: string, made: Kept<T>): void {
    this.kept.delete(question);
    this.kept.set(question, made);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

/** Counted from the question, not from the answer: what is shown is as old as the question. */
function lifeEnd(askedAt: number, answeredAt: number): number {
  return askedAt + Math.min(LONGEST_LIFE_MS, (answeredAt - askedAt) * LIFE_BY_COST);
}
