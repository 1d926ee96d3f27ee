/** How even a split is. Loads are compared by weight: `measures` divides each load by its weight first. */
export interface BalanceMeasures {
  /** Largest minus smallest. */
  readonly spread: number;
  /** 0 = all equal, towards 1 = one has everything. */
  readonly gini: number;
  /** Jain's index: 1 = all equal, 1/n = one has everything. */
  readonly jain: number;
}

/** Spread, Gini and Jain of loads per unit of weight; weights of 1 when left out. All-zero loads are even. */
export function measureBalance(loads: readonly number[], weights?: readonly number[]): BalanceMeasures {
  const values = loads.map((load, i) => load / (weights?.[i] ?? 1));
  return { spread: measureSpread(values), gini: measureGini(values), jain: measureJain(values) };
}

function measureSpread(values: readonly number[]): number {
  if (values.length === 0) return 0;
  let smallest = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return largest - smallest;
}

function measureGini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sum(sorted);
  if (total === 0) return 0;
  const n = sorted.length;
  let ranked = 0;
  sorted.forEach((value, i) => (ranked += (2 * (i + 1) - n - 1) * value));
  return ranked / (n * total);
}

function measureJain(values: readonly number[]): number {
  const total = sum(values);
  if (total === 0) return 1;
  return (total * total) / (values.length * sum(values.map((value) => value * value)));
}

/**
 * Σ load²/weight: what an even split makes as small as possible.
 */
export function costOf(loads: ArrayLike<number>, weights: ArrayLike<number>): number {
  let cost = 0;
  for (let i = 0; i < loads.length; i++) cost += (loads[i]! * loads[i]!) / weights[i]!;
  return cost;
}

/** Largest-remainder shares of `units` by weight; equal remainders go to the earlier one. Shown beside the assignment. */
export function shareByLargestRemainder(units: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (units * weight) / total);
  const shares = exact.map(Math.floor);
  const byRemainder = exact.map((_, i) => i).sort((a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!) || a - b);
  for (const i of byRemainder.slice(0, units - sum(shares))) shares[i]! += 1;
  return shares;
}

/** Shares of `units` by D'Hondt, each to where (load + 1)/weight is smallest. Favours large weights; for comparison. */
export function shareByDHondt(units: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  if (total === 0) return weights.map(() => 0);
  // Nobody gets less than the whole part of the even share; only the few units above it are given one by one.
  const shares = weights.map((weight) => Math.max(0, Math.floor((units * weight) / total) - 1));
  const next = (i: number): number => (shares[i]! + 1) / weights[i]!;
  for (let unit = sum(shares); unit < units; unit++) {
    let best = 0;
    for (let i = 1; i < weights.length; i++) if (next(i) < next(best)) best = i;
    shares[best]! += 1;
  }
  return shares;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
