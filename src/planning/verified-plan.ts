// What the verifier looks at. Nothing here is shared with the planner, so that a fault in one is not repeated in the other.

import type { VerifiedDemand, VerifiedVisits } from './verified-visits.js';

/** Why somebody has no place. */
export type UnplacedWhy = 'no-agent' | 'no-window' | 'rate' | 'capacity';

/** Customers who were left out for the same reason under the same conditions. Instants in milliseconds. */
export interface VerifiedUnplaced {
  readonly why: UnplacedWhy;
  readonly channel: string;
  readonly demand: VerifiedDemand;
  /** Number of the own agent, as the archive says now. */
  readonly owner: string | null;
  readonly timeKey: number;
  readonly from: number;
  readonly until: number;
  /** The customer has changed since, or the row does not say when a contact was looked for. */
  readonly isUnclear: boolean;
  /** Number of the first of them. */
  readonly customerNo: string;
  count: number;
}

/** An agent's facts, as the rows say now. */
export interface VerifiedAgent {
  readonly agentNo: string;
  readonly name: string;
  readonly team?: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  /** What the summary says was there before the plan, and the same counted from the rows. */
  readonly held: number;
  readonly heldInRows: number;
  readonly callsPerDay: number | null;
  /** Shifts without leave: start, end, start, end … */
  readonly shifts: readonly number[];
  /** Starts of calls that this plan did not make. */
  readonly otherCalls: readonly number[];
  /** The summary counts them among those who can take visits. */
  readonly isInPlan: boolean;
  /** By the rows they could: active, of some weight, and not away until the end. */
  readonly isAvailable: boolean;
  readonly isChanged: boolean;
}

/** What the summary says of a limit to evenness. */
export interface ClaimedLimit {
  readonly skill?: string;
  readonly language?: string;
  readonly region?: string;
  readonly agents: number;
  readonly customers: number;
  readonly loadEach: number;
  readonly evenLoad: number;
}

/** What a channel of messages carries. */
export interface VerifiedRate {
  readonly perMinute: number;
  readonly perDay: number | null;
  /** What one message of this campaign takes of it. */
  readonly units: number;
  /** What other campaigns had on it before this plan, by minute (instants divided by a minute). */
  readonly others: ReadonlyMap<number, number>;
}

/** The summary's numbers. */
export interface ClaimedPlan {
  readonly planned: number;
  readonly assigned: ReadonlyMap<string, number>;
  readonly from: number;
  readonly fromGridMs: number;
  readonly untilGridMs: number;
  /** What the certificate says, and visits with their owner by agent. */
  readonly cost: number;
  readonly placed: number;
  readonly unplaced: number;
  readonly fixed: number;
  readonly owned: ReadonlyMap<string, number>;
  readonly limits: readonly ClaimedLimit[];
  readonly isExact: boolean;
}

/** Everything that is looked at. */
export interface VerifiedPlan {
  readonly planVersion: number;
  readonly assignment: 'owner' | 'even';
  readonly audience: number;
  readonly exclusions: number;
  /** Exclusions of this version whose reason is that there was no place. */
  readonly unplacedRows: number;
  /** Events after the plan was stored, of any campaign: loads and rates may differ from what it saw. */
  readonly eventsSince: number;
  readonly claimed: ClaimedPlan;
  readonly visits: VerifiedVisits;
  readonly unplaced: readonly VerifiedUnplaced[];
  readonly agents: readonly VerifiedAgent[];
  /** Visits with more than one live attempt. */
  readonly doubled: readonly number[];
  /** Rows and counters by kind and key; equal when the books balance. */
  readonly rows: ReadonlyMap<string, number>;
  readonly counters: ReadonlyMap<string, number>;
  readonly minutesPerCall: number;
  readonly rates: Readonly<Record<string, VerifiedRate>>;
  readonly isOpen: (timeKey: number, at: number) => boolean;
  readonly dayOf: (at: number) => number;
}

/** Whether an agent may take such a customer. */
export function mayTake(
  agent: Pick<VerifiedAgent, 'agentNo' | 'name' | 'team' | 'skills' | 'languages' | 'regions'>,
  { skill, language, region, team = null, levelSkill = null, notServedBy }: VerifiedDemand,
): boolean {
  const speaks = language === null || agent.languages.length === 0 || agent.languages.includes(language);
  const covers = region === null || agent.regions.length === 0 || agent.regions.includes(region);
  const isAble = skill === null || agent.skills.includes(skill);
  const isOfTeam = team === null || agent.team === team;
  const isOfLevel = levelSkill === null || agent.skills.includes(levelSkill);
  const isOther = notServedBy === null || (notServedBy !== agent.agentNo && notServedBy !== agent.name);
  return speaks && covers && isAble && isOfTeam && isOfLevel && isOther;
}

/** Who of the plan's agents may take whom, found once for equal demands. */
export class Takers {
  private readonly found = new Map<string, { readonly agents: readonly number[]; readonly key: string }>();

  constructor(private readonly agents: readonly VerifiedAgent[]) {}

  /** Indices of the agents of the plan who may, and a text that is equal for equal sets. */
  of(demand: VerifiedDemand): { readonly agents: readonly number[]; readonly key: string } {
    const { skill, language, region, team, levelSkill, notServedBy } = demand;
    const text = JSON.stringify([skill, language, region, team, levelSkill, notServedBy]);
    const known = this.found.get(text);
    if (known !== undefined) return known;
    const agents = this.agents.flatMap((agent, i) => (agent.isInPlan && mayTake(agent, demand) ? [i] : []));
    const set = { agents, key: agents.join() };
    this.found.set(text, set);
    return set;
  }
}
