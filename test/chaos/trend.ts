/** What a row of measurements says about its trend. */
export interface Trend {
  /** Theil and Sen: the median of the slopes between all pairs, per step. */
  readonly slope: number;
  /** Mann and Kendall: standard normal where there is no trend. */
  readonly z: number;
  readonly n: number;
}

/** Mann-Kendall test with the correction for ties; it asks nothing of the distribution. Needs four values or more. */
export function trendOf(values: readonly number[]): Trend {
  const n = values.length;
  const slopes: number[] = [];
  let s = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const difference = (values[j] ?? 0) - (values[i] ?? 0);
      s += Math.sign(difference);
      slopes.push(difference / (j - i));
    }
  }
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const weight = (m: number) => m * (m - 1) * (2 * m + 5);
  const ties = [...counts.values()].reduce((sum, m) => sum + weight(m), 0);
  const variance = (weight(n) - ties) / 18;
  const z = s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const slope = ((slopes[Math.ceil(middle) - 1] ?? 0) + (slopes[Math.floor(middle)] ?? 0)) / 2;
  return { slope, z, n };
}

/** The least of each of so many equal stretches: what a process holds when garbage was just collected. */
export function leastOfBlocks(values: readonly number[], blocks: number): number[] {
  const size = Math.max(1, Math.floor(values.length / blocks));
  const count = Math.floor(values.length / size);
  return Array.from({ length: count }, (_, i) => Math.min(...values.slice(i * size, (i + 1) * size)));
}
