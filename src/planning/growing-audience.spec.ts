import fc from 'fast-check';
import { aPlanFrame, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import { solvePlan } from './solve-plan.js';

const SETS = [Int32Array.of(0, 1, 2), Int32Array.of(0, 1), Int32Array.of(1, 2)];

describe('a growing audience', () => {
  // Messages one by one; audiences with calls, owners and shifts in plan-properties.
  it('takes no visit from any agent, whatever the weights and what is held already', () => {
    const agent = fc.record({ weight: fc.constantFrom(0.5, 0.8, 1, 1.2), held: fc.nat(12) });
    const agents = fc.array(agent, { minLength: 3, maxLength: 3 });
    const asked = fc.array(fc.nat(2), { minLength: 2, maxLength: 25 });
    fc.assert(
      fc.property(agents, asked, (facts, sets) => {
        const people = somePlanAgents(3).map((one, i) => ({ ...one, ...facts[i]! }));
        const frame = aPlanFrame({ agents: people, agentSets: SETS });
        let before = [0, 0, 0];
        for (let count = 1; count <= sets.length; count++) {
          const columns = planColumns(sets.slice(0, count).map((agentSet) => ({ agentSet })));
          const { agent: given } = solvePlan(columns, frame);
          const loads = [0, 1, 2].map((index) => given.filter((taker) => taker === index).length);
          loads.forEach((load, index) => expect(load).toBeGreaterThanOrEqual(before[index]!));
          before = loads;
        }
      }),
      { numRuns: 40 },
    );
  });
});
