import { mayServeLevel, type LevelDemand } from '../archive/level-rule.js';
import { Interned } from './plan-columns.js';
import type { PlanAgent } from './plan-input.js';

/** What of a customer decides who may take them; null = no demand. */
export interface AgentDemand {
  readonly skill: string | null;
  readonly language: string | null;
  readonly region: string | null;
  /** Number or name of the one who served the customer and must not make the visit (B7). */
  readonly notServedBy: string | null;
  /** What the rule of the customer's member level asks. */
  readonly level?: LevelDemand | null;
}

/**
 * Whether an agent may take such a customer. A region and a language are matched exactly; an agent without any takes
 * all, and so does a customer without one go to anybody. A skill or a team that is asked for must be there.
 */
export function isEligible(
  agent: Pick<PlanAgent, 'agentNo' | 'name' | 'team' | 'skills' | 'languages' | 'regions'>,
  demand: AgentDemand,
): boolean {
  if (!mayServeLevel(agent, demand.level)) return false;
  if (demand.skill !== null && !agent.skills.includes(demand.skill)) return false;
  if (demand.language !== null && agent.languages.length > 0 && !agent.languages.includes(demand.language))
    return false;
  if (demand.region !== null && agent.regions.length > 0 && !agent.regions.includes(demand.region)) return false;
  return demand.notServedBy === null || (demand.notServedBy !== agent.agentNo && demand.notServedBy !== agent.name);
}

/** Finds the agents for each demand, once for equal demands, and the same set once. */
export class EligibleAgents {
  private readonly demandsSeen = new Interned<{ demand: AgentDemand; set: number }>();
  private readonly sets = new Interned<Int32Array>();

  constructor(private readonly agents: readonly PlanAgent[]) {}

  /** The sets found so far, by number. */
  get agentSets(): readonly Int32Array[] {
    return this.sets.items;
  }

  /** The numbers of a demand and of the set of agents for it; the set may be empty. */
  find(demand: AgentDemand): { demand: number; set: number } {
    const { skill, language, region, notServedBy, level } = demand;
    const parts = [skill, language, region, notServedBy, level?.team ?? null, level?.skill ?? null];
    const key = parts.map((text) => (text === null ? '' : `=${text}`)).join('\n');
    const number = this.demandsSeen.of(key, () => {
      const agents = this.agents.flatMap((agent, index) => (isEligible(agent, demand) ? [index] : []));
      return { demand, set: this.sets.of(agents.join(), () => Int32Array.from(agents)) };
    });
    return { demand: number, set: this.demandsSeen.items[number]!.set };
  }

  /** The same demands under the same numbers, with more agents behind the others. */
  extended(more: readonly PlanAgent[]): EligibleAgents {
    const next = new EligibleAgents([...this.agents, ...more]);
    for (const { demand } of this.demandsSeen.items) next.find(demand);
    return next;
  }

  /** The number of the set of agents for a demand's number. */
  setOf(demand: number): number {
    return this.demandsSeen.items[demand]!.set;
  }

  /** The demand with this number, without what it does not ask for. */
  describe(demand: number): { skill?: string; language?: string; region?: string; team?: string } {
    const { skill, language, region, level } = this.demandsSeen.items[demand]!.demand;
    const skills = [...new Set([skill, level?.skill ?? null])].filter((one) => one !== null);
    const team = level?.team ?? null;
    return {
      ...(skills.length === 0 ? {} : { skill: skills.join(' + ') }),
      ...(team === null ? {} : { team }),
      ...(language === null ? {} : { language }),
      ...(region === null ? {} : { region }),
    };
  }
}
