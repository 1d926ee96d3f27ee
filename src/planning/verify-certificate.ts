import type { VerifiedPlan } from './verified-plan.js';
import { Faults, judge, type Check } from './verify-check.js';

const ACCURACY = 1e-9;

/** The certificate's numbers are those of the rows: cost, placed, unplaced, with owners, and each share. */
export function checkCertificate({ agents, visits, claimed, unplacedRows }: VerifiedPlan): Check {
  const assigned = new Map<string, number>();
  const owned = new Map<string, number>();
  let [placed, fixed] = [0, 0];
  for (let i = 0; i < visits.length; i++) {
    const agentNo = visits.agentOf(i);
    if (!visits.isUntouched(i) || agentNo === null) continue;
    placed += 1;
    assigned.set(agentNo, (assigned.get(agentNo) ?? 0) + 1);
    if (!visits.isOwners(i)) continue;
    fixed += 1;
    owned.set(agentNo, (owned.get(agentNo) ?? 0) + 1);
  }
  const inPlan = agents.filter(({ isInPlan }) => isInPlan);
  const cost = inPlan.reduce((sum, { agentNo, held, weight }) => {
    const load = held + (assigned.get(agentNo) ?? 0);
    return sum + (load * load) / weight;
  }, 0);
  const faults = new Faults();
  const compare = (what: string, said: number, rows: number): void => {
    if (said !== rows) faults.add(`the certificate says ${said} ${what}, the rows ${rows}`);
  };
  compare('placed', claimed.placed, placed);
  compare('unplaced', claimed.unplaced, unplacedRows);
  compare('with their owner', claimed.fixed, fixed);
  if (Math.abs(cost - claimed.cost) > ACCURACY * Math.max(1, cost)) {
    faults.add(`the certificate says a cost of ${claimed.cost}, the rows ${cost}`);
  }
  for (const { agentNo } of inPlan) {
    compare(`for ${agentNo}`, claimed.assigned.get(agentNo) ?? 0, assigned.get(agentNo) ?? 0);
    compare(`for ${agentNo} as owner`, claimed.owned.get(agentNo) ?? 0, owned.get(agentNo) ?? 0);
  }
  return judge('certificate-recomputed', faults, inPlan.length, `cost ${claimed.cost}`);
}
