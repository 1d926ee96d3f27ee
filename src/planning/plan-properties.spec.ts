import fc from 'fast-check';
import { planColumns } from '../../test/support/plan-inputs.js';
import { planInstances, type PlanInstance } from '../../test/support/plan-instances.js';
import { mayTake } from '../../test/support/plan-oracle.js';
import { solvePlaces, solvePlan, type SolvedPlan } from './solve-plan.js';

/** Raise it for a longer search; the seed makes a run repeatable. */
const RUNS = 100;
const SEED = 20261128;
const MINUTE = 60_000;

const instances = planInstances({ agents: 5, kindsOfCustomer: 8, customersEach: 12 });
const bothWays = fc
  .tuple(instances, fc.constantFrom('owner' as const, 'even' as const))
  .map(([instance, assignment]): PlanInstance => ({ ...instance, frame: { ...instance.frame, assignment } }));

function solve({ candidates, frame }: PlanInstance): SolvedPlan {
  return solvePlan(planColumns(candidates), frame);
}

function loadsOf({ frame }: PlanInstance, plan: SolvedPlan): number[] {
  const loads = frame.agents.map(({ held }) => held);
  for (const agent of plan.agent) if (agent >= 0) loads[agent]! += 1;
  return loads;
}

function channelOf({ candidates, frame }: PlanInstance, candidate: number): string {
  return frame.profiles[candidates[candidate]!.profile!]!.channel;
}

function keep(instance: PlanInstance, isKept: (candidate: number) => boolean): PlanInstance {
  const kept = [...instance.candidates.keys()].filter(isKept);
  return {
    ...instance,
    candidates: kept.map((i) => ({ customerId: i + 1, ...instance.candidates[i] })),
    demands: kept.map((i) => instance.demands[i]!),
  };
}

/** The same question when another campaign has already planned all this. */
function holding(instance: PlanInstance, plan: SolvedPlan): PlanInstance['frame'] {
  const { frame } = instance;
  const placed = [...plan.agent.keys()].filter((i) => plan.unplaced[i] === '');
  const loads = loadsOf(instance, plan);
  const inMinutes = (channel: 'sms' | 'email') => {
    const own = placed.filter((i) => channelOf(instance, i) === channel);
    const at = own.map((i) => ({ at: Math.floor(plan.slot[i]! / MINUTE) * MINUTE, count: 1 }));
    return { ...frame.rates[channel], held: [...frame.rates[channel].held, ...at] };
  };
  return {
    ...frame,
    agents: frame.agents.map((agent, index) => {
      const calls = placed.filter((i) => plan.agent[i] === index && channelOf(instance, i) === 'call');
      return { ...agent, held: loads[index]!, heldAt: [...agent.heldAt, ...calls.map((i) => plan.slot[i]!)] };
    }),
    rates: { sms: inMinutes('sms'), email: inMinutes('email') },
  };
}

describe('a plan, whatever is asked', () => {
  it('has the same places when only places are asked for: as many of each class of time and agents', () => {
    // Mutant that this finds: calls that are placed without the classes of their owners.
    fc.assert(
      fc.property(bothWays, ({ candidates, frame }) => {
        const columns = planColumns(candidates);
        const kindOf = (i: number) =>
          ['profile', 'agentSet', 'from', 'rolledDue'].map((name) => columns.get(name as 'profile', i)).join();
        const count = ({ unplaced }: Pick<SolvedPlan, 'unplaced'>) => {
          const kinds = unplaced.map((code, i) => `${kindOf(i)} ${code}`);
          return [...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length]);
        };
        expect(count(solvePlaces(columns, frame))).toEqual(count(solvePlan(columns, frame)));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('closes its books: everybody has a place, or one reason why not', () => {
    // Mutant that this finds: an owner's call that is not counted in `fixed`.
    fc.assert(
      fc.property(bothWays, (instance) => {
        const plan = solve(instance);
        const placed = plan.unplaced.map((code) => code === '');
        placed.forEach((isPlaced, i) => {
          expect([plan.agent[i]! >= 0, !Number.isNaN(plan.slot[i]!)]).toEqual([isPlaced, isPlaced]);
          if (isPlaced) expect(mayTake(instance.frame.agents[plan.agent[i]!]!, instance.demands[i]!)).toBe(true);
          if (plan.owned[i] === 1) expect(plan.agent[i]).toBe(instance.candidates[i]!.owner);
        });
        expect(plan.unplaced).toHaveLength(instance.candidates.length);
        expect([...plan.assignment.load]).toEqual(loadsOf(instance, plan));
        const owned = [...plan.owned].filter((isOwned) => isOwned === 1).length;
        expect(plan.fixed.reduce((sum, count) => sum + count, 0)).toBe(owned);
        for (const channel of ['sms', 'email'] as const) {
          const inWindows = plan.windows[channel].reduce((sum, { count }) => sum + count, 0);
          expect(inWindows).toBe(placed.filter((isPlaced, i) => isPlaced && channelOf(instance, i) === channel).length);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('comes out the same, row by row, when it is made twice', () => {
    // Mutant that this finds: lots that remember how many were drawn before.
    fc.assert(
      fc.property(bothWays, (instance) => {
        const [one, two] = [solve(instance), solve(instance)];
        expect([two.agent, two.slot, two.unplaced, two.owned]).toEqual([one.agent, one.slot, one.unplaced, one.owned]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('leaves no room behind: planned once more beside itself, nobody of those left out finds a place', () => {
    // Mutant that this finds: no `augment`.
    fc.assert(
      fc.property(instances, (instance) => {
        const plan = solve(instance);
        const rest = keep(instance, (i) => plan.unplaced[i] !== '');
        const again = solve({ ...rest, frame: holding(instance, plan) });
        expect(again.unplaced).not.toContain('');
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe('a growing audience', () => {
  const ample = { perMinute: 100_000, held: [] };
  const growing = fc.tuple(bothWays, fc.integer({ min: 0, max: 99 })).map(([{ frame, ...rest }, percent]) => ({
    instance: { ...rest, frame: { ...frame, rates: { sms: ample, email: ample } } },
    percent,
  }));

  it("takes no visit from an agent: each one's load stays or grows, on top of held loads and by weight", () => {
    // Mutant that this finds: held load that counts for every other audience only (`currentLoads`).
    fc.assert(
      fc.property(growing, ({ instance, percent }) => {
        const isEarly = (i: number): boolean => (i * 7919) % 100 < percent;
        const before = loadsOf(instance, solve(keep(instance, isEarly)));
        const after = loadsOf(instance, solve(keep(instance, () => true)));
        before.forEach((load, agent) => expect(after[agent]).toBeGreaterThanOrEqual(load));
      }),
      { numRuns: 2 * RUNS, seed: SEED },
    );
  });
});
