import { Interned } from './plan-columns.js';
import type { PlanAgent } from './plan-input.js';

/** What of a customer decides who may take them; null = no demand. */
export interface AgentDemand {
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  /** Number or name of the one who served the customer and must not make the visit (B7). */
  readonly notServedBy: string | null;
}

/**
 * Whether an agent may take such a customer. A region and a language are matched exactly; an agent without any takes
 * all, and so does a customer without one go to anybody. A skill that is asked for must be there.
 */
export function isEligible(
  agent: Pick<PlanAgent, 'agentNo' | 'name' | 'skills' | 'languages' | 'regions'>,
  demand: AgentDemand,
): boolean {
  if (demand.skill !== null && !agent.skills.includes(demand.skill)) return false;
  if (demand.language !== null && agent.languages.length > 0 && !agent.languages.includes(demand.language))
    return false;
  if (demand.region !== null && agent.regions.length > 0 && !agent.regions.includes(demand.region)) return false;
  return demand.notServedBy === null || (demand.notServedBy !== agent.agentNo && demand.notServedBy !== agent.name);
}

/** Finds the agents for each demand, once for equal demands, and the same set once. */
export class EligibleAgents {
  private readonly demands = new Map<string, number>();
  private readonly sets = new Interned<Int32Array>();
  private readonly demandOfSet: AgentDemand[] = [];

  constructor(private readonly agents: readonly PlanAgent[]) {}

  /** The sets found so far, by number. */
  get agentSets(): readonly Int32Array[] {
    return this.sets.items;
  }

  /** The number of the set of agents for a demand; its set may be empty. */
  setFor(demand: AgentDemand): number {
    const key = JSON.stringify([demand.skill, demand.language, demand.region, demand.notServedBy]);
    const known = this.demands.get(key);
    if (known !== undefined) return known;
    const agents = this.agents.flatMap((agent, index) => (isEligible(agent, demand) ? [index] : []));
    const number = this.sets.of(agents.join(), () => Int32Array.from(agents));
    this.demandOfSet[number] ??= demand;
    this.demands.set(key, number);
    return number;
  }

  /** A demand that led to this set: the first one met. */
  demandOf(set: number): AgentDemand {
    return this.demandOfSet[set]!;
  }
}
