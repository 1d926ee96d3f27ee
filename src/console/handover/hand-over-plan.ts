import { reason } from '../../kernel/reason.js';
import type { Reason } from '../../kernel/reason.js';
import { isEligible } from '../../planning/eligible-agents.js';
import type { AgentDemand } from '../../planning/eligible-agents.js';

/** A visit that is to change hands. */
export interface HandOverVisit extends AgentDemand {
  readonly id: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly agentId: number | null;
  /** Somebody is on the phone with the customer. */
  readonly callIsOpen: boolean;
  readonly appointmentAt: Date | null;
}

/** An agent with what is held: live visits of all campaigns. */
export interface HandOverAgent {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  readonly held: number;
  readonly isAway: boolean;
}

export interface BlockedVisit {
  readonly visit: HandOverVisit;
  readonly reason: Reason;
}

/** What a hand-over would do. */
export interface HandOverPlan {
  readonly moves: readonly { readonly toAgentNo: string; readonly visitIds: readonly number[] }[];
  readonly number: number;
  readonly blocked: readonly BlockedVisit[];
  /** Appointments among what moves: they keep their time. */
  readonly appointments: number;
  readonly agents: readonly { readonly agent: HandOverAgent; readonly before: number; readonly after: number }[];
}

/**
 * Who gets which visit. One target takes all that it may take; of several the one whose share the visit fits best (as the
 * planner: smallest (2·load+1)/weight, ties by number). `all` are the agents whose lists are shown before and after.
 */
export function planHandOver(
  visits: readonly HandOverVisit[],
  targets: readonly HandOverAgent[],
  all: readonly HandOverAgent[],
): HandOverPlan {
  const load = new Map(all.map((agent) => [agent.id, agent.held]));
  const lists = new Map<string, number[]>();
  const blocked: BlockedVisit[] = [];
  let appointments = 0;
  for (const visit of visits) {
    const to = chooseTarget(visit, targets, load);
    if ('code' in to) {
      blocked.push({ visit, reason: to });
      continue;
    }
    lists.set(to.agentNo, [...(lists.get(to.agentNo) ?? []), visit.id]);
    load.set(to.id, (load.get(to.id) ?? to.held) + 1);
    if (visit.agentId !== null && load.has(visit.agentId)) load.set(visit.agentId, (load.get(visit.agentId) ?? 0) - 1);
    if (visit.appointmentAt !== null) appointments += 1;
  }
  const touched = all.filter((agent) => targets.includes(agent) || load.get(agent.id) !== agent.held);
  return {
    moves: [...lists].map(([toAgentNo, visitIds]) => ({ toAgentNo, visitIds })),
    number: visits.length - blocked.length,
    blocked,
    appointments,
    agents: touched.map((agent) => ({ agent, before: agent.held, after: load.get(agent.id) ?? agent.held })),
  };
}

function chooseTarget(
  visit: HandOverVisit,
  targets: readonly HandOverAgent[],
  load: ReadonlyMap<number, number>,
): HandOverAgent | Reason {
  if (visit.callIsOpen) return reason('handover-call-open');
  const others = targets.filter((agent) => agent.id !== visit.agentId);
  if (others.length === 0) return reason('handover-has-it');
  const fit = others.filter((agent) => isEligible(agent, visit));
  const share = (agent: HandOverAgent) => (2 * (load.get(agent.id) ?? agent.held) + 1) / Math.max(agent.weight, 0.001);
  const [best] = fit.sort((one, other) => share(one) - share(other) || (one.agentNo < other.agentNo ? -1 : 1));
  return best ?? reason('handover-not-fit', demandOf(visit));
}

function demandOf({ skill, language, region }: AgentDemand): Record<string, string> {
  return { demand: [skill, language, region].filter((one) => one !== null).join(', ') || '—' };
}

/** The agents whom `to` names: one by number, or those of `team:NAME` who are there and may take new work. */
export function listTargets(to: string, from: string, all: readonly HandOverAgent[]): HandOverAgent[] {
  const team = /^team:(.*)$/s.exec(to)?.[1];
  if (team === undefined) return all.filter((agent) => agent.agentNo === to);
  return all.filter(
    (agent) => (agent.team ?? '') === team && agent.agentNo !== from && !agent.isAway && agent.weight > 0,
  );
}
