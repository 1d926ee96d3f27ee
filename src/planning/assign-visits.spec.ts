import fc from 'fast-check';
import { assignVisits, type AssignmentProblem } from './assign-visits.js';

interface Small {
  readonly weights: number[];
  readonly held: number[];
  readonly capacity: number[][]; // agent × kind
  readonly classes: { size: number; agents: number[]; kinds: number[]; limited: boolean }[];
}

function toProblem({ weights, held, capacity, classes }: Small): AssignmentProblem {
  const kindCount = (capacity[0]?.length ?? 0) + 1;
  const potCapacity = Float64Array.from(capacity.flatMap((row) => [...row, Infinity]));
  return {
    classes: classes.map(({ size, agents, kinds, limited }) => ({
      size,
      agents: Int32Array.from(agents),
      kinds: Int32Array.from(limited ? kinds : [kindCount - 1]),
      limited,
      stage: 1,
      fallback: -1,
      order: 0,
    })),
    agentCount: weights.length,
    kindCount,
    potCapacity,
    gateOf: new Int32Array(potCapacity.length).fill(-1),
    gateCapacity: new Float64Array(0),
    held: Float64Array.from(held),
    weight: Float64Array.from(weights),
  };
}

function unconstrained(units: number, weights: number[], held = weights.map(() => 0)): number[] {
  const agents = weights.map((_, i) => i);
  const small: Small = {
    weights,
    held,
    capacity: weights.map(() => []),
    classes: [{ size: units, agents, kinds: [], limited: false }],
  };
  return Array.from(assignVisits(toProblem(small)).load, (load, i) => load - held[i]!);
}

/** Every way to place every unit or leave it out: the most placed, then the least cost, then the earliest agents. */
function bruteForce(small: Small): { placed: number; cost: number } {
  const units = small.classes.flatMap((entry) => Array.from({ length: entry.size }, () => entry));
  const free = small.capacity.map((row) => [...row]);
  const load = [...small.held];
  let best = { placed: -1, cost: Infinity };
  const visit = (i: number, placed: number): void => {
    if (i === units.length) {
      const cost = load.reduce((sum, value, agent) => sum + (value * value) / small.weights[agent]!, 0);
      if (placed > best.placed || (placed === best.placed && cost < best.cost - 1e-9)) best = { placed, cost };
      return;
    }
    visit(i + 1, placed);
    const { agents, kinds, limited } = units[i]!;
    for (const agent of agents) {
      for (const kind of limited ? kinds : [-1]) {
        if (kind >= 0 && free[agent]![kind]! <= 0) continue;
        if (kind >= 0) free[agent]![kind]! -= 1;
        load[agent]! += 1;
        visit(i + 1, placed + 1);
        load[agent]! -= 1;
        if (kind >= 0) free[agent]![kind]! += 1;
      }
    }
  };
  visit(0, 0);
  return best;
}

const smallInstances = fc
  .record({ agentCount: fc.integer({ min: 1, max: 3 }), kinds: fc.integer({ min: 1, max: 2 }) })
  .chain(({ agentCount, kinds }) =>
    fc.record({
      weights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: agentCount, maxLength: agentCount }),
      held: fc.array(fc.nat(4), { minLength: agentCount, maxLength: agentCount }),
      capacity: fc.array(fc.array(fc.nat(2), { minLength: kinds, maxLength: kinds }), {
        minLength: agentCount,
        maxLength: agentCount,
      }),
      classes: fc.array(
        fc.record({
          size: fc.nat(2),
          agents: fc.subarray([...Array(agentCount).keys()], { minLength: 1 }),
          kinds: fc.subarray([...Array(kinds).keys()], { minLength: 1 }),
          limited: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  );

describe('assignVisits', () => {
  it.each([
    { units: 100, weights: [10, 8, 5], expected: [43, 35, 22] },
    { units: 10, weights: [1, 1, 1], expected: [4, 3, 3] },
    { units: 7, weights: [1, 1, 1, 1], expected: [2, 2, 2, 1] },
  ])('splits $units by $weights into $expected', ({ units, weights, expected }) => {
    expect(unconstrained(units, weights)).toEqual(expected);
  });

  it.each([
    { units: 30, held: [120, 100, 80], expected: [0, 5, 25] },
    { units: 60, held: [120, 100, 80], expected: [0, 20, 40] },
    { units: 90, held: [120, 100, 80], expected: [10, 30, 50] },
    { units: 5, held: [10, 0], expected: [0, 5] },
  ])('fills $units on top of held loads $held as $expected', ({ units, held, expected }) => {
    expect(
      unconstrained(
        units,
        held.map(() => 1),
        held,
      ),
    ).toEqual(expected);
  });

  it('keeps equal agents within one visit of each other', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 9 }), (units, agents) => {
        const loads = unconstrained(units, Array<number>(agents).fill(1));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        expect(loads.reduce((a, b) => a + b, 0)).toBe(units);
      }),
    );
  });

  it('never takes a visit from an agent because there is more work', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.nat(200), fc.integer({ min: 1, max: 40 }), (given, units, more) => {
        const before = unconstrained(units, given);
        const after = unconstrained(units + more, given);
        before.forEach((load, i) => expect(after[i]).toBeGreaterThanOrEqual(load));
      }),
    );
  });

  it('places the most and evens out the best, like trying everything', () => {
    fc.assert(
      fc.property(smallInstances, (small) => {
        const { placed, load } = assignVisits(toProblem(small));
        const cost = load.reduce((sum, value, agent) => sum + (value * value) / small.weights[agent]!, 0);
        const best = bruteForce(small);
        expect(placed.reduce((a, b) => a + b, 0)).toBe(best.placed);
        expect(cost).toBeCloseTo(best.cost, 9);
      }),
      { numRuns: 400 },
    );
  });

  it('gives equal shares to the same agents whatever the order of the classes', () => {
    fc.assert(
      fc.property(smallInstances, (small) => {
        const turned = { ...small, classes: [...small.classes].reverse() };
        expect([...assignVisits(toProblem(turned)).load]).toEqual([...assignVisits(toProblem(small)).load]);
      }),
    );
  });

  it('respects the limit of a day across its pots and reports what binds', () => {
    const problem = toProblem({
      weights: [1],
      held: [0],
      capacity: [[5, 5]],
      classes: [{ size: 9, agents: [0], kinds: [0, 1], limited: true }],
    });
    const gated = { ...problem, gateOf: Int32Array.from([0, 0, -1]), gateCapacity: Float64Array.from([6]) };
    const { placed, binding } = assignVisits(gated);
    expect(placed[0]).toBe(6);
    expect(binding).toEqual({ classes: [0], agents: [0] });
  });

  it('keeps owners first and passes on what an owner has no time for', () => {
    const problem = toProblem({
      weights: [1, 1],
      held: [0, 0],
      capacity: [[4], [9]],
      classes: [
        { size: 6, agents: [0], kinds: [0], limited: true },
        { size: 0, agents: [0, 1], kinds: [0], limited: true },
      ],
    });
    const [owned, free] = problem.classes;
    const { load, placed, size } = assignVisits({ ...problem, classes: [{ ...owned!, stage: 0, fallback: 1 }, free!] });
    expect([...load]).toEqual([4, 2]);
    expect([...placed]).toEqual([4, 2]);
    expect([...size]).toEqual([4, 2]);
  });
});
