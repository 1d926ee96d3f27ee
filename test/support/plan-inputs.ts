import { PlanColumns } from '../../src/planning/plan-columns.js';
import type { Candidate, PlanAgent, PlanFrame, TimeProfile } from '../../src/planning/plan-input.js';

/** 2026-11-24 00:00 in Shanghai, a Tuesday. */
export const TUESDAY = Date.parse('2026-11-23T16:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Stretches from hours counted from Tuesday 00:00: `hours(9, 12, 14, 20)`. */
export function hours(...edges: number[]): Float64Array {
  return Float64Array.from(edges, (edge) => TUESDAY + edge * HOUR);
}

/** An agent on shift from Tuesday to Friday, 09:00–12:00 and 14:00–18:00. */
export function aPlanAgent(overrides: Partial<PlanAgent> = {}): PlanAgent {
  return {
    id: 1,
    agentNo: '001',
    name: '王芳',
    skills: [],
    languages: [],
    regions: [],
    weight: 1,
    held: 0,
    shifts: hours(...[0, 24, 48, 72].flatMap((day) => [day + 9, day + 12, day + 14, day + 18])),
    heldAt: [],
    callsPerDay: null,
    ...overrides,
  };
}

/** Agents 001, 002, … like `aPlanAgent`. */
export function somePlanAgents(count: number, overrides: Partial<PlanAgent> = {}): PlanAgent[] {
  return Array.from({ length: count }, (_, i) =>
    aPlanAgent({ id: i + 1, agentNo: String(i + 1).padStart(3, '0'), ...overrides }),
  );
}

/** A profile that is open from Tuesday to Friday, 09:00–12:00 and 14:00–20:00. */
export function aProfile(overrides: Partial<TimeProfile> = {}): TimeProfile {
  return {
    channel: 'sms',
    windows: hours(...[0, 24, 48, 72].flatMap((day) => [day + 9, day + 12, day + 14, day + 20])),
    provisionalFrom: Infinity,
    ...overrides,
  };
}

/** From Tuesday 09:00; one set of all agents. */
export function aPlanFrame(overrides: Partial<PlanFrame> = {}): PlanFrame {
  const agents = overrides.agents ?? somePlanAgents(3);
  return {
    from: TUESDAY + 9 * HOUR,
    seed: 1,
    assignment: 'owner',
    minutesPerCall: 5,
    dayOf: (at) => Math.floor((at - TUESDAY) / DAY),
    agents,
    agentSets: [Int32Array.from(agents.keys())],
    profiles: [aProfile(), aProfile({ channel: 'email' }), aProfile({ channel: 'call' })],
    rates: { sms: { perMinute: 600, held: [] }, email: { perMinute: 1200, held: [] } },
    ...overrides,
  };
}

/** Candidates with ids from 1; due on Friday 20:00. */
export function planColumns(candidates: readonly Partial<Candidate>[]): PlanColumns {
  const columns = new PlanColumns();
  candidates.forEach((overrides, i) =>
    columns.push({
      customerId: i + 1,
      occasion: '',
      profile: 0,
      agentSet: 0,
      demand: 0,
      owner: -1,
      from: TUESDAY + 9 * HOUR,
      due: TUESDAY + 92 * HOUR,
      rolledDue: TUESDAY + 92 * HOUR,
      weekDue: NaN,
      laterWaitMs: 0,
      address: `+86138${String(i).padStart(8, '0')}`,
      ladder: 0,
      zones: 0,
      reasons: 0,
      ...overrides,
    }),
  );
  return columns;
}
