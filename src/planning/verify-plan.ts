import type { VerifiedPlan } from './verified-plan.js';
import { checkAgents, checkEligible, checkLoads } from './verify-agents.js';
import { checkAttempts, checkCounters, checkReasons, checkSums } from './verify-books.js';
import { checkCertificate } from './verify-certificate.js';
import { Faults, judge, partly, skip, type Check } from './verify-check.js';
import { checkLimits } from './verify-limits.js';
import { checkOwnersFirst, checkOwnersKept } from './verify-owners.js';
import { checkRates } from './verify-rates.js';
import { findBetterSplit, type BetterSplit } from './verify-split.js';
import { checkShifts, checkWindows } from './verify-times.js';
import { checkUnplaced } from './verify-unplaced.js';

/** Checks a stored plan from its rows. Shares no code with what made it. */
export function verifyPlan(plan: VerifiedPlan): Check[] {
  const better = once(() => findBetterSplit(plan));
  return [
    checkSums(plan),
    checkCounters(plan),
    checkAttempts(plan),
    checkReasons(plan),
    checkEligible(plan),
    checkAgents(plan),
    checkOwnersKept(plan),
    whileWhole(plan, 'owners-first', () => checkOwnersFirst(plan, better)),
    plan.eventsSince > 0 ? skip('loads-from-rows', `${plan.eventsSince} events have come since`) : checkLoads(plan),
    checkWindows(plan),
    checkShifts(plan),
    checkRates(plan),
    whileWhole(plan, 'unplaced-rightly', checkUnplaced),
    whileWhole(plan, 'certificate-recomputed', checkCertificate),
    whileWhole(plan, 'no-improving-exchange', () => checkSplit(plan, better)),
    whileUnchanged(plan, 'limits-named', checkLimits),
  ];
}

/** Asked twice, found once. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: find() }).value;
}

/** Some things can be asked only while every visit of this version stands as the plan put it. */
function whileWhole(plan: VerifiedPlan, name: string, ask: (plan: VerifiedPlan) => Check): Check {
  const { visits } = plan;
  const moved = visits.countWhere((i) => visits.isMoved(i));
  if (moved > 0) return skip(name, `${moved} visits were moved since; agents and times of those are checked`);
  const isWhole = visits.countWhere((i) => visits.isOfVersion(i)) === visits.countWhere((i) => visits.isUntouched(i));
  return isWhole ? ask(plan) : skip(name, 'some visits have begun since');
}

/** Others, besides, only while customers and agents are what they were. */
function whileUnchanged(plan: VerifiedPlan, name: string, ask: (plan: VerifiedPlan) => Check): Check {
  const { visits, agents } = plan;
  const customers = visits.countWhere((i) => visits.isCustomerChanged(i));
  if (customers > 0) return skip(name, `${customers} customers have changed since`);
  const changed = agents.filter(({ isChanged }) => isChanged).length;
  if (changed > 0) return skip(name, `${changed} agents have changed since`);
  return whileWhole(plan, name, ask);
}

/** The certificate: no chain of exchanges makes the split more even, and nobody left out could have been placed. */
function checkSplit(plan: VerifiedPlan, findBetter: () => BetterSplit | null): Check {
  const changed = plan.agents.filter(({ isChanged }) => isChanged).length;
  if (changed > 0) return skip('no-improving-exchange', `${changed} agents have changed since`);
  const { visits } = plan;
  const faults = new Faults();
  const found = findBetter();
  if (found?.better.kind === 'exchange') faults.add(`a visit could go from ${found.better.from} to ${found.better.to}`);
  if (found?.better.kind === 'placement' && found.left) {
    const who = found.left.count === 1 ? '' : ` (and ${found.left.count - 1} like it)`;
    faults.ofCustomer(found.left.customerNo, `was left out${who} and could be placed with ${found.better.to}`);
  }
  const count = visits.countWhere((i) => visits.isUntouched(i));
  const fixed = visits.countWhere((i) => visits.isCustomerChanged(i));
  const check = judge('no-improving-exchange', faults, count, `${count} visits, ${plan.agents.length} agents`);
  return partly(check, fixed === 0 ? null : `${fixed} customers have changed since: theirs were not exchanged`);
}
