/** What a benchmark prints: medians of its runs beside a baseline measured in the same run. */
export interface BenchResult {
  readonly bench: string;
  readonly size: number;
  readonly runs: number;
  readonly baseline: { readonly name: string; readonly perSecond: number };
  readonly revisit: { readonly perSecond: number; readonly peakRssMb: number };
  /** Revisit's rate by the baseline's: 1 = as fast. */
  readonly ratio: number;
  readonly stages?: Readonly<Record<`${string}Ms`, number>>;
  readonly parts?: readonly {
    readonly name: string;
    readonly value: number;
    readonly goal: number;
    readonly met: boolean;
  }[];
}

/** The middle of the values; of an even number the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Puts times of `size` items into rates and their ratio. */
export function compareTimes(size: number, baselineMs: readonly number[], revisitMs: readonly number[]) {
  const rate = (times: readonly number[]) => Math.round((size / median(times)) * 1000);
  return { baseline: rate(baselineMs), revisit: rate(revisitMs), ratio: round(median(baselineMs) / median(revisitMs)) };
}

/** Three places after the point are more than a noisy machine can say. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
