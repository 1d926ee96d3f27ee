import fc from 'fast-check';
import { aPlanFrame, aProfile, hours, planColumns, somePlanAgents, TUESDAY } from '../../test/support/plan-inputs.js';
import type { PlanFrame } from './plan-input.js';
import { asStored } from '../../test/support/stored-plan.js';
import { solvePlan } from './solve-plan.js';
import { findBetterSplit } from './verify-split.js';

const HOUR = 3_600_000;
/** Sets of agents by what is asked for: anybody, skill A, skill B. */
const SKILLS = [null, 'A', 'B'];

function frameOf(facts: { weights: number[]; held: number[]; callsPerDay: (number | null)[] }): PlanFrame {
  const agents = somePlanAgents(3).map((agent, i) => ({
    ...agent,
    weight: facts.weights[i]!,
    held: facts.held[i]!,
    callsPerDay: facts.callsPerDay[i]!,
    shifts: i === 0 ? hours(9, 9.25, 33, 33.25) : hours(9, 9.5),
    skills: [['A'], ['B'], ['A', 'B']][i]!,
  }));
  const profiles = [
    aProfile({ windows: hours(9, 12) }),
    aProfile({ channel: 'call', windows: hours(9, 10, 33, 34) }),
    aProfile({ channel: 'call', windows: hours(9.1, 9.25, 33, 33.1) }),
  ];
  return aPlanFrame({
    agents,
    profiles,
    agentSets: [
      [0, 1, 2],
      [0, 2],
      [1, 2],
    ].map((set) => Int32Array.from(set)),
  });
}

const candidates = fc.array(
  fc.record({
    profile: fc.nat(2),
    agentSet: fc.nat(2),
    rolledDue: fc.constantFrom(9.2, 9.4, 34).map((hour) => TUESDAY + hour * HOUR),
    isOwned: fc.boolean(),
  }),
  { maxLength: 24 },
);
const facts = fc.record({
  weights: fc.array(fc.constantFrom(0.5, 1, 2), { minLength: 3, maxLength: 3 }),
  held: fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }),
  callsPerDay: fc.array(fc.constantFrom(null, 1, 3), { minLength: 3, maxLength: 3 }),
});
type Given = { profile: number; agentSet: number; rolledDue: number; isOwned: boolean };

function toCandidates(given: readonly Given[]) {
  return given.map(({ isOwned, ...candidate }) => ({
    ...candidate,
    owner: isOwned && candidate.agentSet !== 1 ? 2 : -1,
  }));
}

/** Faults planted, each seen to fail: owners who keep their own whoever is left out (assign-visits); no losses asked here. */
describe('findBetterSplit', () => {
  it('finds nothing better than what the solver made, over windows, shifts, days with a limit and owners', () => {
    fc.assert(
      fc.property(candidates, facts, (given, about) => {
        const frame = frameOf(about);
        const stored = asStored(toCandidates(given), frame, solvePlan(planColumns(toCandidates(given)), frame), SKILLS);
        expect(findBetterSplit(stored)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('finds the better split when one visit is moved to an agent who had enough', () => {
    const given = Array.from({ length: 9 }, () => ({
      profile: 0,
      agentSet: 0,
      rolledDue: TUESDAY + 34 * HOUR,
      isOwned: false,
    }));
    const frame = frameOf({ weights: [1, 1, 1], held: [0, 0, 0], callsPerDay: [null, null, null] });
    const plan = solvePlan(planColumns(toCandidates(given)), frame);
    plan.agent[plan.agent.indexOf(0)] = 1;
    const stored = asStored(toCandidates(given), frame, plan);
    expect(findBetterSplit(stored)?.better).toMatchObject({ kind: 'exchange', from: '002', to: '001' });
  });

  it('finds a place for somebody left out where another one must make way first', () => {
    // Two cells at 09:00 and 09:05 of one agent; the later one is taken by somebody who could go earlier.
    const frame = aPlanFrame({
      agents: somePlanAgents(1, { shifts: hours(9, 9.167) }),
      profiles: [
        aProfile({ channel: 'call', windows: hours(9, 10) }),
        aProfile({ channel: 'call', windows: hours(9.08, 10) }),
      ],
    });
    const given = [0, 1].map((profile) => ({ profile, agentSet: 0, rolledDue: TUESDAY + 34 * HOUR, isOwned: false }));
    const plan = solvePlan(planColumns(toCandidates(given)), frame);
    const worse = { ...plan, unplaced: ['' as const, 'unplaced-capacity' as const] };
    worse.slot[0] = TUESDAY + 9 * HOUR + 5 * 60_000;
    const found = findBetterSplit(asStored(toCandidates(given), frame, worse));
    expect(found?.better).toMatchObject({ kind: 'placement', to: '001' });
    expect(found?.left).toMatchObject({ customerNo: 'C1' });
  });
});
