import type { PlanColumns } from './plan-columns.js';

/** A number that the seed and an id decide, spread evenly over 32 bits: who comes first among equals. */
export function lotOf(seed: number, id: number): number {
  let mixed = Math.imul(id ^ (id / 4294967296) ^ Math.imul(seed | 0, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Candidates by what is due first, then by lot, then by customer. */
export function orderByDue(members: readonly number[], columns: PlanColumns, seed: number): number[] {
  const lots = new Uint32Array(columns.length);
  for (const member of members) lots[member] = lotOf(seed, columns.get('customerId', member));
  return [...members].sort(
    (a, b) =>
      columns.get('rolledDue', a) - columns.get('rolledDue', b) ||
      lots[a]! - lots[b]! ||
      columns.get('customerId', a) - columns.get('customerId', b) ||
      a - b,
  );
}
