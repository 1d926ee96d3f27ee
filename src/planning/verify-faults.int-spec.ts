import { Command } from 'commander';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { registerCampaignCommands } from './campaign.command.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
/** Before the plan: the verifier judges nobody who has changed since. */
const LONG_AGO = '2026-11-01T00:00:00Z';
/** The last minute of the morning in which an SMS may go, and three of another campaign in one minute of the day. */
const NOON = '2026-11-24T04:00:00Z';
const BUSY = '2026-11-24T02:30:00Z';
let t: TestDatabase;
let services: PlanServices;
let id: number;

/**
 * Messages at three a minute beside another campaign. Two agents, one of whom alone speaks Cantonese; three customers
 * of the other one; two whom nobody may take; and birthdays in a standing campaign. Faults are planted in the rows, one
 * after another, each put back after it.
 */
beforeAll(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock, { SMS_RATE_PER_SECOND: '0.05' });
  await insertAgent(t.database, { agent_no: '001', languages: ['yue'], shifts: WORKDAY, updated_at: LONG_AGO });
  await insertAgent(t.database, { agent_no: '002', languages: ['cmn'], shifts: WORKDAY, updated_at: LONG_AGO });
  await customers(10, { language: 'yue' });
  await customers(3, { owner_agent_no: '002' });
  await customers(2, { required_skill: 'vip' });
  await customers(2, { tags: ['card'], birthday: '1990-11-24' });
  await otherCampaign();
  const times = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-24T12:00:00Z' };
  const segment = { none: [{ field: 'tags', op: 'contains', value: 'card' }] };
  id = (await services.campaigns.create({ name: 'x', ladder: ['sms'], segment, ...times }, 'test')).id;
  await services.plans.plan(id, {}, 'test');
  await t.database.execute(`CREATE TABLE kept_visits AS SELECT * FROM visits;
    CREATE TABLE kept_attempts AS SELECT * FROM attempts; CREATE TABLE kept_campaigns AS SELECT * FROM campaigns`);
});
afterEach(() =>
  t.database
    .execute(`UPDATE visits v SET agent_id = k.agent_id, reasons = k.reasons FROM kept_visits k WHERE k.id = v.id;
    UPDATE attempts a SET scheduled_at = k.scheduled_at FROM kept_attempts k WHERE k.id = a.id;
    UPDATE campaigns c SET plan_summary = k.plan_summary FROM kept_campaigns k WHERE k.id = c.id`),
);
afterAll(() => t.close());

let phone = 0;
async function customers(count: number, facts: object): Promise<void> {
  for (let i = 0; i < count; i++) {
    phone += 1;
    const row = { ...facts, phone: `+86138${String(phone).padStart(8, '0')}`, updated_at: LONG_AGO };
    await insertCustomer(t.database, row);
  }
}

async function otherCampaign(): Promise<void> {
  const campaignId = await insertCampaign(t.database, { state: 'running' });
  for (let i = 0; i < 3; i++) {
    const customerId = await insertCustomer(t.database, { tags: ['card'], updated_at: LONG_AGO });
    const visit = { id: await insertVisit(t.database, campaignId, customerId), campaignId, customerId };
    await insertAttempt(t.database, visit, { scheduled_at: BUSY, created_at: LONG_AGO });
  }
}

const wrong = async (campaignId = id) => (await services.verifier.verify(campaignId)).failed;
/** What `verify plan` says on standard error where a rule is broken, with exit status 1. */
async function failureOfCommand(): Promise<string | undefined> {
  let failure: string | undefined;
  const program = new Command();
  registerCampaignCommands(program, async (_, work) => {
    const found = await work({ get: () => services.verifier as never }, () => Promise.resolve());
    failure = found?.failure;
  });
  await program.parseAsync(['verify', 'plan', String(id)], { from: 'user' });
  return failure;
}
const faultsOf = async (name: string, campaignId = id) =>
  (await services.verifier.verify(campaignId)).checks
    .find((check) => check.name === name)!
    .faults.map(({ text }) => text.replace(/visit \d+ \(customer T\d+\) |customer T\d+ /, ''));
const change = (sql: string) => t.database.execute(sql);
const FIRST = `(SELECT min(v.id) FROM visits v WHERE v.campaign_id = (SELECT max(id) FROM campaigns))`;

/**
 * Faults planted one after another in the planner, each seen to fail as soon as the plan of this file is stored: owners
 * of messages passed over (solve-plan); languages not asked (eligible-agents); the first attempt dropped (plan-rows); a
 * customer too many in a limit (evenness-limits); an agent left out (plan-agents). In plan.int-spec: windows a minute too
 * long (time-profiles); shifts an hour too long (plan-agents).
 */
