import fc from 'fast-check';
import { aPlanFrame, aProfile, hours, planColumns, somePlanAgents, TUESDAY } from '../../test/support/plan-inputs.js';
import type { Candidate, PlanFrame } from './plan-input.js';
import { solvePlan, type SolvedPlan } from './solve-plan.js';

const HOUR = 3_600_000;
const CALL = 2;

function many(count: number, overrides: Partial<Candidate>): Partial<Candidate>[] {
  return Array.from({ length: count }, () => overrides);
}

function countBy<T>(items: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function isInside(at: number, stretches: Float64Array): boolean {
  return stretches.some((start, i) => i % 2 === 0 && start <= at && at < stretches[i + 1]!);
}

/** What must hold for every plan, whatever it was asked. */
function expectLawful(plan: SolvedPlan, candidates: readonly Partial<Candidate>[], frame: PlanFrame): void {
  const columns = planColumns(candidates);
  const calls = new Map<number, number[]>();
  for (let i = 0; i < columns.length; i++) {
    const isPlaced = plan.unplaced[i] === '';
    expect(plan.agent[i]! >= 0).toBe(isPlaced);
    expect(Number.isNaN(plan.slot[i]!) && isPlaced).toBe(false);
    if (!isPlaced) continue;
    const profile = frame.profiles[columns.get('profile', i)]!;
    expect(isInside(plan.slot[i]!, profile.windows)).toBe(true);
    expect(plan.slot[i]!).toBeGreaterThanOrEqual(columns.get('from', i));
    expect(plan.slot[i]!).toBeLessThan(columns.get('rolledDue', i));
    expect(frame.agentSets[columns.get('agentSet', i)]).toContain(plan.agent[i]);
    if (profile.channel === 'call') calls.set(plan.agent[i]!, [...(calls.get(plan.agent[i]!) ?? []), plan.slot[i]!]);
  }
  for (const [agent, slots] of calls) {
    slots.sort((a, b) => a - b);
    slots.forEach((at, i) => {
      expect(
        isInside(at, frame.agents[agent]!.shifts) && isInside(at + 5 * 60_000 - 1, frame.agents[agent]!.shifts),
      ).toBe(true);
      if (i > 0) expect(at - slots[i - 1]!).toBeGreaterThanOrEqual(5 * 60_000);
    });
    const limit = frame.agents[agent]!.callsPerDay ?? Infinity;
    for (const count of countBy(slots.map(frame.dayOf)).values()) expect(count).toBeLessThanOrEqual(limit);
  }
}

describe('solvePlan', () => {
  it('spreads messages evenly: no minute above 1.2 times the even rate, none at a dawn herd', () => {
    const plan = solvePlan(planColumns(many(10_000, {})), aPlanFrame());
    const perMinute = countBy([...plan.slot].map((at) => Math.floor(at / 60_000)));
    const even = 10_000 / (4 * 9 * 60);
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(Math.ceil(even * 1.2));
    expect(perMinute.size).toBe(4 * 9 * 60);
  });

  it('leaves later rungs the time that they wait', () => {
    const plan = solvePlan(planColumns(many(100, { laterWaitMs: 48 * HOUR })), aPlanFrame());
    expect(Math.max(...plan.slot)).toBeLessThan(TUESDAY + 92 * HOUR - 48 * HOUR);
  });

  it('uses the time of later rungs rather than leave somebody out', () => {
    const rates = { sms: { perMinute: 1, held: [] }, email: { perMinute: 1, held: [] } };
    const plan = solvePlan(planColumns(many(2_000, { laterWaitMs: 48 * HOUR })), aPlanFrame({ rates }));
    expect(plan.unplaced.every((code) => code === '')).toBe(true);
  });

  it('places as many messages as the rate carries and says so of the rest', () => {
    const rates = { sms: { perMinute: 1, held: [] }, email: { perMinute: 1, held: [] } };
    const plan = solvePlan(planColumns(many(3_000, {})), aPlanFrame({ rates }));
    expect(countBy(plan.unplaced)).toEqual(
      new Map([
        ['', 2160],
        ['unplaced-rate', 840],
      ]),
    );
  });

  it('puts calls one after another from the start of the shift, due first first', () => {
    const soon = { profile: CALL, rolledDue: TUESDAY + 10 * HOUR, due: TUESDAY + 10 * HOUR };
    const plan = solvePlan(planColumns([{ profile: CALL }, soon]), aPlanFrame({ agents: somePlanAgents(1) }));
    expect([...plan.slot]).toEqual([TUESDAY + 9 * HOUR + 5 * 60_000, TUESDAY + 9 * HOUR]);
  });

  it('fills the shifts to the last cell and leaves out only what has no room', () => {
    // Four days of seven hours, twelve calls an hour, two agents.
    const frame = aPlanFrame({ agents: somePlanAgents(2) });
    const candidates = many(700, { profile: CALL });
    const plan = solvePlan(planColumns(candidates), frame);
    expect(countBy(plan.unplaced)).toEqual(
      new Map([
        ['', 672],
        ['unplaced-capacity', 28],
      ]),
    );
    expectLawful(plan, candidates, frame);
    expect(plan.assignment.binding.agents).toEqual([0, 1]);
  });

  it('finds the places that going by due time alone would lose over a lunch gap', () => {
    // The first may only be called at 11:55, the second at 11:50 and 11:55 and is due earlier.
    const profiles = [
      aProfile({ channel: 'call', windows: hours(11.9, 12) }),
      aProfile({ channel: 'call', windows: hours(11.8, 12) }),
    ];
    const candidates = [
      { profile: 0, rolledDue: TUESDAY + 13 * HOUR },
      { profile: 1, rolledDue: TUESDAY + 12 * HOUR },
    ];
    const plan = solvePlan(planColumns(candidates), aPlanFrame({ agents: somePlanAgents(1), profiles }));
    expect(plan.unplaced).toEqual(['', '']);
  });

  it('keeps owners first and fills up the others evenly', () => {
    const owned = many(8, { owner: 0 });
    const plan = solvePlan(planColumns([...owned, ...many(7, {})]), aPlanFrame());
    expect(countBy(plan.agent)).toEqual(
      new Map([
        [0, 8],
        [1, 4],
        [2, 3],
      ]),
    );
    expect([...plan.owned].slice(0, 8)).toEqual(Array(8).fill(1));
  });

  it('is even first when the campaign says so', () => {
    const plan = solvePlan(planColumns(many(9, { owner: 0 })), aPlanFrame({ assignment: 'even' }));
    expect(countBy(plan.agent)).toEqual(
      new Map([
        [0, 3],
        [1, 3],
        [2, 3],
      ]),
    );
  });

  it('gives calls that a full owner has no time for to others', () => {
    const agents = [...somePlanAgents(1, { shifts: hours(9, 10) }), ...somePlanAgents(2).slice(1)];
    const candidates = many(20, { profile: CALL, owner: 0 });
    const plan = solvePlan(planColumns(candidates), aPlanFrame({ agents }));
    expect(countBy(plan.agent)).toEqual(
      new Map([
        [0, 12],
        [1, 8],
      ]),
    );
    expect(plan.owned.reduce((a, b) => a + b, 0)).toBe(12);
  });

  it('respects the calls of a day, those of other campaigns included', () => {
    const agents = somePlanAgents(1, { callsPerDay: 10, heldAt: [TUESDAY + 9 * HOUR, TUESDAY + 15 * HOUR] });
    const frame = aPlanFrame({ agents });
    const candidates = many(50, { profile: CALL });
    const plan = solvePlan(planColumns(candidates), frame);
    expect(countBy(plan.unplaced).get('')).toBe(38);
    expectLawful(plan, candidates, frame);
    expect([...plan.slot]).not.toContain(TUESDAY + 9 * HOUR);
  });

  it('names those without window and those without agent', () => {
    const frame = aPlanFrame({ agentSets: [Int32Array.of(0), new Int32Array(0)] });
    const plan = solvePlan(planColumns([{ rolledDue: NaN }, { agentSet: 1 }, {}]), frame);
    expect(plan.unplaced).toEqual(['unplaced-no-window', 'unplaced-no-agent', '']);
  });

  // Mutant that this finds: limits of calls rounded down to quarters of an hour instead of moved to the next cell.
  it('loses nothing by hundreds of different limits: as many calls as going by due time alone can place', () => {
    const minute = fc.nat(24 * 60 - 1);
    const frame = aPlanFrame({ agents: somePlanAgents(1, { shifts: hours(9, 12, 14, 18) }) });
    const starts = [...Array(36).keys(), ...Array.from({ length: 48 }, (_, i) => 60 + i)].map(
      (cell) => TUESDAY + 9 * HOUR + cell * 5 * 60_000,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(minute, minute), { minLength: 100, maxLength: 160 }), (spans) => {
        const calls = spans.map(([a, b]) => ({
          from: Math.max(frame.from, TUESDAY + Math.min(a, b) * 60_000),
          rolledDue: TUESDAY + Math.max(a, b) * 60_000 + 60_000,
        }));
        const plan = solvePlan(planColumns(calls.map((call) => ({ ...call, profile: CALL }))), frame);
        const waiting = [...calls];
        let placed = 0;
        for (const at of starts) {
          const open = waiting.filter(({ from, rolledDue }) => from <= at && at < rolledDue);
          const next = open.sort((a, b) => a.rolledDue - b.rolledDue)[0];
          if (next === undefined) continue;
          waiting.splice(waiting.indexOf(next), 1);
          placed += 1;
        }
        expect(plan.unplaced.filter((code) => code === '')).toHaveLength(placed);
        expect([plan.exact, plan.grids]).toEqual([true, { fromMs: 0, untilMs: 0 }]);
      }),
      { numRuns: 30 },
    );
  });

  it('says that it is not proven the best where limits of messages were rounded and some found no place', () => {
    const rates = { sms: { perMinute: 1, held: [] }, email: { perMinute: 1, held: [] } };
    const dues = Array.from({ length: 300 }, (_, i) => ({ rolledDue: TUESDAY + 9 * HOUR + (i + 1) * 30_000 }));
    expect(solvePlan(planColumns(dues), aPlanFrame({ rates })).exact).toBe(false);
    expect(solvePlan(planColumns(dues), aPlanFrame()).exact).toBe(true);
  });

  it('gives the earlier of two equal slots to whose one-week clock runs out first', () => {
    const week = { profile: CALL, weekDue: TUESDAY + 30 * HOUR };
    const plan = solvePlan(planColumns([{ profile: CALL }, week]), aPlanFrame({ agents: somePlanAgents(1) }));
    expect([...plan.slot]).toEqual([TUESDAY + 9 * HOUR + 5 * 60_000, TUESDAY + 9 * HOUR]);
  });

  it('is lawful, keeps its books and comes out the same twice, whatever it is asked', () => {
    const frame = aPlanFrame({
      agents: [
        ...somePlanAgents(2, { shifts: hours(9, 9.5, 33, 33.25), callsPerDay: 4 }),
        ...somePlanAgents(3).slice(2),
      ],
      agentSets: [Int32Array.of(0, 1, 2), Int32Array.of(0), Int32Array.of(1, 2)],
      profiles: [
        aProfile(),
        aProfile({ channel: 'call' }),
        aProfile({ channel: 'call', windows: hours(9, 9.25, 33, 34) }),
      ],
    });
    const candidate = fc.record({
      profile: fc.nat(2),
      agentSet: fc.nat(2),
      rolledDue: fc.constantFrom(9.2, 10, 33.1, 92).map((hour) => TUESDAY + hour * HOUR),
      from: fc.constantFrom(9, 9.1).map((hour) => TUESDAY + hour * HOUR),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 40 }), (candidates) => {
        const plan = solvePlan(planColumns(candidates), frame);
        expectLawful(plan, candidates, frame);
        const again = solvePlan(planColumns(candidates), frame);
        expect([again.agent, again.slot, again.unplaced]).toEqual([plan.agent, plan.slot, plan.unplaced]);
      }),
    );
  });
});
