import { reason, type Reason } from '../kernel/reason.js';
import { apportion } from './apportion.js';
import { measureBalance } from './balance-measures.js';

/** Loads before and after a plan, by agent. */
export interface SpreadQuestion {
  readonly held: readonly number[];
  readonly assigned: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Why the loads of equal agents lie further apart than one visit: because of what some hold already, which does not
 * move, or because of who may take what and when. Null where they do not, and where weights differ.
 */
export function explainSpread({ held, assigned, weights }: SpreadQuestion): Reason | null {
  if (new Set(weights).size > 1) return null;
  const loads = held.map((load, agent) => load + assigned[agent]!);
  const { spread } = measureBalance(loads);
  if (spread <= 1) return null;
  const least = measureBalance(fillFreely(held, assigned)).spread;
  return spread <= least ? reason('spread-by-held', { spread }) : reason('spread-by-limits', { spread, least });
}

/** The loads if every agent could take everything at any time. */
function fillFreely(held: readonly number[], assigned: readonly number[]): number[] {
  const units = assigned.reduce((sum, count) => sum + count, 0);
  const loads = { load: Float64Array.from(held), weight: new Float64Array(held.length).fill(1) };
  const room = new Float64Array(held.length).fill(Infinity);
  const counts = apportion(units, Int32Array.from(held.keys()), loads, room);
  return held.map((load, agent) => load + counts[agent]!);
}
