import fc from 'fast-check';
import { aPlanFrame, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import { EarlierPlanBuilder, type EarlierPlan } from './earlier-plan.js';
import type { PlanColumns } from './plan-columns.js';
import type { Candidate, PlanFrame } from './plan-input.js';
import { solvePlan, type SolvedPlan } from './solve-plan.js';

describe('an earlier plan', () => {
  it('is found by customer, the first of several occasions', () => {
    const builder = new EarlierPlanBuilder();
    for (let id = 1; id <= 3_000; id++) builder.add(2 * id, id % 7, id * 1_000);
    builder.add(6_000, 9, 9);
    const plan = builder.build();
    expect([plan.find(1), plan.find(2), plan.find(6_000), plan.find(6_001)]).toEqual([-1, 0, 2_999, -1]);
    expect([plan.agentId(2_999), plan.slot(2_999)]).toEqual([3_000 % 7, 3_000_000]);
  });
});

function keep(columns: PlanColumns, frame: PlanFrame, plan: SolvedPlan): EarlierPlan {
  const builder = new EarlierPlanBuilder();
  for (let member = 0; member < columns.length; member++) {
    if (plan.agent[member]! < 0) continue;
    builder.add(columns.get('customerId', member), frame.agents[plan.agent[member]!]!.id, plan.slot[member]!);
  }
  return builder.build();
}

/** How many of the first `count` have another agent, or for calls another cell. */
function countMoved(count: number, one: SolvedPlan, other: SolvedPlan, withTimes: boolean): number {
  let moved = 0;
  for (let member = 0; member < count; member++) {
    const isSame = one.agent[member] === other.agent[member] && (!withTimes || one.slot[member] === other.slot[member]);
    if (!isSame) moved += 1;
  }
  return moved;
}

/** Three kinds of customers: for all four agents, for the first two, for the last two; messages or calls. */
const kinds = (channel: number) =>
  fc.array(fc.record({ agentSet: fc.nat(2), profile: fc.constant(channel), owner: fc.constantFrom(-1, -1, -1, 0) }), {
    minLength: 2,
    maxLength: 60,
  });
const SETS = [Int32Array.of(0, 1, 2, 3), Int32Array.of(0, 1), Int32Array.of(2, 3)];
const held = fc.array(fc.nat(6), { minLength: 4, maxLength: 4 });
const frameOf = (loads: readonly number[]) =>
  aPlanFrame({
    agents: somePlanAgents(4).map((agent, i) => ({ ...agent, held: loads[i]! })),
    agentSets: SETS,
  });
const usable = (list: readonly Partial<Candidate>[]): Partial<Candidate>[] =>
  list.map((one) => (one.agentSet === 2 ? { ...one, owner: -1 } : one));

describe.each([
  ['messages', 0, false],
  ['calls', 2, true],
])('planning %s again', (_, channel, withTimes) => {
  it('moves nobody when nothing changed, and leaves the split as good as a plan without memory', () => {
    fc.assert(
      fc.property(kinds(channel), held, (list, loads) => {
        const [columns, frame] = [planColumns(usable(list)), frameOf(loads)];
        const first = solvePlan(columns, frame);
        const again = solvePlan(columns, { ...frame, earlier: keep(columns, frame, first) });
        expect(countMoved(list.length, first, again, withTimes)).toBe(0);
        expect([...again.assignment.load]).toEqual([...first.assignment.load]);
      }),
      { numRuns: 60 },
    );
  });

  // Mutant: the wishes of the earlier plan left out.
  it('moves at most one in each kind of customer, twice that with the cells of calls, when a customer is added or taken away, and costs nothing', () => {
    fc.assert(
      fc.property(kinds(channel), held, fc.boolean(), (list, loads, isAdded) => {
        const all = usable(list);
        const [more, less] = [planColumns(all), planColumns(all.slice(0, -1))];
        const frame = frameOf(loads);
        const [before, after] = isAdded ? [less, more] : [more, less];
        const first = solvePlan(before, frame);
        const fresh = solvePlan(after, frame);
        const again = solvePlan(after, { ...frame, earlier: keep(before, frame, first) });
        expect([...again.assignment.load]).toEqual([...fresh.assignment.load]);
        expect(again.unplaced).toEqual(fresh.unplaced);
        // One chain of exchanges passes each kind of customer once; a call's cell may change beside its agent.
        expect(countMoved(all.length - 1, first, again, withTimes)).toBeLessThanOrEqual(
          SETS.length * (withTimes ? 2 : 1),
        );
      }),
      { numRuns: 150 },
    );
  });
});
