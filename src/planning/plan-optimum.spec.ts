import { jest } from '@jest/globals';
import fc from 'fast-check';
import { planColumns } from '../../test/support/plan-inputs.js';
import { planInstances, type PlanInstance } from '../../test/support/plan-instances.js';
import { leastCost, mostCalls, mostCallsOfOwners, mostMessages } from '../../test/support/plan-oracle.js';
import { solvePlan, type SolvedPlan } from './solve-plan.js';

/** Raise it for a longer search; the seed makes a run repeatable. */
const RUNS = 500;
const SEED = 20261128;
/** Hundreds of programs to solve: a busy machine is slow, not wrong. */
jest.setTimeout(180_000);

const small = planInstances({ agents: 4, kindsOfCustomer: 6, customersEach: 15 });
const owned = planInstances({ agents: 5, kindsOfCustomer: 12, customersEach: 15 }).map(
  ({ frame, ...rest }): PlanInstance => ({ ...rest, frame: { ...frame, assignment: 'owner' } }),
);
const medium = planInstances({ agents: 8, kindsOfCustomer: 20, customersEach: 25 });

function solve({ candidates, frame }: PlanInstance): SolvedPlan {
  return solvePlan(planColumns(candidates), frame);
}

function channelOf({ candidates, frame }: PlanInstance, candidate: number): string {
  return frame.profiles[candidates[candidate]!.profile!]!.channel;
}

function countPlaced(instance: PlanInstance, plan: SolvedPlan, channel: string): number {
  return plan.unplaced.filter((code, i) => code === '' && channelOf(instance, i) === channel).length;
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

  it('loses nobody to the owners, leaves as many with them as that allows, and is as even as both allow', async () => {
    // Mutants that this finds: owners fixed before the others; a walk that ignores prices.
    await fc.assert(
      fc.asyncProperty(owned, async (instance) => {
        const plan = solve(instance);
        const isOwnersCall = (i: number): boolean => plan.owned[i] === 1 && channelOf(instance, i) === 'call';
        const least = await leastCost(instance, (candidate) => plan.unplaced[candidate] === '');
        const most = [await mostCalls(instance), await mostCallsOfOwners(instance)];
        const calls = [countPlaced(instance, plan, 'call'), [...plan.owned.keys()].filter(isOwnersCall).length];
        expect(calls).toEqual(most.map(Math.round));
        expect(costOfPlan(instance, plan)).toBeCloseTo(least, 4);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
