import type { Candidate, PlanFrame } from '../../src/planning/plan-input.js';
import type { SolvedPlan } from '../../src/planning/solve-plan.js';
import type { UnplacedWhy, VerifiedPlan, VerifiedUnplaced } from '../../src/planning/verified-plan.js';
import { VerifiedVisits } from '../../src/planning/verified-visits.js';

const MINUTE = 60_000;

/** Who was planned: what of a candidate the rows keep. */
export type StoredCandidate = Pick<Candidate, 'profile' | 'agentSet' | 'rolledDue' | 'owner'> & {
  readonly from?: number;
};

/** A solved plan as the verifier would read it from rows; `skills` are what each set of agents is asked for. */
export function asStored(
  given: readonly StoredCandidate[],
  frame: PlanFrame,
  plan: SolvedPlan,
  skills: readonly (string | null)[] = [null],
): VerifiedPlan {
  const demandOf = (set: number) => ({ skill: skills[set]!, language: null, region: null, notServedBy: null });
  const ownerOf = ({ owner }: StoredCandidate) => frame.agents[owner]?.agentNo ?? null;
  const visits = new VerifiedVisits(given.length, 1);
  const unplaced: VerifiedUnplaced[] = [];
  given.forEach((candidate, i) => {
    const { channel } = frame.profiles[candidate.profile]!;
    const from = candidate.from ?? frame.from;
    const demand = demandOf(candidate.agentSet);
    if (plan.unplaced[i] !== '') {
      const why = plan.unplaced[i]!.replace('unplaced-', '') as UnplacedWhy;
      const times = { timeKey: candidate.profile, from, until: candidate.rolledDue };
      unplaced.push({
        why,
        channel,
        demand,
        owner: ownerOf(candidate),
        ...times,
        isUnclear: false,
        customerNo: `C${i}`,
        count: 1,
      });
      return;
    }
    const { agentNo } = frame.agents[plan.agent[i]!]!;
    visits.add({
      visitId: i,
      state: 'planned',
      agentNo,
      planVersion: 1,
      rolledDue: candidate.rolledDue,
      earliest: from,
      demand,
      owner: ownerOf(candidate),
      isCustomerChanged: false,
      timeKey: candidate.profile,
      isOwners: plan.owned[i] === 1,
      plannedAgentNo: agentNo,
      hasReasons: true,
      isAppointed: false,
      attempt: { channel, at: plan.slot[i]!, state: 'scheduled', rung: 0 },
    });
  });
  const isOpen = (key: number, at: number): boolean =>
    frame.profiles[key]!.windows.some((edge, i, all) => i % 2 === 0 && edge <= at && at < all[i + 1]!);
  return {
    planVersion: 1,
    assignment: frame.assignment,
    audience: given.length,
    exclusions: unplaced.length,
    unplacedRows: unplaced.length,
    eventsSince: 0,
    claimed: {
      planned: visits.length,
      assigned: new Map(),
      from: frame.from,
      fromGridMs: plan.grids.fromMs,
      untilGridMs: plan.grids.untilMs,
      cost: 0,
      placed: visits.length,
      unplaced: unplaced.length,
      fixed: 0,
      owned: new Map(),
      limits: [],
      isExact: plan.exact,
    },
    visits,
    unplaced,
    agents: frame.agents.map((agent) => ({
      ...agent,
      heldInRows: agent.held,
      shifts: [...agent.shifts],
      otherCalls: [...agent.heldAt],
      isInPlan: true,
      isAvailable: true,
      isChanged: false,
    })),
    doubled: [],
    rows: new Map(),
    counters: new Map(),
    minutesPerCall: frame.minutesPerCall,
    rates: { sms: ratesOf(frame, 'sms'), email: ratesOf(frame, 'email') },
    isOpen,
    dayOf: frame.dayOf,
  };
}

function ratesOf(frame: PlanFrame, channel: 'sms' | 'email') {
  const { perMinute, perDay = null, unitsPerMessage = 1, held } = frame.rates[channel];
  const others = new Map<number, number>();
  for (const { at, count } of held) {
    const minute = Math.floor(at / MINUTE);
    others.set(minute, (others.get(minute) ?? 0) + count);
  }
  return { perMinute, perDay, units: unitsPerMessage, others };
}
