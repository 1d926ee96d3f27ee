import type { Assignment } from './assign-visits.js';
import type { VisitClasses } from './group-classes.js';

/**
 * Deals the messages of each class to its agents so that each agent's share goes out evenly over the time: replies then
 * come evenly too. Fills `agent` for `members`.
 */
export function spreadOverAgents(
  members: readonly number[],
  { classOf }: VisitClasses,
  assignment: Assignment,
  { agent, slot }: { readonly agent: Int32Array; readonly slot: Float64Array },
): void {
  const byClass = new Map<number, number[]>();
  for (const member of members) {
    const list = byClass.get(classOf[member]!) ?? [];
    list.push(member);
    byClass.set(classOf[member]!, list);
  }
  const shares = sharesByClass(assignment, byClass);
  for (const [classIndex, list] of byClass) {
    list.sort((a, b) => slot[a]! - slot[b]! || a - b);
    const order = interleave(shares.get(classIndex) ?? [], list.length);
    list.forEach((member, i) => (agent[member] = order[i]!));
  }
}

type Share = { readonly agent: number; readonly amount: number };

function sharesByClass(assignment: Assignment, wanted: ReadonlyMap<number, unknown>): Map<number, Share[]> {
  const shares = new Map<number, Share[]>();
  for (const { classIndex, agent, amount } of assignment.flows) {
    if (!wanted.has(classIndex)) continue;
    const list = shares.get(classIndex) ?? [];
    list.push({ agent, amount });
    shares.set(classIndex, list);
  }
  return shares;
}

/** Agents in a row of `length` in which each stands as evenly as its amount allows. */
export function interleave(shares: readonly Share[], length: number): Int32Array {
  const place = new Int32Array(length + 1);
  const at = (share: Share, i: number): number => Math.floor(((i + 0.5) / share.amount) * length);
  for (const share of shares) for (let i = 0; i < share.amount; i++) place[at(share, i) + 1]! += 1;
  for (let i = 1; i <= length; i++) place[i]! += place[i - 1]!;
  const row = new Int32Array(length);
  for (const share of shares) for (let i = 0; i < share.amount; i++) row[place[at(share, i)]!++] = share.agent;
  return row;
}
