import { jest } from '@jest/globals';
import fc from 'fast-check';
import { planColumns } from '../../test/support/plan-inputs.js';
import { planInstances, type PlanInstance } from '../../test/support/plan-instances.js';
import { leastCost, mostCalls, mostMessages } from '../../test/support/plan-oracle.js';
import { solvePlan, type SolvedPlan } from './solve-plan.js';

/** Raise it for a longer search; the seed makes a run repeatable. */
const RUNS = 500;
const SEED = 20261128;
/** Hundreds of programs to solve: a busy machine is slow, not wrong. */
jest.setTimeout(180_000);

const small = planInstances({ agents: 4, kindsOfCustomer: 6, customersEach: 15 });
const medium = planInstances({ agents: 8, kindsOfCustomer: 20, customersEach: 25 });

function solve({ candidates, frame }: PlanInstance): SolvedPlan {
  return solvePlan(planColumns(candidates), frame);
}

function countPlaced(instance: PlanInstance, plan: SolvedPlan, channel: string): number {
  return instance.candidates.filter(
    ({ profile }, i) => plan.unplaced[i] === '' && instance.frame.profiles[profile!]!.channel === channel,
  ).length;
}

function costOfPlan({ frame }: PlanInstance, plan: SolvedPlan): number {
  const loads = frame.agents.map(({ held }) => held);
  plan.agent.forEach((agent) => agent >= 0 && (loads[agent]! += 1));
  return loads.reduce((sum, load, agent) => sum + (load * load) / frame.agents[agent]!.weight, 0);
}

describe('a plan, beside an independent solver', () => {
  it('reaches as many by call, SMS and e-mail as can be reached', async () => {
    // Mutants that this finds: no `augment`; calls held by others that block no cell; a rate of one tick less a minute.
    await fc.assert(
      fc.asyncProperty(small, async (instance) => {
        const plan = solve(instance);
        const placed = (['call', 'sms', 'email'] as const).map((channel) => countPlaced(instance, plan, channel));
        const most = [
          await mostCalls(instance),
          await mostMessages(instance, 'sms'),
          await mostMessages(instance, 'email'),
        ];
        expect(placed).toEqual(most.map(Math.round));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('is as even as a plan with that many can be', async () => {
    // Mutants that this finds: no `evenOut`; no `augment`.
    await fc.assert(
      fc.asyncProperty(medium, async (instance) => {
        const plan = solve(instance);
        const least = await leastCost(instance, (candidate) => plan.unplaced[candidate] === '');
        expect(costOfPlan(instance, plan)).toBeCloseTo(least, 4);
      }),
      { numRuns: RUNS / 5, seed: SEED },
    );
  });
});
