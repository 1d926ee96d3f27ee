import { reason, type Reason } from '../kernel/reason.js';
import type { Unavailable } from './agent-availability.js';
import type { AgentDemand } from './eligible-agents.js';
import { isEligible } from './eligible-agents.js';

/** An agent as the archive has them now. */
export interface AgentOnFile {
  readonly agentNo: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  /** Why planning would leave the agent out, by its code; null where it would not. */
  readonly unavailable: Unavailable | null;
}

/** What the plan gave an agent; loads are visits. */
export interface LoadAtPlanning {
  readonly weight: number;
  readonly held: number;
  readonly assigned: number;
}

export interface AgentComparison {
  readonly agents: readonly AgentOnFile[];
  /** By agent number; null where the loads of this plan were not kept. */
  readonly loads: ReadonlyMap<string, LoadAtPlanning> | null;
  readonly demand: AgentDemand;
  /** The one whom the plan chose; null where nobody was. */
  readonly chosen: string | null;
  /** The visit stayed with its owner before others were looked at. */
  readonly isOwners: boolean;
}

/** An agent whom planning could choose from, and why it was this one or not. */
export interface ComparedAgent {
  readonly agentNo: string;
  readonly name: string;
  readonly isEligible: boolean;
  readonly isChosen: boolean;
  /** What the agent held before the plan and got from it; null where that was not kept. */
  readonly held: number | null;
  readonly assigned: number | null;
  readonly weight: number | null;
  readonly reason: Reason;
}

/** The agents in the order of interest: the chosen one, then who else could, the least loaded first, then the others. */
export interface ComparedAgents {
  readonly eligible: number;
  readonly shown: readonly ComparedAgent[];
  /** Those not shown, by the code of their reason. */
  readonly rest: Readonly<Record<string, number>>;
}

const MOST_SHOWN = 20;

/** Compares all agents for one visit. Facts of the customer and of the agents are those of now, loads those of the plan. */
export function compareAgents(comparison: AgentComparison): ComparedAgents {
  const compared = comparison.agents.map((agent) => compare(agent, comparison)).sort(byInterest);
  const rest: Record<string, number> = {};
  for (const { reason: why } of compared.slice(MOST_SHOWN)) rest[why.code] = (rest[why.code] ?? 0) + 1;
  const eligible = compared.filter((agent) => agent.isEligible).length;
  return { eligible, shown: compared.slice(0, MOST_SHOWN), rest };
}

function compare(agent: AgentOnFile, comparison: AgentComparison): ComparedAgent {
  const load = comparison.loads?.get(agent.agentNo) ?? null;
  const isChosen = agent.agentNo === comparison.chosen;
  const refusal = isChosen ? null : whyNotEligible(agent, load, comparison);
  return {
    agentNo: agent.agentNo,
    name: agent.name,
    isEligible: refusal === null,
    isChosen,
    held: load?.held ?? null,
    assigned: load?.assigned ?? null,
    weight: load?.weight ?? null,
    reason: refusal ?? whyOrWhyNot(agent, load, comparison),
  };
}

const UNAVAILABLE = {
  'owner-left': 'candidate-left',
  'owner-without-weight': 'candidate-without-weight',
  'owner-away': 'candidate-away',
} as const;

function whyNotEligible(agent: AgentOnFile, load: LoadAtPlanning | null, { demand, loads }: AgentComparison) {
  if (!isEligible(agent, demand)) return lackOf(agent, demand);
  if (load !== null) return null;
  if (agent.unavailable !== null) return reason(UNAVAILABLE[agent.unavailable]);
  return loads === null ? null : reason('candidate-not-planned');
}

/** The first demand that stands against the agent. */
function lackOf(agent: AgentOnFile, { skill, language, region }: AgentDemand): Reason {
  const alone = { skill: null, language: null, region: null, notServedBy: null };
  if (skill !== null && !isEligible(agent, { ...alone, skill })) return reason('candidate-lacks-skill', { skill });
  if (language !== null && !isEligible(agent, { ...alone, language })) {
    return reason('candidate-lacks-language', { language });
  }
  if (region !== null && !isEligible(agent, { ...alone, region })) return reason('candidate-other-region', { region });
  return reason('candidate-served');
}

function whyOrWhyNot({ agentNo }: AgentOnFile, own: LoadAtPlanning | null, comparison: AgentComparison): Reason {
  const { chosen, isOwners, loads } = comparison;
  if (agentNo === chosen) {
    if (isOwners) return reason('candidate-owner');
    return own === null ? reason('candidate-chosen') : reason('candidate-chosen-load', { load: loadOf(own) });
  }
  if (chosen === null) return reason('candidate-no-time');
  if (isOwners) return reason('candidate-owner-first', { agentNo: chosen });
  const taken = loads?.get(chosen) ?? null;
  if (own === null || taken === null) return reason('candidate-loads-unknown');
  const values = { load: loadOf(own), chosenLoad: loadOf(taken), agentNo: chosen };
  if (isMoreEven(taken, own)) return reason('candidate-no-room', values);
  const isMore = loadOf(own) / own.weight > loadOf(taken) / taken.weight;
  return isMore ? reason('candidate-more-loaded', values) : reason('candidate-as-even', values);
}

/** Whether one visit moved between the two would make Σ load²/weight smaller. */
function isMoreEven(from: LoadAtPlanning, to: LoadAtPlanning): boolean {
  return (2 * loadOf(from) - 1) / from.weight > (2 * loadOf(to) + 1) / to.weight;
}

function loadOf({ held, assigned }: LoadAtPlanning): number {
  return held + assigned;
}

function byInterest(a: ComparedAgent, b: ComparedAgent): number {
  return rankOf(a) - rankOf(b) || relativeLoad(a) - relativeLoad(b) || (a.agentNo < b.agentNo ? -1 : 1);
}

function rankOf({ isChosen, isEligible: may }: ComparedAgent): number {
  if (isChosen) return 0;
  return may ? 1 : 2;
}

function relativeLoad({ held, assigned, weight }: ComparedAgent): number {
  return ((held ?? 0) + (assigned ?? 0)) / (weight ?? 1);
}
