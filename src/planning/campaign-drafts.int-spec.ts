import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MOST_PLANNED_AT_ONCE } from './plan-preview.service.js';

const clock = new FixedClock('2026-09-28T01:00:00Z');
const DEFINITION = {
  name: 'Before the launch',
  ladder: ['sms'],
  startAt: '2026-10-09T01:00:00Z',
  deadlineAt: '2026-10-12T12:00:00Z',
};
let t: TestDatabase;
let services: PlanServices;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  await insertAgent(t.database, { agent_no: '010' });
  await insertCustomer(t.database, { phone: '+8613800000001' });
});
afterEach(() => t.close());

async function plannedCampaign(definition: object = DEFINITION): Promise<number> {
  const { id } = await services.campaigns.create(definition, 'user:alice');
  await services.plans.plan(id, {}, 'user:alice');
  return id;
}

describe('changing a campaign before its launch', () => {
  it('makes a planned one a draft again, without a trace of its plan', async () => {
    const id = await plannedCampaign();
    expect(await services.campaigns.get(id)).toMatchObject({ state: 'planned', audience: 1 });
    await services.drafts.change(id, { name: 'Shorter', ladder: ['email'] }, 'user:alice');
    expect(await services.campaigns.get(id)).toMatchObject({ state: 'draft', audience: 0, name: 'Shorter' });
    const { n } = await t.database.one<{ n: number }>(
      `SELECT (SELECT count(*) FROM visits) + (SELECT count(*) FROM exclusions) + (SELECT coalesce(sum(delta), 0) FROM ledger_deltas) AS n`,
    );
    expect(n).toBe(0);
  });

  it('is refused once it runs', async () => {
    const id = await plannedCampaign();
    await t.database.execute(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [id]);
    await expect(services.drafts.change(id, DEFINITION, 'user:alice')).rejects.toMatchObject({
      reason: { code: 'campaign-is-running', params: { command: 'edit' } },
    });
  });
});

describe('the look ahead', () => {
  it('says what a plan would, and leaves nothing behind', async () => {
    await insertCustomer(t.database, {});
    const json = { ...DEFINITION, segment: { all: [] } };
    const draft = await services.campaigns.draft(json, 'user:alice');
    const preview = await services.previews.preview(draft);
    const { id } = await services.campaigns.create(json, 'user:alice');
    const { audience, planned, excluded } = await services.plans.plan(id, {}, 'user:alice');
    expect(preview).toMatchObject({ kind: 'whole', plan: { audience, planned, excluded } });
    expect([audience, planned]).toEqual([2, 1]);
    const { n } = await t.database.one<{ n: number }>('SELECT count(*) AS n FROM campaigns');
    expect(n).toBe(1);
  });

  it('of a planned campaign that is being changed does not count its own plan, and keeps it', async () => {
    const id = await plannedCampaign();
    const draft = await services.campaigns.draft(DEFINITION, 'user:alice', id);
    const preview = await services.previews.preview(draft);
    expect(preview).toMatchObject({
      kind: 'whole',
      plan: { planned: 1, assignment: { agents: [{ held: 0, assigned: 1 }] } },
    });
    expect((await t.database.one<{ n: number }>('SELECT count(*) AS n FROM visits')).n).toBe(1);
  });

  it('of a large audience gives its size at once, and who is left out of the first of them', async () => {
    await t.database.execute(
      `INSERT INTO customers (customer_no, name, lifecycle)
       SELECT 'L' || lpad(n::text, 6, '0'), 'x', 'existing' FROM generate_series(1, $1::int) n`,
      [MOST_PLANNED_AT_ONCE],
    );
    const draft = await services.campaigns.draft(DEFINITION, 'user:alice');
    const preview = await services.previews.preview(draft);
    expect(preview).toMatchObject({ kind: 'part', audience: MOST_PLANNED_AT_ONCE + 1, read: 5_000 });
    expect(preview.kind === 'part' && preview.excluded['no-usable-contact-point']).toBeGreaterThan(4_900);
  });
});
