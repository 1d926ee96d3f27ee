import type { VerifiedPlan, VerifiedVisit } from './verified-plan.js';

const ACCURACY = 1e-9;

/** Where the certificate's numbers are not those of the rows: cost, placed, unplaced, with owners, and each share. */
export function certificateFaults(plan: VerifiedPlan, visits: readonly VerifiedVisit[]): string[] {
  const { claimed } = plan;
  const assigned = countByAgent(visits);
  const owned = countByAgent(visits.filter(isWithOwner));
  const fixed = visits.filter(isWithOwner).length;
  const cost = plan.agents.reduce((sum, agent) => {
    const load = agent.held + (assigned.get(agent.agentNo) ?? 0);
    return sum + (load * load) / agent.weight;
  }, 0);
  return [
    ...differ('placed', claimed.placed, visits.length),
    ...differ('unplaced', claimed.unplaced, plan.unplacedRows),
    ...differ('with their owner', claimed.fixed, fixed),
    ...(Math.abs(cost - claimed.cost) <= ACCURACY * Math.max(1, cost)
      ? []
      : [`the certificate says a cost of ${claimed.cost}, the rows ${cost}`]),
    ...plan.agents.flatMap(({ agentNo }) => [
      ...differ(`for ${agentNo}`, claimed.assigned.get(agentNo) ?? 0, assigned.get(agentNo) ?? 0),
      ...differ(`for ${agentNo} as owner`, claimed.owned.get(agentNo) ?? 0, owned.get(agentNo) ?? 0),
    ]),
  ];
}

/** Where what an agent held before is not what the rows say. Ask only while nothing has happened since. */
export function loadFaults({ agents }: VerifiedPlan): string[] {
  return agents
    .filter((agent) => agent.held !== agent.heldInRows)
    .map(({ agentNo, held, heldInRows }) => `${agentNo} held ${held} by the summary, ${heldInRows} by the rows`);
}

/** Visits said to stay with their owner that are with somebody else. Who has changed since is not judged. */
export function ownerFaults(visits: readonly VerifiedVisit[]): string[] {
  return visits
    .filter((visit) => !visit.isCustomerChanged && isWithOwner(visit) && visit.owner !== visit.agentNo)
    .map(({ visitId, agentNo, owner }) => `visit ${visitId}: ${agentNo} is not the owner, ${owner ?? 'nobody'} is`);
}

function isWithOwner(visit: VerifiedVisit): boolean {
  return visit.visitReasons.some(({ code }) => code === 'agent-owner');
}

function countByAgent(visits: readonly VerifiedVisit[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { agentNo } of visits) if (agentNo !== null) counts.set(agentNo, (counts.get(agentNo) ?? 0) + 1);
  return counts;
}

function differ(what: string, claimed: number, rows: number): string[] {
  return claimed === rows ? [] : [`the certificate says ${claimed} ${what}, the rows ${rows}`];
}
