import { mayTake, untouched, type VerifiedPlan, type VerifiedVisit } from './verified-plan.js';
import { certificateFaults, loadFaults, ownerFaults } from './verify-certificate.js';
import { findBetterSplit } from './verify-split.js';

/** One thing that was checked; `detail` names the first fault, or what was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Why it was not looked at, or not in full; null when it was. Apart from `ok`: what was skipped is not proven. */
  readonly skipped: string | null;
}

const MINUTE_MS = 60_000;

/** Checks a stored plan from its rows. Shares no code with what made it. */
export function verifyPlan(plan: VerifiedPlan): Check[] {
  return [
    checkSums(plan),
    checkCounters(plan),
    checkAttempts(plan),
    checkReasons(plan),
    checkAgents(plan),
    checkOwners(plan),
    checkLoads(plan),
    checkWindows(plan),
    checkShifts(plan),
    checkRates(plan),
    checkCertificate(plan),
    checkSplit(plan),
  ];
}

function check(name: string, faults: readonly string[], looked: string): Check {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  const isOk = faults.length === 0;
  return { name, ok: isOk, detail: isOk ? looked : `${faults[0]}${more}`, skipped: null };
}

function skip(name: string, skipped: string): Check {
  return { name, ok: true, detail: `not asked: ${skipped}`, skipped };
}

const BEGUN = 'some visits have begun since';

/** Whether every visit of this version stands as the plan put it. */
function isWhole(plan: VerifiedPlan): boolean {
  return untouched(plan).length === plan.visits.filter((visit) => visit.planVersion === plan.planVersion).length;
}

function checkOwners(plan: VerifiedPlan): Check {
  const visits = untouched(plan);
  const changed = visits.filter((visit) => visit.isCustomerChanged).length;
  const found = check('owners-kept', ownerFaults(visits), `${visits.length - changed} visits`);
  return changed === 0 ? found : { ...found, skipped: `${changed} customers have changed since` };
}

function checkLoads(plan: VerifiedPlan): Check {
  if (plan.eventsSince > 0) return skip('loads-from-rows', `${plan.eventsSince} events have come since`);
  return check('loads-from-rows', loadFaults(plan), `${plan.agents.length} agents`);
}

function checkCertificate(plan: VerifiedPlan): Check {
  if (!isWhole(plan)) return skip('certificate-recomputed', BEGUN);
  return check('certificate-recomputed', certificateFaults(plan, untouched(plan)), `cost ${plan.claimed.cost}`);
}

function checkSums({ audience, visits, exclusions, claimed, planVersion }: VerifiedPlan): Check {
  const ofVersion = visits.filter((visit) => visit.planVersion === planVersion).length;
  const shares = [...claimed.assigned.values()].reduce((sum, count) => sum + count, 0);
  const faults = [
    ...(audience === visits.length + exclusions
      ? []
      : [`audience ${audience} is not ${visits.length} visits + ${exclusions} exclusions`]),
    ...(claimed.planned === ofVersion ? [] : [`the summary says ${claimed.planned} planned, the rows ${ofVersion}`]),
    ...(shares === ofVersion ? [] : [`the agents' shares are ${shares} in all, the rows ${ofVersion}`]),
  ];
  return check('sums-close', faults, `${audience} = ${visits.length} + ${exclusions}`);
}

function checkCounters({ rows, counters }: VerifiedPlan): Check {
  const keys = [...new Set([...rows.keys(), ...counters.keys()])];
  const faults = keys
    .filter((key) => (rows.get(key) ?? 0) !== (counters.get(key) ?? 0))
    .map((key) => `${key}: ${rows.get(key) ?? 0} rows, counted ${counters.get(key) ?? 0}`);
  return check('counters-equal-rows', faults, `${keys.length} counters`);
}

function checkAttempts({ visits }: VerifiedPlan): Check {
  const faults = visits.flatMap((visit) => {
    if (visit.liveAttempts > 1) return [`visit ${visit.visitId} has ${visit.liveAttempts} live attempts`];
    return visit.attempt === null ? [`visit ${visit.visitId} has no attempt`] : [];
  });
  return check('one-live-attempt', faults, `${visits.length} visits`);
}

function checkReasons({ visits }: VerifiedPlan): Check {
  const faults = visits
    .filter((visit) => visit.visitReasons.length === 0 || visit.attempt?.reasons.length === 0)
    .map((visit) => `visit ${visit.visitId} has no reason`);
  return check('reasons-given', faults, `${visits.length} visits`);
}

