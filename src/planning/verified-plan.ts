// What the verifier looks at. Nothing here is shared with the planner, so that a fault in one is not repeated in the other.

/** A visit with its current attempt and what of its customer decides, as the rows say. Instants in milliseconds. */
export interface VerifiedVisit {
  readonly visitId: number;
  readonly state: string;
  readonly agentNo: string | null;
  readonly planVersion: number;
  readonly rolledDue: number;
  readonly demand: {
    readonly skill: string | null;
    readonly language: string | null;
    readonly region: string | null;
    /** What the rule of the member level asks. */
    readonly team?: string | null;
    readonly levelSkill?: string | null;
  };
  readonly notServedBy: string | null;
  /** The customer's own agent, as the archive says now; `isCustomerChanged` where that is newer than the plan. */
  readonly owner: string | null;
  readonly isCustomerChanged: boolean;
  /** Names the customer's windows on the attempt's channel. */
  readonly timeKey: string;
  readonly visitReasons: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[];
  readonly liveAttempts: number;
  readonly attempt: {
    readonly channel: string;
    readonly at: number | null;
    readonly state: string;
    readonly rung: number;
    readonly reasons: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[];
  } | null;
}

/** Somebody left out because no agent had time: who could have taken them, and when. */
export interface VerifiedUnplaced {
  readonly demand: VerifiedVisit['demand'];
  readonly notServedBy: string | null;
  readonly timeKey: string;
  readonly from: number;
  readonly until: number;
}

/** An agent's facts; `load` counts everything that was there before the plan. */
export interface VerifiedAgent {
  readonly agentNo: string;
  readonly name: string;
  readonly team?: string | null;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  readonly held: number;
  /** The same, counted from the rows as they are now. */
  readonly heldInRows: number;
  readonly callsPerDay: number | null;
  /** Shifts without leave: start, end, start, end … */
  readonly shifts: readonly number[];
  /** Starts of calls of other campaigns. */
  readonly otherCalls: readonly number[];
}

/** Everything that is looked at. */
export interface VerifiedPlan {
  readonly planVersion: number;
  readonly audience: number;
  readonly exclusions: number;
  /** Exclusions of this version whose reason is that there was no place. */
  readonly unplacedRows: number;
  /** Events after the plan was stored, of any campaign: loads may differ from what it saw. */
  readonly eventsSince: number;
  /** The summary's numbers: planned, and agents' shares. */
  readonly claimed: {
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
  };
  readonly visits: readonly VerifiedVisit[];
  readonly unplaced: readonly VerifiedUnplaced[];
  readonly agents: readonly VerifiedAgent[];
  /** Rows and counters by kind and key; equal when the books balance. */
  readonly rows: ReadonlyMap<string, number>;
  readonly counters: ReadonlyMap<string, number>;
  readonly minutesPerCall: number;
  readonly perMinute: Readonly<Record<string, number>>;
  /** Most messages of a channel on one local day; Infinity or left out where only the minute limits. */
  readonly perDay?: Readonly<Record<string, number>>;
  readonly isOpen: (timeKey: string, at: number) => boolean;
  readonly dayOf: (at: number) => number;
}

/** Visits that stand as this plan put them: nothing has happened to them since. */
export function untouched({ visits, planVersion }: VerifiedPlan): VerifiedVisit[] {
  return visits.filter(
    (visit) =>
      visit.planVersion === planVersion &&
      visit.state === 'planned' &&
      visit.attempt?.state === 'scheduled' &&
      visit.attempt.rung === 0 &&
      visit.visitReasons[0]?.params['agentNo'] === visit.agentNo,
  );
}

/** Whether an agent may take such a customer. */
export function mayTake(
  agent: VerifiedAgent,
  { demand, notServedBy }: Pick<VerifiedVisit, 'demand' | 'notServedBy'>,
): boolean {
  const speaks = demand.language === null || agent.languages.length === 0 || agent.languages.includes(demand.language);
  const covers = demand.region === null || agent.regions.length === 0 || agent.regions.includes(demand.region);
  const isAble = demand.skill === null || agent.skills.includes(demand.skill);
  const { team = null, levelSkill = null } = demand;
  const isOfTeam = team === null || agent.team === team;
  const isOfLevel = levelSkill === null || agent.skills.includes(levelSkill);
  const isOther = notServedBy === null || (notServedBy !== agent.agentNo && notServedBy !== agent.name);
  return speaks && covers && isAble && isOfTeam && isOfLevel && isOther;
}
