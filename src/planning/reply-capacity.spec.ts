import { aPlanFrame, hours, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import { evenRate, ReplyCapacity } from './reply-capacity.js';
import { solvePlan } from './solve-plan.js';

const WORK = { share: 0.5, minutes: 2 };

describe('what agents can answer for', () => {
  // Four messages a minute bring four minutes of work a minute: four agents are needed.
  const capacity = new ReplyCapacity([hours(9, 12, 14, 18), hours(9, 12)], WORK, 4);

  it('is the part of the even rate for which there are agents on shift', () => {
    const parts = [8, 9, 12, 13, 15, 18, 20].map((hour) => capacity.partAt(hours(hour)[0]!));
    expect(parts).toEqual([0, 0.5, 0, 0, 0.25, 0, 0]);
  });

  it('cuts time where that changes', () => {
    expect(capacity.listLevels().map((list) => [...list])).toEqual([[...hours(14, 18)], [...hours(9, 12)]]);
  });

  it('is all of it where enough are there, joined over changes of shift', () => {
    const enough = new ReplyCapacity([hours(9, 12), hours(12, 18)], WORK, 1);
    expect(enough.listLevels().map((list) => [...list])).toEqual([[...hours(9, 18)]]);
    expect(enough.partAt(hours(12)[0]!)).toBe(1);
  });

  it('is asked about the rate that all open minutes have together', () => {
    expect(evenRate(120, hours(9, 10, 14, 15))).toBe(1);
    expect(evenRate(5, hours())).toBe(0);
  });
});

describe('messages that bring answers', () => {
  const DAY = hours(9, 12, 14, 20);
  const frame = (perMinute: number) => {
    const agents = [...somePlanAgents(2, { shifts: hours(9, 12, 14, 18) })];
    const profiles = [{ channel: 'sms' as const, windows: DAY, provisionalFrom: Infinity }];
    const rates = { sms: { perMinute, held: [] }, email: { perMinute, held: [] } };
    return aPlanFrame({ agents, profiles, rates, replies: { share: 1, minutes: 5 } });
  };
  const inHours = (slots: Float64Array, from: number, to: number) =>
    slots.filter((at) => at >= hours(from)[0]! && at < hours(to)[0]!).length;

  it('go while agents are on shift, and all of them are placed', () => {
    const plan = solvePlan(planColumns(Array.from({ length: 900 }, () => ({}))), frame(600));
    expect(plan.unplaced.every((code) => code === '')).toBe(true);
    expect(inHours(plan.slot, 18, 20)).toBeLessThan(20);
    // Seven hours of shift take the rest alike.
    expect(inHours(plan.slot, 9, 12) / 3).toBeCloseTo(inHours(plan.slot, 14, 18) / 4, 0);
  });

  it('go in other hours too where the rate leaves no other time', () => {
    const plan = solvePlan(planColumns(Array.from({ length: 500 }, () => ({}))), frame(1));
    expect(plan.unplaced.every((code) => code === '')).toBe(true);
    expect(inHours(plan.slot, 18, 20)).toBeGreaterThanOrEqual(80);
  });

  it('lie as even as ever where the agents can answer for them', () => {
    const columns = planColumns(Array.from({ length: 54 }, () => ({})));
    const agents = somePlanAgents(2, { shifts: DAY });
    const staffed = { ...frame(600), agents };
    const plan = solvePlan(columns, staffed);
    expect([...plan.slot]).toEqual([...solvePlan(columns, { ...staffed, replies: null }).slot]);
  });
});
