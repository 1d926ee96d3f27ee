import type { PlannedParts } from '../../planning/plan-preview.service.js';
import { codeBars, ofPlan, toConsequence } from './consequence.js';

const ZONE = 'Asia/Shanghai';
const slot = (from: string, counts: object) => ({ from, to: from, sms: 0, email: 0, call: 0, ...counts });
const agent = (agentNo: string, held: number, assigned: number) => ({
  agentNo,
  name: agentNo,
  weight: 1,
  held,
  assigned,
  owned: 0,
  quota: assigned,
  dhondt: assigned,
});
const PLAN: PlannedParts = {
  audience: 100,
  planned: 60,
  excluded: { 'no-consent': 10, 'opted-out': 20 },
  returning: { 'opted-out': 15, 'cap-reached': 1 },
  deferred: { 'cap-planned': 4 },
  unplaced: { 'unplaced-capacity': 10 },
  assignment: {
    agents: [agent('010', 5, 35), agent('011', 0, 25)],
    spread: 15,
    spreadReason: null,
    gini: 0.1,
    jain: 0.95,
    optimal: true,
    limits: [{ language: 'yue', agents: 2, customers: 42, others: 3, loadEach: 21, evenLoad: 6.4 }],
    certificate: {
      claim: 'no-improving-exchange',
      cost: 1,
      placed: 60,
      unplaced: 10,
      fixed: 0,
      grids: { fromMs: 0, untilMs: 0 },
      exchanges: 0,
    },
  },
  feasibility: {
    feasible: false,
    missed: 10,
    shortfalls: [{ code: 'unplaced-capacity', count: 10, channel: 'call', suggestion: null }],
    reach: [
      { channel: 'call', skill: 'VIP', region: '广东省', agents: 2, customers: 20, reached: 10 },
      { channel: 'sms', agents: 2, customers: 50, reached: 50 },
    ],
    suggestions: [
      {
        change: { kind: 'days', days: 2 },
        causes: [0],
        reason: { code: 'suggest-more-days', params: { days: 2, reaches: 10, missed: 0 } },
      },
      {
        change: { kind: 'agents', count: 1, like: '010' },
        causes: [0],
        reason: { code: 'suggest-more-agents', params: { agents: 1, like: '010', reaches: 8, missed: 2 } },
      },
    ],
  },
  smsUnits: 1,
  windows: [],
  slots: [
    slot('2026-11-24T15:00:00Z', { sms: 10 }),
    slot('2026-11-24T16:00:00Z', { sms: 20, call: 20 }),
    slot('2026-11-25T01:00:00Z', { email: 10 }),
  ],
};

describe('the consequence of a campaign', () => {
  it('says how many each, how many missing, and why', () => {
    const { audience, excludedNumber, plan } = ofPlan(PLAN, ZONE);
    expect([audience, excludedNumber, plan?.planned, plan?.least, plan?.most]).toEqual([100, 30, 60, 25, 35]);
    expect([plan?.isFeasible, plan?.missed]).toEqual([false, 10]);
    expect(plan?.shortfalls).toEqual([{ labelKey: 'report.code.unplaced-capacity', number: 10 }]);
  });

  it('says each cause once, the largest first', () => {
    const short = (code: 'unplaced-rate' | 'promise-missed', count: number) => ({ code, count, suggestion: null });
    const shortfalls = [short('unplaced-rate', 1), ...[5, 4, 3, 2].map((count) => short('promise-missed', count))];
    const lines = ofPlan({ ...PLAN, feasibility: { ...PLAN.feasibility, shortfalls } }, ZONE).plan?.shortfalls;
    expect(lines?.map(({ labelKey, number }) => [labelKey, number])).toEqual([
      ['console.campaigns.promise-missed', 14],
      ['report.code.unplaced-rate', 1],
    ]);
  });

  it('offers to take what the campaign itself can change, and leads to where the rest is changed', () => {
    expect(ofPlan(PLAN, ZONE).plan?.suggestions.map(({ take, href }) => [take, href])).toEqual([
      [{ kind: 'days', value: '2' }, null],
      [null, '/people'],
    ]);
  });

  it('says of each class how many of how many are reached, and what keeps the split from being even', () => {
    const plan = ofPlan(PLAN, ZONE).plan;
    expect(plan?.classes.map(({ asked, reached, customers, width }) => [asked, reached, customers, width])).toEqual([
      ['VIP · 广东省', 10, 20, 50],
      ['', 50, 50, 100],
    ]);
    expect(plan?.limits).toEqual([{ asked: 'yue +3', customers: 42, agents: 2, each: 21, even: 6 }]);
  });

  it('counts days by the wall clock of the organisation, and draws them from zero', () => {
    const days = ofPlan(PLAN, ZONE).plan?.days.map(({ at, number, width }) => [at.toISOString(), number, width]);
    expect(days).toEqual([
      ['2026-11-23T16:00:00.000Z', 10, 20],
      ['2026-11-24T16:00:00.000Z', 50, 100],
    ]);
  });

  it('shows agents before and after on one scale', () => {
    expect(ofPlan(PLAN, ZONE).plan?.agents).toMatchObject([
      { agentNo: '010', held: 5, assigned: 35, number: 40, heldWidth: 12.5, assignedWidth: 87.5 },
      { agentNo: '011', held: 0, assigned: 25, number: 25, heldWidth: 0, assignedWidth: 62.5 },
    ]);
  });

  it('of a large audience says its size and who is left out of those that were read', () => {
    const preview = { kind: 'part', audience: 900_000, read: 5_000, excluded: { deceased: 3 }, returning: {} } as const;
    expect(toConsequence(preview, ZONE)).toMatchObject({
      audience: 900_000,
      excludedNumber: 3,
      read: 5_000,
      plan: null,
    });
  });

  it('sorts reasons by how many they hold, and leaves empty ones out', () => {
    const bars = codeBars({ b: 2, a: 2, c: 8, d: 0 });
    expect(bars.map(({ code, width }) => [code, width])).toEqual([
      ['c', 100],
      ['a', 25],
      ['b', 25],
    ]);
  });

  it('says beside each reason who would come back without it, of a rule that only stands beside others too', () => {
    const { excluded } = ofPlan(PLAN, ZONE);
    expect(excluded.map(({ code, number, returning }) => [code, number, returning])).toEqual([
      ['opted-out', 20, 15],
      ['no-consent', 10, 0],
      ['cap-reached', 0, 1],
    ]);
    expect(codeBars({ deceased: 1 })[0]?.returning).toBeNull();
  });

  it('says who waits for a limit of contacts', () => {
    expect(ofPlan(PLAN, ZONE).plan?.deferred).toMatchObject([{ code: 'cap-planned', number: 4, width: 100 }]);
  });

  it('of nobody is empty, not broken', () => {
    const none = {
      ...PLAN,
      audience: 0,
      planned: 0,
      excluded: {},
      returning: {},
      slots: [],
      assignment: { ...PLAN.assignment, agents: [] },
    };
    expect(ofPlan(none, ZONE).plan).toMatchObject({ least: 0, most: 0, days: [], agents: [] });
  });
});
