import { readBooks } from '../../test/support/books.js';
import { insertAgent, insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { Reason } from '../kernel/reason.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
let t: TestDatabase;
let services: PlanServices;
let phone = 0;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  clock.set('2026-11-23T01:00:00Z');
});
afterEach(() => t.close());

async function agents(count: number, overrides: object = {}): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 1; i <= count; i++) {
    const agent_no = String(i).padStart(3, '0');
    ids.push(await insertAgent(t.database, { agent_no, shifts: JSON.stringify(WORKDAY), ...overrides }));
  }
  return ids;
}

async function customers(count: number, overrides: object = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    phone += 1;
    await insertCustomer(t.database, { phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
  }
}

async function campaign(definition: object = {}): Promise<number> {
  const base = { name: 'x', ladder: ['sms'], startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
  return (await services.campaigns.create({ ...base, ...definition }, 'test')).id;
}

interface Row {
  readonly customerNo: string;
  readonly agentNo: string;
  readonly channel: string;
  readonly at: Date;
  readonly visitReasons: Reason[];
  readonly attemptReasons: Reason[];
}

function rows(id: number): Promise<Row[]> {
  return t.database.query<Row>(
    `SELECT c.customer_no AS "customerNo", a.agent_no AS "agentNo", t.channel, t.scheduled_at AS at,
       v.reasons AS "visitReasons", t.reasons AS "attemptReasons"
     FROM visits v JOIN attempts t ON t.visit_id = v.id JOIN agents a ON a.id = v.agent_id JOIN customers c ON c.id = v.customer_id
     WHERE v.campaign_id = $1 ORDER BY v.id`,
    [id],
  );
}

/** Plans, and has the verifier look at every plan that was stored. */
async function plan(id: number, dryRun = false) {
  const summary = await services.plans.plan(id, { dryRun }, 'test');
  if (!dryRun) expect((await services.verifier.verify(id)).checks.filter(({ ok }) => !ok)).toEqual([]);
  return summary;
}

describe('a plan', () => {
  it('gives every visit an agent, a time and reasons, and its books balance', async () => {
    await agents(3);
    await customers(10);
    await customers(2, { deceased: true });
    await insertCustomer(t.database, {});
    const id = await campaign({ ladder: ['sms', 'call'] });
    const summary = await plan(id);
    expect(summary).toMatchObject({
      campaignId: id,
      audience: 13,
      planned: 10,
      excluded: { deceased: 2, 'no-usable-contact-point': 1 },
      unplaced: {},
      assignment: { spread: 1, optimal: true },
      feasibility: { feasible: true, missed: 0, shortfalls: [] },
    });
    expect(summary.assignment.agents.map(({ agentNo, assigned, quota }) => [agentNo, assigned, quota])).toEqual([
      ['001', 4, 4],
      ['002', 3, 3],
      ['003', 3, 3],
    ]);
    const books = await readBooks(t.database, id);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);
    for (const row of await rows(id)) {
      expect(row.attemptReasons.length).toBeGreaterThan(0);
      expect(row.visitReasons[0]).toEqual({ code: 'agent-even', params: { agentNo: row.agentNo, candidates: 3 } });
    }
    const unlike = `SELECT a.id FROM attempts a JOIN visits v ON v.id = a.visit_id WHERE a.campaign_id = $1
       AND a.agent_id IS DISTINCT FROM CASE WHEN a.channel = 'call' THEN v.agent_id END`;
    expect(await t.database.query(unlike, [id])).toEqual([]);
    const stored = await services.campaigns.get(id);
    expect(stored).toMatchObject({ state: 'planned', audience: 13, planVersion: 1 });
    expect(stored.planSummary).toEqual(summary);
  });

  it('keeps the last contact for the campaign of higher priority, and counts who waits', async () => {
    await agents(1);
    await customers(2);
    const first = await campaign({ ladder: ['sms'], survey: null });
    await plan(first);
    await t.database.execute(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [first]);
    const other = (priority: number) =>
      campaign({ name: 'y', ladder: ['sms'], survey: null, priority, deadlineAt: '2026-11-30T12:00:00Z' });
    const lower = await other(4);
    expect(await plan(lower)).toMatchObject({ planned: 2, deferred: { 'cap-planned': 2 } });
    const codes = (await rows(lower)).map(({ attemptReasons }) => attemptReasons.map(({ code }) => code));
    expect(codes[0]).toEqual(expect.arrayContaining(['slot-after-cap', 'cap-planned']));
    const before = new Map((await rows(first)).map((row) => [row.customerNo, row.at]));
    for (const { customerNo, at } of await rows(lower)) {
      expect(at.getTime() - before.get(customerNo)!.getTime()).toBeGreaterThanOrEqual(24 * 3_600_000);
    }
    expect(await plan(await other(6))).toMatchObject({ planned: 2, deferred: {} });
  });

  it('stores nothing on a dry run', async () => {
    await agents(1);
    await customers(2);
    const id = await campaign();
    expect(await plan(id, true)).toMatchObject({ planned: 2, changed: true });
    expect(await rows(id)).toEqual([]);
    expect(await services.campaigns.get(id)).toMatchObject({ state: 'draft', planVersion: 0 });
  });

  it('changes nothing when nothing has changed, and replaces what has not begun when something has', async () => {
    await agents(2);
    await customers(4);
    const id = await campaign();
    await plan(id);
    const before = await t.database.query('SELECT * FROM attempts ORDER BY id');
    clock.advanceMs(60_000);
    expect(await plan(id)).toMatchObject({ changed: false, planVersion: 1 });
    expect(await t.database.query('SELECT * FROM attempts ORDER BY id')).toEqual(before);
    await customers(2);
    expect(await plan(id)).toMatchObject({ changed: true, planVersion: 2, planned: 6, audience: 6 });
    const books = await readBooks(t.database, id);
    expect(books.counters).toEqual(books.rows);
  });

  it('keeps owners, and says why where it cannot', async () => {
    await agents(3);
    await t.database.execute(
      `UPDATE agents SET leave = '[{"from":"2026-11-01","to":"2026-11-30"}]' WHERE agent_no = '003'`,
    );
    await customers(1, { customer_no: 'own', owner_agent_no: '002' });
    await customers(1, { customer_no: 'away', owner_agent_no: '003' });
    await customers(1, { customer_no: 'gone', owner_agent_no: '999' });
    const id = await campaign();
    await plan(id);
    const codes = (await rows(id)).map((row) => [
      row.customerNo,
      row.agentNo,
      row.visitReasons.map(({ code }) => code),
    ]);
    expect(codes).toEqual([
      ['away', '001', ['agent-even', 'owner-away', 'zones-address']],
      ['gone', '001', ['agent-even', 'owner-unknown', 'zones-address']],
      ['own', '002', ['agent-owner', 'zones-address']],
    ]);
  });

  it('counts the load that agents hold already', async () => {
    const [first] = await agents(2);
    await customers(4);
    const other = await campaign({ name: 'other' });
    const customer = await insertCustomer(t.database, { tags: ['other'] });
    for (const occasion of ['a', 'b']) await insertVisit(t.database, other, customer, { agent_id: first, occasion });
    const id = await campaign({ segment: { none: [{ field: 'tags', op: 'contains', value: 'other' }] } });
    const { assignment } = await plan(id);
    expect(assignment.agents.map(({ held, assigned }) => [held, assigned])).toEqual([
      [2, 1],
      [0, 3],
    ]);
  });

  it('names who has no agent, no known zone, and no time left, with what would help', async () => {
    await agents(1, { regions: ['江西省'], shifts: JSON.stringify([{ days: [2], from: '09:00', to: '09:30' }]) });
    await customers(8, { province: '江西省' });
    await customers(1, { province: '广东省' });
    await customers(1, { province: '江西省', timezone: 'Asia/Beijing' });
    const id = await campaign({ ladder: ['call'] });
    const summary = await plan(id);
    expect(summary).toMatchObject({
      audience: 10,
      planned: 6,
      unplaced: { 'unplaced-capacity': 2, 'unplaced-no-agent': 1, 'unplaced-unknown-zone': 1 },
    });
    expect(summary.feasibility).toMatchObject({
      feasible: false,
      missed: 4,
      shortfalls: [
        { code: 'unplaced-capacity', count: 2, channel: 'call', demand: { region: '江西省', agents: 1 } },
        { code: 'unplaced-no-agent', count: 1, channel: 'call', demand: { region: '广东省', agents: 0 } },
        { code: 'unplaced-unknown-zone', count: 1, suggestion: null },
      ],
      reach: [
        { channel: 'call', region: '江西省', agents: 1, customers: 8, reached: 6 },
        { channel: 'call', region: '广东省', agents: 0, customers: 1, reached: 0 },
      ],
    });
    const { shortfalls, suggestions } = summary.feasibility;
    expect(suggestions?.map(({ reason }) => reason)).toContainEqual({
      code: 'suggest-more-agents',
      params: { agents: 1, like: '001', reaches: 2, missed: 2 },
    });
    expect(shortfalls[1]?.suggestion).toEqual({
      code: 'suggest-agent-for',
      params: { agents: 1, asked: '广东省', reaches: 1, missed: 3 },
    });
    const [excluded] = await t.database.query(`SELECT params FROM exclusions WHERE code = 'unplaced-no-agent'`);
    expect(excluded).toEqual({ params: { region: '广东省', agents: 0 } });
  });

  it('finds at planning time that a promise falls wholly into closed days (1L.2)', async () => {
    await agents(1);
    await customers(3);
    const id = await campaign({
      ladder: ['call'],
      startAt: '2026-09-30T12:30:00Z',
      deadlineAt: '2026-10-03T09:00:00Z',
    });
    clock.set('2026-09-30T12:30:00Z');
    const summary = await plan(id);
    expect(summary).toMatchObject({ planned: 3, feasibility: { feasible: false, missed: 3 } });
    expect(summary.feasibility.shortfalls[0]).toMatchObject({ code: 'promise-missed', count: 3 });
    const [visit] = await t.database.query(`SELECT due_at, rolled_due_at FROM visits WHERE campaign_id = $1`, [id]);
    expect(visit).toEqual({
      due_at: new Date('2026-10-03T09:00:00Z'),
      rolled_due_at: new Date('2026-10-08T04:00:00Z'),
    });
    expect((await rows(id)).map(({ at }) => at.toISOString())).toEqual([
      '2026-10-08T01:00:00.000Z',
      '2026-10-08T01:05:00.000Z',
      '2026-10-08T01:10:00.000Z',
    ]);
  });

  it('marks what rests on a calendar that is not published', async () => {
    await agents(1);
    await customers(1);
    const id = await campaign({
      startAt: '2026-12-31T12:30:00Z',
      deadlineAt: '2027-01-08T12:00:00Z',
      ladder: ['call'],
    });
    await plan(id);
    const [row] = await rows(id);
    expect(row?.at.toISOString()).toBe('2027-01-04T01:00:00.000Z');
    expect(row?.attemptReasons).toContainEqual({
      code: 'slot-provisional',
      params: { year: 2027, command: 'revisit calendar import FILE' },
    });
  });

  it('plans a running standing campaign on: who is newly due, and who was unplaced before', async () => {
    await agents(1, { regions: ['江西省'] });
    const served = { province: '江西省', last_service_at: '2026-11-22T02:00:00Z' };
    await customers(2, served);
    await customers(1, { ...served, province: '广东省' });
    for (const { id } of await t.database.query<{ id: number }>('SELECT id FROM customers')) await service(id);
    const id = await campaign({
      kind: 'after-service',
      standing: { trigger: 'last-service', earliestDays: 0, dueDays: 3 },
      startAt: '2026-11-20T01:00:00Z',
      deadlineAt: '2027-11-20T01:00:00Z',
    });
    expect(await plan(id)).toMatchObject({ planned: 2, unplaced: { 'unplaced-no-agent': 1 } });
    await t.database.execute(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [id]);
    const before = await rows(id);
    await t.database.execute(`UPDATE agents SET regions = '{}'`);
    await customers(1, served);
    await service((await t.database.one<{ id: number }>('SELECT max(id) AS id FROM customers')).id);
    expect(await plan(id)).toMatchObject({ changed: true, planVersion: 2, planned: 2, unplaced: {} });
    expect((await rows(id)).slice(0, 2)).toEqual(before);
    const stored = await services.campaigns.get(id);
    expect(stored).toMatchObject({ state: 'running', audience: 4 });
    const books = await readBooks(t.database, id);
    expect(books.counters).toEqual(books.rows);
  });

  it('is refused once the audience of a one-off campaign is frozen', async () => {
    await agents(1);
    const id = await campaign();
    await plan(id);
    await t.database.execute(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [id]);
    await expect(plan(id)).rejects.toMatchObject({ reason: { code: 'plan-too-late' } });
  });
});

function service(customerId: number): Promise<number> {
  return insertRow(t.database, 'services', { customer_id: customerId, served_at: '2026-11-22T02:00:00Z', item: 'x' });
}
