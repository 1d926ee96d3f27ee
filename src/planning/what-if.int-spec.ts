import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
let t: TestDatabase;
let services: PlanServices;
let id: number;

beforeEach(async () => {
  clock.set('2026-11-23T01:00:00Z');
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  const shifts = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '10:00' }]);
  await insertAgent(t.database, { agent_no: '001', shifts });
  for (let i = 0; i < 20; i++) await insertCustomer(t.database, { phone: `+86138${String(i).padStart(8, '0')}` });
  const dates = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-24T12:00:00Z' };
  id = (await services.campaigns.create({ name: 'x', ladder: ['call'], ...dates }, 'test')).id;
});
afterEach(() => t.close());

const ask = async (...changes: Parameters<PlanServices['trials']['ask']>[1]) =>
  services.trials.ask(await services.campaigns.get(id), changes);
const missedOf = async (...changes: Parameters<PlanServices['trials']['ask']>[1]) => {
  const answer = await ask(...changes);
  return [answer?.before.feasibility.missed, answer?.after.feasibility.missed];
};

describe('what if', () => {
  it('answers for changes in memory, for those that are read anew, and for several together', async () => {
    expect(await missedOf()).toEqual([8, 8]);
    expect(await missedOf({ kind: 'agents', count: 1, like: '001' })).toEqual([8, 0]);
    expect(await missedOf({ kind: 'hours', minutes: 30 })).toEqual([8, 2]);
    expect(await missedOf({ kind: 'start', at: '2026-11-23T01:00:00.000Z' })).toEqual([8, 0]);
    expect(await missedOf({ kind: 'channel', channel: 'sms' })).toEqual([8, 0]);
    expect(await missedOf({ kind: 'hours', minutes: 30 }, { kind: 'days', days: 1 })).toEqual([8, 0]);
  });

  it('says what planning with the change then does', async () => {
    const answer = await ask({ kind: 'days', days: 1 });
    await services.drafts.take(id, { kind: 'days', days: 1 }, 'test');
    const { audience, planned, unplaced, slots, feasibility } = await services.plans.plan(id, {}, 'test');
    expect(answer?.after).toMatchObject({ audience, planned, unplaced, slots });
    expect(answer?.after.feasibility.reach).toEqual(feasibility.reach);
  });

  it('stores nothing, and leaves a plan that is there as it is', async () => {
    await services.plans.plan(id, {}, 'test');
    const rows = () => t.database.query('SELECT * FROM attempts ORDER BY id');
    const before = [await rows(), await services.campaigns.get(id)];
    await ask({ kind: 'agents', count: 3, like: '001' });
    expect([await rows(), await services.campaigns.get(id)]).toEqual(before);
  });

  it('keeps what was read for a while: a new customer shows after ten minutes, a changed agent at once', async () => {
    await ask();
    await insertCustomer(t.database, { phone: '+8613900000000' });
    expect((await ask())?.before.audience).toBe(20);
    clock.advanceMs(10 * 60_000);
    expect((await ask())?.before.audience).toBe(21);
    await t.database.execute(`UPDATE agents SET active = FALSE, updated_at = updated_at + interval '1 second'`);
    expect((await ask())?.before.unplaced).toEqual({ 'unplaced-no-agent': 21 });
  });
});
