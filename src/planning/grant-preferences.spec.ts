import { aPlanFrame, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import type { Candidate, PlanFrame } from './plan-input.js';
import { solvePlan } from './solve-plan.js';

const TEAMS = ['一组', '一组', '二组', '二组'];
const CALL = { profile: 2 };
const agents = (overrides: object = {}) =>
  somePlanAgents(4, overrides).map((agent, i) => ({ ...agent, team: TEAMS[i]! }));
/** Reasons 1 stand for an owner of the second team who is not there. */
const frame = (overrides: Partial<PlanFrame> = {}) =>
  aPlanFrame({ agents: agents(), absentTeams: [null, '二组'], ...overrides });
const half = (count: number, overrides: Partial<Candidate> = {}) =>
  planColumns(Array.from({ length: count }, (_, i) => ({ reasons: i % 2, ...overrides })));

describe('the team of an owner who is not there', () => {
  it.each([
    ['messages', {}],
    ['calls', CALL],
  ])('gets the %s of the owner, and every agent as many as without', (_, channel) => {
    const columns = half(40, channel);
    const without = solvePlan(columns, frame({ absentTeams: [null, null] }));
    const plan = solvePlan(columns, frame());
    for (let member = 1; member < 40; member += 2) expect(TEAMS[plan.agent[member]!]).toBe('二组');
    expect([...plan.assignment.load]).toEqual([...without.assignment.load]);
    expect(count(plan.agent)).toEqual(count(without.agent));
    expect([...plan.slot].sort()).toEqual([...without.slot].sort());
  });

  it('gets as many as it takes anyway where there are more', () => {
    const plan = solvePlan(planColumns(Array.from({ length: 40 }, () => ({ reasons: 1 }))), frame());
    expect(count(plan.agent)).toEqual([10, 10, 10, 10]);
  });

  it('gets the calls that an owner has no time for', () => {
    // Two calls a day and agent, four days.
    const few = frame({ agents: agents({ callsPerDay: 2 }) });
    const columns = planColumns(Array.from({ length: 20 }, (_, i) => ({ ...CALL, owner: i < 12 ? 2 : -1 })));
    const plan = solvePlan(columns, few);
    const ofOwner = [...plan.agent].slice(0, 12);
    expect(ofOwner.filter((agent) => agent === 2)).toHaveLength(8);
    expect(ofOwner.filter((agent) => agent === 3)).toHaveLength(Math.min(4, count(plan.agent)[3]!));
  });
});

function count(agent: Int32Array): number[] {
  return [0, 1, 2, 3].map((one) => agent.filter((taken) => taken === one).length);
}
