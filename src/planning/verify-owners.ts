import { mayTake, type VerifiedPlan } from './verified-plan.js';
import { Faults, judge, partly, type Check } from './verify-check.js';
import type { BetterSplit } from './verify-split.js';

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

/**
 * Who has an owner is with another one only where the owner may not take them; or, for calls, where the owner's time
 * places somebody who would be left out otherwise, or another one of the owner's: no round of exchanges brings one back.
 */
export function checkOwnersFirst(plan: VerifiedPlan, findBetter: () => BetterSplit | null): Check {
  const { visits, agents } = plan;
  if (plan.assignment !== 'owner') return judge('owners-first', new Faults(), 0, 'an even split comes first');
  const byNo = new Map(agents.map((agent) => [agent.agentNo, agent]));
  const faults = new Faults();
  let [count, calls] = [0, 0];
  for (let i = 0; i < visits.length; i++) {
    const owner = byNo.get(visits.ownerOf(i) ?? '');
    if (!visits.isUntouched(i) || visits.isCustomerChanged(i) || owner === undefined) continue;
    count += 1;
    if (visits.channelOf(i) === 'call') calls += 1;
    else if (!visits.isOwners(i) && owner.isInPlan && !owner.isChanged && mayTake(owner, visits.demandOf(i))) {
      faults.ofVisit(visits.idOf(i), `was not left with its owner ${owner.agentNo}, who may take it`);
    }
  }
  const changed = agents.filter(({ isChanged }) => isChanged).length;
  const areCallsAsked = calls + plan.unplaced.length > 0 && changed === 0;
  if (areCallsAsked) addCalls(plan, findBetter(), faults);
  const check = judge('owners-first', faults, count, `${count} visits with an owner`);
  return partly(check, areCallsAsked || calls === 0 ? null : `calls: ${changed} agents have changed since`);
}

function addCalls({ visits }: VerifiedPlan, found: BetterSplit | null, faults: Faults): void {
  if (found?.better.kind !== 'owner') return;
  const { visit, left } = found;
  if (visit !== null) {
    const owner = visits.ownerOf(visit) ?? '';
    faults.ofVisit(visits.idOf(visit), `was not left with its owner ${owner}, although as many would have a place`);
  } else if (left !== null) {
    faults.ofCustomer(
      left.customerNo,
      `was left out, and could be with its owner ${left.owner ?? ''} instead of another one`,
    );
  }
}
