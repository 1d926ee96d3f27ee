import { mayTake, type VerifiedAgent, type VerifiedPlan } from './verified-plan.js';
import { firstCell, FREE, layCells, type CheckedCells } from './verify-cells.js';
import { Faults, judge, partly, type Check } from './verify-check.js';
import { Covered } from './verify-covered.js';
import type { CheckedTime } from './verify-exchanges.js';
import { roundTime } from './verify-split.js';

/** Visits said to stay with their owner do. Who has changed since is not judged. */
export function checkOwnersKept({ visits, assignment }: VerifiedPlan): Check {
  const faults = new Faults();
  let [count, changed] = [0, 0];
  for (let i = 0; i < visits.length; i++) {
    if (!visits.isUntouched(i)) continue;
    count += 1;
    if (visits.isCustomerChanged(i)) {
      changed += 1;
    } else if (visits.isOwners(i) && (assignment !== 'owner' || visits.ownerOf(i) !== visits.agentOf(i))) {
      const owner = visits.ownerOf(i) ?? 'nobody';
      faults.ofVisit(visits.idOf(i), `is with ${visits.agentOf(i)}, who is not the owner; ${owner} is`);
    }
  }
  const check = judge('owners-kept', faults, count - changed, `${count - changed} visits`);
  return partly(check, changed === 0 ? null : `${changed} customers have changed since`);
}

/** Who has an owner among the agents is with another one only where the owner may not take them, or is really full. */
export function checkOwnersFirst(plan: VerifiedPlan): Check {
  const { visits, agents } = plan;
  if (plan.assignment !== 'owner') return judge('owners-first', new Faults(), 0, 'an even split comes first');
  const byNo = new Map(agents.map((agent, index) => [agent.agentNo, index]));
  const faults = new Faults();
  const passed = new Map<number, number[]>();
  let count = 0;
  for (let i = 0; i < visits.length; i++) {
    const owner = byNo.get(visits.ownerOf(i) ?? '');
    if (!visits.isUntouched(i) || visits.isCustomerChanged(i) || owner === undefined) continue;
    count += 1;
    const agent = agents[owner]!;
    if (visits.isOwners(i) || !agent.isInPlan || agent.isChanged || !mayTake(agent, visits.demandOf(i))) continue;
    if (visits.channelOf(i) === 'call') push(passed, owner, i);
    else faults.ofVisit(visits.idOf(i), `was not left with its owner ${agent.agentNo}, who may take it`);
  }
  const owned = passed.size === 0 ? new Map<string, number[]>() : ownCalls(plan);
  for (const [owner, list] of passed) {
    const room = new OwnersRoom(plan, agents[owner]!, { own: owned.get(agents[owner]!.agentNo) ?? [], passed: list });
    for (const i of list) {
      if (room.finds(i))
        faults.ofVisit(visits.idOf(i), `was not left with its owner ${agents[owner]!.agentNo}, who has room`);
    }
  }
  return judge('owners-first', faults, count, `${count} visits with an owner`);
}

function push<K>(lists: Map<K, number[]>, key: K, i: number): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  list.push(i);
}

/** The calls that stay with their owners, by owner. */
function ownCalls({ visits }: VerifiedPlan): Map<string, number[]> {
  const calls = new Map<string, number[]>();
  for (let i = 0; i < visits.length; i++) {
    if (visits.channelOf(i) !== 'call' || !visits.isUntouched(i) || !visits.isOwners(i)) continue;
    const agentNo = visits.agentOf(i) ?? '';
    push(calls, agentNo, i);
  }
  return calls;
}

/** An owner's time for the own customers: other calls of this plan make way to them, those of other campaigns do not. */
class OwnersRoom {
  private readonly cells: CheckedCells;
  private readonly own: readonly number[];
  private readonly onDay = new Map<number, number>();
  private readonly covered = new Map<number, Covered>();
  private readonly entered = new Set<number>();

  constructor(
    private readonly plan: VerifiedPlan,
    private readonly agent: VerifiedAgent,
    { own, passed }: { readonly own: readonly number[]; readonly passed: readonly number[] },
  ) {
    const { visits, claimed, minutesPerCall, dayOf } = plan;
    this.own = own;
    const until = [...own, ...passed].reduce((last, i) => Math.max(last, visits.rolledDueOf(i)), 0);
    for (const at of agent.otherCalls) this.countCall(at);
    for (const i of this.own) this.countCall(visits.momentOf(i));
    const calls = this.own.map((i) => ({ at: visits.momentOf(i), group: i }));
    this.cells = layCells(agent, calls, { minutesPerCall, from: claimed.from, until, dayOf });
  }

  /** Whether this visit could have stayed with the owner, the owner's other visits exchanged where it helps. */
  finds(visit: number): boolean {
    const queue = [visit];
    for (let place = 0; place < queue.length; place++) {
      const i = queue[place]!;
      if (this.entered.has(i)) continue;
      this.entered.add(i);
      const { visits } = this.plan;
      const time = roundTime(this.plan, visits.timeKeyOf(i), visits.earliestOf(i), visits.rolledDueOf(i));
      if (this.looksInto(time, queue)) return true;
    }
    return false;
  }

  private looksInto({ timeKey, from, until }: CheckedTime, queue: number[]): boolean {
    const covered = this.covered.get(timeKey) ?? new Covered();
    this.covered.set(timeKey, covered);
    const { at, day, holds } = this.cells;
    for (const [start, end] of covered.add(from, until)) {
      for (let cell = firstCell(this.cells, start); cell < at.length && at[cell]! < end; cell++) {
        if (!this.plan.isOpen(timeKey, at[cell]!)) continue;
        if (holds[cell]! >= 0) this.pushOut(holds[cell]!, queue);
        else if (holds[cell] !== FREE) continue;
        else if ((this.onDay.get(day[cell]!) ?? 0) < (this.agent.callsPerDay ?? Infinity)) return true;
        else for (const i of this.own) if (this.dayOf(i) === day[cell]) this.pushOut(i, queue);
      }
    }
    return false;
  }

  private pushOut(i: number, queue: number[]): void {
    if (!this.plan.visits.isCustomerChanged(i)) queue.push(i);
  }

  private dayOf(i: number): number {
    return this.plan.dayOf(this.plan.visits.momentOf(i));
  }

  private countCall(at: number): void {
    const day = this.plan.dayOf(at);
    this.onDay.set(day, (this.onDay.get(day) ?? 0) + 1);
  }
}
