import { mayTake, type VerifiedPlan } from './verified-plan.js';
import { Faults, judge, partly, type Check } from './verify-check.js';

/** Whoever has a visit that has not begun may take its customer; also where it was moved after the plan. */
export function checkEligible({ agents, visits }: VerifiedPlan): Check {
  const byNo = new Map(agents.map((agent) => [agent.agentNo, agent]));
  const mays = new Map<string, boolean>();
  const faults = new Faults();
  let count = 0;
  for (let i = 0; i < visits.length; i++) {
    if (!visits.stands(i)) continue;
    count += 1;
    const agentNo = visits.agentOf(i);
    const agent = byNo.get(agentNo ?? '');
    if (agent === undefined || !(agent.isInPlan || visits.isMoved(i))) {
      faults.ofVisit(visits.idOf(i), 'has no agent of this plan');
      continue;
    }
    const key = `${visits.demandNumberOf(i)} ${agent.agentNo}`;
    const may = mays.get(key) ?? mayTake(agent, visits.demandOf(i));
    mays.set(key, may);
    if (!may) faults.ofVisit(visits.idOf(i), `is with ${agent.agentNo}, who may not take this customer`);
  }
  return judge('agents-eligible', faults, count, `${count} visits, ${agents.length} agents`);
}

/** Nobody who can take visits was left out, and nobody counts who cannot. Who has changed since is not judged. */
export function checkAgents({ agents }: VerifiedPlan): Check {
  const faults = new Faults();
  const judged = agents.filter((agent) => !agent.isChanged);
  for (const { agentNo, isInPlan, isAvailable } of judged) {
    if (isAvailable && !isInPlan) faults.add(`${agentNo} could take visits and was left out`);
    if (isInPlan && !isAvailable) faults.add(`${agentNo} was counted and cannot take visits`);
  }
  const changed = agents.length - judged.length;
  const check = judge('agents-complete', faults, judged.length, `${judged.length} agents`);
  return partly(check, changed === 0 ? null : `${changed} agents have changed since`);
}

/** What an agent held before is what the rows say. Ask only while nothing has happened since. */
export function checkLoads({ agents }: VerifiedPlan): Check {
  const faults = new Faults();
  const judged = agents.filter(({ isInPlan }) => isInPlan);
  for (const { agentNo, held, heldInRows } of judged) {
    if (held !== heldInRows) faults.add(`${agentNo} held ${held} by the summary, ${heldInRows} by the rows`);
  }
  return judge('loads-from-rows', faults, judged.length, `${judged.length} agents`);
}