function checkAgents(plan: VerifiedPlan): Check {
  const agents = new Map(plan.agents.map((agent) => [agent.agentNo, agent]));
  const visits = untouched(plan);
  const faults = visits.flatMap((visit) => {
    const agent = agents.get(visit.agentNo ?? '');
    if (agent === undefined) return [`visit ${visit.visitId} has no agent of this plan`];
    return mayTake(agent, visit) ? [] : [`visit ${visit.visitId}: ${agent.agentNo} may not take this customer`];
  });
  return check('agents-eligible', faults, `${visits.length} visits, ${plan.agents.length} agents`);
}

function checkWindows(plan: VerifiedPlan): Check {
  const scheduled = plan.visits.filter((visit) => visit.attempt?.state === 'scheduled' && visit.attempt.at !== null);
  const faults = scheduled.flatMap((visit) => {
    const at = visit.attempt!.at!;
    if (!plan.isOpen(visit.timeKey, at)) {
      return [`visit ${visit.visitId} is planned outside the windows, at ${new Date(at).toISOString()}`];
    }
    const isFirst = visit.attempt!.rung === 0 && visit.planVersion === plan.planVersion;
    return isFirst && at >= visit.rolledDue && visit.state === 'planned'
      ? [`visit ${visit.visitId} is planned too late`]
      : [];
  });
  return check('inside-windows', faults, `${scheduled.length} attempts`);
}

function plannedCalls(plan: VerifiedPlan): VerifiedVisit[] {
  return untouched(plan).filter((visit) => visit.attempt!.channel === 'call');
}

function checkShifts(plan: VerifiedPlan): Check {
  const calls = plannedCalls(plan);
  const length = plan.minutesPerCall * MINUTE_MS;
  const faults: string[] = [];
  for (const agent of plan.agents) {
    const own = calls.filter((visit) => visit.agentNo === agent.agentNo).map((visit) => visit.attempt!.at!);
    own.sort((a, b) => a - b);
    own.forEach((at, i) => {
      if (!isWithin(agent.shifts, at, at + length))
        faults.push(`${agent.agentNo} has no shift at ${new Date(at).toISOString()}`);
      if (i > 0 && at - own[i - 1]! < length)
        faults.push(`${agent.agentNo} has two calls at ${new Date(at).toISOString()}`);
    });
    for (const [day, count] of countBy(own, plan.dayOf)) {
      if (count > (agent.callsPerDay ?? Infinity)) faults.push(`${agent.agentNo} has ${count} calls on day ${day}`);
    }
  }
  return check('calls-in-shifts', faults, `${calls.length} calls`);
}

function isWithin(stretches: readonly number[], start: number, end: number): boolean {
  for (let i = 0; i < stretches.length; i += 2) if (stretches[i]! <= start && end <= stretches[i + 1]!) return true;
  return false;
}

function checkRates(plan: VerifiedPlan): Check {
  const messages = untouched(plan).filter((visit) => visit.attempt!.channel !== 'call');
  const keyOf = (visit: VerifiedVisit): string =>
    `${visit.attempt!.channel} ${Math.floor(visit.attempt!.at! / MINUTE_MS)}`;
  const faults = [...countBy(messages, keyOf)].flatMap(([key, count]) => {
    const limit = Math.ceil(plan.perMinute[key.split(' ')[0]!] ?? Infinity);
    return count > limit ? [`${count} messages in one minute (${key}), the rate is ${limit}`] : [];
  });
  const dayOf = (visit: VerifiedVisit): string => `${visit.attempt!.channel} ${plan.dayOf(visit.attempt!.at!)}`;
  for (const [key, count] of countBy(messages, dayOf)) {
    const limit = plan.perDay?.[key.split(' ')[0]!] ?? Infinity;
    if (count > limit) faults.push(`${count} messages on one day (${key}), the limit is ${limit}`);
  }
  return check('within-rates', faults, `${messages.length} messages`);
}

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** The certificate: no chain of exchanges makes the split more even, and nobody left out could have been placed. */
function checkSplit(plan: VerifiedPlan): Check {
  const visits = untouched(plan);
  if (!isWhole(plan)) return skip('no-improving-exchange', BEGUN);
  const found = findBetterSplit(plan, visits);
  const faults = [
    ...(found?.kind === 'exchange' ? [`a visit could go from ${found.from} to ${found.to}`] : []),
    ...(found?.kind === 'placement' ? [`somebody left out could be placed with ${found.to}`] : []),
  ];
  return check('no-improving-exchange', faults, `${visits.length} visits, ${plan.agents.length} agents`);
}
