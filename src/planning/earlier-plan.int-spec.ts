import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
let t: TestDatabase;

beforeEach(async () => {
  t = await openTestDatabase();
});
afterEach(() => t.close());

const customer = (i: number) => insertCustomer(t.database, { phone: `+86138${String(i).padStart(8, '0')}` });

describe('planning again', () => {
  it('leaves every call with its agent and its minute when customers come and go', async () => {
    for (const agent_no of ['001', '002', '003']) {
      await insertAgent(t.database, { agent_no, shifts: JSON.stringify(WORKDAY) });
    }
    const ids: number[] = [];
    for (let i = 0; i < 12; i++) ids.push(await customer(i));
    const services = await openPlanServices(t.database, clock);
    const times = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
    const { id } = await services.campaigns.create({ name: 'x', ladder: ['call'], ...times }, 'test');
    const plan = async () => {
      const summary = await services.plans.plan(id, {}, 'test');
      expect((await services.verifier.verify(id)).checks.filter(({ ok }) => !ok)).toEqual([]);
      const rows = await t.database.query<{ customerId: number; place: string }>(
        `SELECT v.customer_id AS "customerId", v.agent_id || ' ' || a.scheduled_at AS place
         FROM visits v JOIN attempts a ON a.visit_id = v.id WHERE v.campaign_id = $1`,
        [id],
      );
      return { summary, places: new Map(rows.map(({ customerId, place }) => [customerId, place])) };
    };
    const first = await plan();
    await customer(12);
    const added = await plan();
    for (const one of ids) expect(added.places.get(one)).toBe(first.places.get(one));
    await t.database.execute('UPDATE customers SET deceased = TRUE WHERE id = $1', [ids[0]]);
    const removed = await plan();
    const moved = ids.slice(1).filter((one) => removed.places.get(one) !== added.places.get(one));
    expect(moved.length).toBeLessThanOrEqual(2);
    expect(removed.summary.assignment.spread).toBe(0);
  });
});
