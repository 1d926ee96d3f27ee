/** z of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054;

/** A share with its count, its base and its 95 % Wilson interval; all within 0 … 1. */
export interface Proportion {
  readonly count: number;
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The share `count / n` with Wilson's score interval (Wilson 1927), which stays inside 0 … 1 and is honest for small n.
 * Null for n = 0: nothing is known then, and "0 %" would be a lie.
 */
export function proportion(count: number, n: number): Proportion | null {
  if (n === 0) return null;
  const share = count / n;
  const zz = Z95 * Z95;
  const centre = (share + zz / (2 * n)) / (1 + zz / n);
  const half = (Z95 / (1 + zz / n)) * Math.sqrt((share * (1 - share)) / n + zz / (4 * n * n));
  return { count, n, share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The least base on which a rate is shown at all; below it only counts are. */
export const LEAST_N_FOR_RATE = 10;

/** Percent with one decimal, half up; `—` where there is nothing to say. The only place that rounds shares. */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '—';
  return `${(Math.round(share * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

/** The difference of two shares, in shares (0.031 = 3.1 percentage points), with its 95 % interval. */
export interface Difference {
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  /** The interval leaves out zero: chance alone does not explain it. */
  readonly shown: boolean;
}

/** `one` less `other`, with Newcombe's hybrid score interval (Newcombe 1998, method 10). */
export function difference(one: Proportion, other: Proportion): Difference {
  const delta = one.share - other.share;
  const low = delta - Math.hypot(one.share - one.low, other.high - other.share);
  const high = delta + Math.hypot(one.high - one.share, other.share - other.low);
  return { delta, low, high, shown: low > 0 || high < 0 };
}
