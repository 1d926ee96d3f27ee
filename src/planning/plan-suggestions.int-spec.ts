import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { Change } from './plan-change.js';
import type { PlanSummary } from './plan-summary.js';

/** Wednesday, 30 September 2026, 10:00 in Shanghai: the day before eight days off. */
const EVE = '2026-09-30T02:00:00Z';
const clock = new FixedClock(EVE);
let t: TestDatabase;
let services: PlanServices;
let phone = 0;

async function open(): Promise<void> {
  const opened = await openTestDatabase();
  services = await openPlanServices(opened.database, clock);
  t = opened;
}

beforeEach(open);
afterEach(() => t.close());

const agent = (agent_no: string, from: string, to: string, overrides: object = {}) =>
  insertAgent(t.database, {
    agent_no,
    shifts: JSON.stringify([{ days: [1, 2, 3, 4, 5, 6, 7], from, to }]),
    ...overrides,
  });

async function customers(count: number, overrides: object = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    phone += 1;
    await insertCustomer(t.database, { phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
  }
}

async function campaign(definition: object): Promise<number> {
  return (await services.campaigns.create({ name: 'x', ladder: ['call'], ...definition }, 'test')).id;
}

/** Makes the change for real: in the campaign, or among the agents. */
async function make(id: number, change: Change): Promise<void> {
  if (change.kind === 'agents') {
    const named = { skills: change.skill, languages: change.language, regions: change.region };
    const own = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]]));
    for (let i = 0; i < change.count; i++) {
      await t.database.execute(
        `INSERT INTO agents (agent_no, name, shifts, skills, languages, regions, weight, daily_minutes, created_at, updated_at)
         SELECT 'new' || $2::text, 'new', shifts, coalesce($3, skills), coalesce($4, languages), coalesce($5, regions), weight,
           daily_minutes, created_at, updated_at FROM agents WHERE agent_no = $1`,
        [change.like, i, ...['skills', 'languages', 'regions'].map((name) => Object.fromEntries(own)[name] ?? null)],
      );
    }
  } else if (change.kind === 'hours') {
    await t.database.execute(
      `UPDATE agents SET daily_minutes = daily_minutes + $1, shifts = (SELECT jsonb_agg(shift || jsonb_build_object('to',
         to_char((shift->>'to')::time + $1 * interval '1 minute', 'HH24:MI'))) FROM jsonb_array_elements(shifts) AS shift)`,
      [change.minutes],
    );
  } else if (change.kind !== 'rate') await services.drafts.take(id, change, 'test');
}

const plan = (id: number): Promise<PlanSummary> => services.plans.plan(id, {}, 'test');

/** Each suggestion of a plan, made for real and planned again; what is compared is what it promised. */
async function compareEach(setUp: () => Promise<number>): Promise<Record<string, readonly [unknown, unknown]>> {
  const { suggestions } = (await plan(await setUp())).feasibility;
  const kinds: Record<string, readonly [unknown, unknown]> = {};
  for (const { change, reason } of suggestions ?? []) {
    await t.close();
    await open();
    const id = await setUp();
    const before = await plan(id);
    await make(id, change);
    const after = await plan(id);
    const reached = (summary: PlanSummary) => summary.feasibility.reach.reduce((sum, one) => sum + one.reached, 0);
    expect([change, after.feasibility.missed]).toEqual([change, reason.params['missed']]);
    expect([change, reached(after) - reached(before)]).toEqual([change, reason.params['reaches']]);
    kinds[change.kind] = [reason.params['reaches'], reason.params['missed']];
  }
  return kinds;
}

describe('each suggestion, made for real and planned again, gives what it says', () => {
  it('where the shifts are full: agents, hours, days, another channel, an earlier start', async () => {
    const kinds = await compareEach(async () => {
      await agent('001', '09:00', '10:00');
      await customers(20);
      const dates = { startAt: '2026-10-09T00:00:00Z', deadlineAt: '2026-10-09T12:00:00Z' };
      return campaign(dates);
    });
    expect(kinds).toEqual({
      agents: [8, 0],
      hours: [8, 0],
      days: [8, 0],
      channel: [8, 0],
      start: [8, 0],
    });
  }, 120_000);

  it('where nobody has what is asked', async () => {
    const kinds = await compareEach(async () => {
      await agent('001', '09:00', '18:00', { regions: ['江西省'] });
      await customers(3, { province: '广东省' });
      return campaign({ startAt: '2026-10-09T00:00:00Z', deadlineAt: '2026-10-09T12:00:00Z' });
    });
    expect(kinds).toEqual({ agents: [3, 0] });
  }, 120_000);

  it('where the promise falls wholly into closed days (1L.2): a later deadline, an earlier start', async () => {
    const kinds = await compareEach(async () => {
      await agent('001', '09:00', '18:00');
      await customers(3);
      return campaign({ startAt: '2026-09-30T12:30:00Z', deadlineAt: '2026-10-03T09:00:00Z' });
    });
    expect(kinds).toMatchObject({ deadline: [3, 0], start: [3, 0] });
  }, 120_000);
});

describe('taking a suggestion', () => {
  it('changes the draft and keeps the rest of it', async () => {
    await agent('001', '09:00', '18:00');
    await customers(3);
    const id = await campaign({
      startAt: '2026-09-30T12:30:00Z',
      deadlineAt: '2026-10-03T09:00:00Z',
      priority: 70,
      seed: 5,
    });
    await plan(id);
    const before = await services.campaigns.get(id);
    const until = '2026-10-08T04:00:00.000Z';
    await services.drafts.take(id, { kind: 'deadline', until }, 'test');
    const after = await services.campaigns.get(id);
    expect(after).toMatchObject({ state: 'draft', deadlineAt: new Date(until) });
    const { ladder, segment, priority, seed, templates, policyId, surveyId, options, caps, startAt } = before;
    expect(after).toMatchObject({
      ladder,
      segment,
      priority,
      seed,
      templates,
      policyId,
      surveyId,
      options,
      caps,
      startAt,
    });
  });

  it('is refused for agents and rates, which are kept elsewhere', async () => {
    const id = await campaign({});
    await expect(services.drafts.take(id, { kind: 'hours', minutes: 30 }, 'test')).rejects.toMatchObject({
      reason: { code: 'not-of-campaign' },
    });
  });
});
