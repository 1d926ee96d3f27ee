import { planChanges, planOutlook } from './plan-changes.js';

const plan = {
  audience: 100,
  planned: 90,
  excluded: { 'no-consent': 8 },
  unplaced: { 'unplaced-deadline': 2 },
  assignment: { agents: [{ agentNo: '010', assigned: 45 }] },
  feasibility: { feasible: false, missed: 2, shortfalls: [{ suggestion: 'one agent more' }] },
};

describe('what differs between two plans', () => {
  it('is nothing when nothing changed', () => {
    expect(planChanges(plan, structuredClone(plan))).toEqual([]);
  });

  it('names each number that came out differently, also one that is new or gone', () => {
    const again = { ...plan, audience: 101, excluded: { 'opted-out': 1, 'no-consent': 8 }, unplaced: {} };
    expect(planChanges(plan, again)).toEqual([
      { what: 'audience', before: 100, after: 101 },
      { what: 'unplaced.unplaced-deadline', before: 2, after: 0 },
      { what: 'excluded.opted-out', before: 0, after: 1 },
    ]);
  });

  it('begins from nothing where there was no plan', () => {
    expect(planChanges(null, { audience: 3 })).toEqual([{ what: 'audience', before: 0, after: 3 }]);
  });
});

describe("a plan's outlook", () => {
  it('says who will be missed and why', () => {
    expect(planOutlook(plan)).toEqual({
      feasible: false,
      missed: 2,
      unplaced: { 'unplaced-deadline': 2 },
      shortfalls: [{ suggestion: 'one agent more' }],
    });
  });

  it('is good where nothing stands against it', () => {
    expect(planOutlook({})).toEqual({ feasible: true, missed: 0, unplaced: {}, shortfalls: [] });
  });
});
