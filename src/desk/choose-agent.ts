import { type AgentDemand, isEligible } from '../planning/eligible-agents.js';

/** An agent who could take a visit over, with what is held already. */
export interface Colleague {
  readonly id: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team?: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  readonly held: number;
}

/**
 * Who takes over a difficult customer: somebody new to the visit who may take such a customer, and of these the one whose
 * share the visit fits best (B1: smallest (2·load+1)/weight, ties by agent number). For a language barrier only
 * somebody who is said to speak the language. Null: nobody.
 */
export function chooseColleague(
  colleagues: readonly Colleague[],
  demand: AgentDemand,
  not: ReadonlySet<number>,
  mustSpeak: boolean,
): number | null {
  const fits = colleagues.filter(
    (agent) =>
      !not.has(agent.id) &&
      agent.weight > 0 &&
      isEligible(agent, demand) &&
      (!mustSpeak || demand.language === null || agent.languages.includes(demand.language)),
  );
  const load = ({ held, weight }: Colleague) => (2 * held + 1) / weight;
  const byNo = (left: Colleague, right: Colleague) => (left.agentNo < right.agentNo ? -1 : 1);
  return [...fits].sort((left, right) => load(left) - load(right) || byNo(left, right))[0]?.id ?? null;
}