describe('faults in the rows of a plan', () => {
  it('are none where nothing was planted; what was checked is counted', async () => {
    const { ok, failed, skipped, checks } = await services.verifier.verify(id);
    expect({ ok, failed, skipped }).toEqual({ ok: true, failed: [], skipped: [] });
    expect(Object.fromEntries(checks.map(({ name, checked }) => [name, checked]))).toMatchObject({
      'sums-close': 15,
      'inside-windows': 13,
      'owners-first': 3,
      'unplaced-rightly': 2,
      'within-rates': 13,
    });
  });

  it('are no failure of the command where there are none', async () => {
    expect(await failureOfCommand()).toBeUndefined();
  });

  it.each([
    ['is one minute late', `'${NOON}'`, 'outside the windows, at 2026-11-24T04:00:00.000Z'],
    ['lies before the campaign', `'2026-11-23T06:00:00Z'`, 'too early, at 2026-11-23T06:00:00.000Z'],
  ])('show where an attempt %s', async (_, at, text) => {
    await change(`UPDATE attempts SET scheduled_at = ${at} WHERE visit_id = ${FIRST}`);
    expect((await faultsOf('inside-windows'))[0]).toContain(`is planned ${text}`);
  });

  it('are not there one minute earlier', async () => {
    await change(
      `UPDATE attempts SET scheduled_at = timestamptz '${NOON}' - interval '1 minute' WHERE visit_id = ${FIRST}`,
    );
    expect(await wrong()).toEqual([]);
  });

  it('show where two agents were exchanged', async () => {
    await change(`UPDATE visits v SET agent_id = o.id, reasons = jsonb_set(v.reasons, '{0,params,agentNo}', to_jsonb(o.agent_no))
      FROM agents o WHERE v.campaign_id = ${id} AND o.id <> v.agent_id AND v.reasons -> 0 ->> 'code' <> 'agent-owner'`);
    expect((await faultsOf('agents-eligible'))[0]).toBe('is with 002, who may not take this customer');
  });

  it('show where the rate is exceeded together with another campaign', async () => {
    await change(`UPDATE attempts SET scheduled_at = '${BUSY}' WHERE visit_id = ${FIRST}`);
    expect(await faultsOf('within-rates')).toEqual([
      '1 sms in the minute 2026-11-24T02:30:00.000Z beside 3 of other campaigns; the rate is 3 a minute',
    ]);
  });

  it('show where an owner was passed over', async () => {
    await change(`UPDATE visits v SET agent_id = o.id, reasons = jsonb_build_array(
        jsonb_build_object('code', 'agent-even', 'params', jsonb_build_object('agentNo', '001')))
      FROM agents o WHERE o.agent_no = '001' AND v.campaign_id = ${id} AND v.reasons -> 0 ->> 'code' = 'agent-owner'`);
    expect(await faultsOf('owners-first')).toEqual(
      Array.from({ length: 3 }, () => 'was not left with its owner 002, who may take it'),
    );
  });

  it.each([
    ['another figure', `jsonb_set(plan_summary, '{assignment,limits,0,customers}', '9')`],
    ['another language', `jsonb_set(plan_summary, '{assignment,limits,0,language}', '"cmn"')`],
    ['nothing', `jsonb_set(plan_summary, '{assignment,limits}', '[]')`],
  ])('show where the summary names %s as the limit to evenness', async (_, sql) => {
    expect((await services.verifier.verify(id)).checks.at(-1)).toMatchObject({ detail: 'yue: 10 customers, 1 agents' });
    await change(`UPDATE campaigns SET plan_summary = ${sql} WHERE id = ${id}`);
    expect(await wrong()).toEqual(['limits-named']);
    expect(await failureOfCommand()).toBe(`Plan 1 of campaign ${id} does not hold: limits-named`);
  });

  it('show where an agent was not counted', async () => {
    await change(`UPDATE campaigns SET plan_summary = plan_summary #- '{assignment,agents,1}' WHERE id = ${id}`);
    expect(await faultsOf('agents-complete')).toEqual(['002 could take visits and was left out']);
  });

  it('show where somebody was left out whom an agent may take', async () => {
    await change(`UPDATE agents SET skills = '{vip}' WHERE agent_no = '002'`);
    expect(await faultsOf('unplaced-rightly')).toEqual(['was left out for want of an agent (and 1 like it); 002 may']);
    await change(`UPDATE agents SET skills = '{}' WHERE agent_no = '002'`);
  });

  it('show where a visit of a standing campaign begins before its day', async () => {
    const standing = { trigger: 'birthday', earliestDays: 0, dueDays: 0 };
    const segment = { all: [{ field: 'tags', op: 'contains', value: 'card' }] };
    const definition = { name: 'y', kind: 'birthday', survey: null, ladder: ['sms'], standing, segment };
    const birthdays = await services.campaigns.create(definition, 'test');
    clock.set('2026-11-24T00:00:00Z');
    expect(await services.plans.plan(birthdays.id, {}, 'test')).toMatchObject({ planned: 2 });
    clock.set('2026-11-23T01:00:00Z');
    expect(await wrong(birthdays.id)).toEqual([]);
    await change(`UPDATE campaigns SET plan_summary = jsonb_set(plan_summary, '{now}', '"2026-11-22T00:00:00Z"'),
      start_at = '2026-11-22T00:00:00Z' WHERE id = ${birthdays.id}`);
    await change(`UPDATE attempts SET scheduled_at = '2026-11-23T06:00:00Z' WHERE visit_id = ${FIRST}`);
    expect((await faultsOf('inside-windows', birthdays.id))[0]).toContain('it begins 2026-11-23T16:00:00.000Z');
  });

  it('show where a row was dropped', async () => {
    await change(`DELETE FROM attempts WHERE visit_id = (SELECT min(id) FROM visits WHERE campaign_id = ${id});
      DELETE FROM visits WHERE id = (SELECT min(id) FROM visits WHERE campaign_id = ${id})`);
    const expected = ['sums-close', 'counters-equal-rows', 'certificate-recomputed', 'limits-named'];
    expect(await wrong()).toEqual(expected);
  });
});
