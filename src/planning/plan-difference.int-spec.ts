import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { isDifferent, NO_DIFFERENCE, type PlanDifferenceGroup } from './plan-difference.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
let t: TestDatabase;
let services: PlanServices;
let id: number;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  await insertAgent(t.database, { agent_no: '001', shifts: JSON.stringify(WORKDAY) });
  for (const no of ['a', 'b', 'c', 'd']) await customer(no);
  const times = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
  ({ id } = await services.campaigns.create({ name: 'x', ladder: ['sms'], ...times }, 'test'));
  await services.plans.plan(id, {}, 'test');
});
afterEach(() => t.close());

let phone = 0;
function customer(customer_no: string, overrides: object = {}): Promise<number> {
  phone += 1;
  return insertCustomer(t.database, { customer_no, phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
}

const change = (set: string, no: string) =>
  t.database.execute(`UPDATE customers SET ${set}, version = version + 1 WHERE customer_no = $1`, [no]);

async function difference(dryRun = false) {
  return (await services.plans.plan(id, { compare: true, dryRun }, 'test')).difference ?? NO_DIFFERENCE;
}

const named = ({ first }: PlanDifferenceGroup) => first.map(({ customerNo, reason }) => [customerNo, reason.code]);

describe('what differs from the plan before', () => {
  it('is nobody where nothing changed', async () => {
    expect(isDifferent(await difference())).toBe(false);
  });

  it('names who came, who went and why, and who is left out for another reason', async () => {
    await change(`do_not_contact = '{all}'`, 'a');
    await change(`lifecycle = 'lapsed'`, 'b');
    await customer('e');
    await customer('f', { deceased: true });
    const { added, removed, leftOut } = await difference();
    expect(named(added)).toEqual([['e', 'new-in-audience']]);
    expect(named(removed)).toEqual([
      ['a', 'do-not-contact'],
      ['b', 'not-in-audience'],
    ]);
    expect(removed).toMatchObject({ count: 2, byReason: { 'do-not-contact': 1, 'not-in-audience': 1 } });
    expect(removed.first[0]?.reason.params).toEqual({ channel: 'sms' });
    expect(named(leftOut)).toEqual([['f', 'deceased']]);
  });

  it('names who comes back, and for what reason they were left out before', async () => {
    await change(`do_not_contact = '{all}'`, 'a');
    await services.plans.plan(id, {}, 'test');
    await change(`do_not_contact = '{}'`, 'a');
    const { added } = await difference();
    expect(named(added)).toEqual([['a', 'no-longer-left-out']]);
    expect(added.first[0]?.reason.params).toEqual({ was: 'do-not-contact' });
  });

  it('names whose agent is another one', async () => {
    await insertAgent(t.database, { agent_no: '002', shifts: JSON.stringify(WORKDAY) });
    const { added, changed } = await difference();
    expect(added.count).toBe(0);
    expect(changed).toMatchObject({ count: 2, byReason: { 'other-agent': 2 } });
    expect(changed.first[0]?.reason).toEqual({ code: 'other-agent', params: { agentNo: '002' } });
  });

  it('can be looked at without a trace: the plan stays as it was', async () => {
    const rows = () => t.database.query('SELECT id, plan_version FROM visits ORDER BY id');
    const before = await rows();
    await change(`do_not_contact = '{all}'`, 'a');
    expect((await difference(true)).removed.count).toBe(1);
    expect(await rows()).toEqual(before);
    expect((await difference(true)).removed.count).toBe(1);
  });

  it('is kept with the plan, and changes the hash of the audience with its members', async () => {
    const { audienceHash } = await services.campaigns.get(id);
    await customer('e');
    await difference();
    const stored = await services.campaigns.get(id);
    expect(stored.planSummary).toMatchObject({ difference: { added: { count: 1 } } });
    expect(stored.audienceHash).not.toBe(audienceHash);
  });
});
