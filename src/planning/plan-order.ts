import type { PlanColumns } from './plan-columns.js';

/** A number that the seed and an id decide, spread evenly over 32 bits: who comes first among equals. */
export function lotOf(seed: number, id: number): number {
  let mixed = Math.imul(id ^ (id / 4294967296) ^ Math.imul(seed | 0, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Which clock runs out first: the last moment for a contact, or the one-week clock where it still runs. */
function dueFirst(columns: PlanColumns, member: number): number {
  const week = columns.get('weekDue', member);
  const rolled = columns.get('rolledDue', member);
  return week < rolled ? week : rolled;
}

/** Candidates by what is due first by either clock, then by lot, then by customer. */
export function orderByDue(members: readonly number[], columns: PlanColumns, seed: number): number[] {
  const lots = new Uint32Array(columns.length);
  const dues = new Float64Array(columns.length);
  for (const member of members) {
    lots[member] = lotOf(seed, columns.get('customerId', member));
    dues[member] = dueFirst(columns, member);
  }
  return [...members].sort(
    (a, b) =>
      dues[a]! - dues[b]! ||
      lots[a]! - lots[b]! ||
      columns.get('customerId', a) - columns.get('customerId', b) ||
      a - b,
  );
}
