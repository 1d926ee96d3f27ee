import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
/** Before the plan: the verifier judges nobody who has changed since. */
const LONG_AGO = '2026-11-01T00:00:00Z';
let t: TestDatabase;
let services: PlanServices;
let id: number;

/** Ten customers in two provinces, called by three agents, one of whom serves one province only; a lawful plan. */
beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  for (const [i, regions] of [['江西省'], [], []].entries()) {
    await insertAgent(t.database, {
      agent_no: `00${i + 1}`,
      shifts: WORKDAY,
      regions,
      daily_minutes: 10,
      updated_at: LONG_AGO,
    });
  }
  for (let i = 0; i < 10; i++) {
    const province = i < 5 ? '江西省' : '广东省';
    await insertCustomer(t.database, {
      phone: `+861380000000${i}`,
      province,
      owner_agent_no: i === 9 ? '003' : null,
      updated_at: LONG_AGO,
    });
  }
  const definition = {
    name: 'x',
    ladder: ['call'],
    startAt: '2026-11-24T01:00:00Z',
    deadlineAt: '2026-11-27T12:00:00Z',
  };
  id = (await services.campaigns.create(definition, 'test')).id;
  await services.plans.plan(id, {}, 'test');
});
afterEach(() => t.close());

const faults = async () => (await services.verifier.verify(id)).checks.filter(({ ok }) => !ok).map(({ name }) => name);
const change = (sql: string) => t.database.execute(sql);

/** An agent's visits go to another agent, reasons and all, at times when that one is free. */
const moveVisits = (from: string, to: string, count: number) =>
  change(`WITH chosen AS (
      SELECT v.id, row_number() OVER (ORDER BY v.id) AS place FROM visits v JOIN agents a ON a.id = v.agent_id
      WHERE a.agent_no = '${from}' AND v.reasons -> 0 ->> 'code' <> 'agent-owner' ORDER BY v.id LIMIT ${count}),
    moved AS (UPDATE visits v SET agent_id = (SELECT id FROM agents WHERE agent_no = '${to}'),
      reasons = jsonb_set(v.reasons, '{0,params,agentNo}', '"${to}"') FROM chosen WHERE v.id = chosen.id RETURNING v.id)
    UPDATE attempts a SET scheduled_at = '2026-11-26T07:00:00Z'::timestamptz + chosen.place * interval '5 minutes'
    FROM chosen WHERE a.visit_id = chosen.id`);

describe('the verifier', () => {
  it('finds nothing wrong with a plan that is right', async () => {
    const answer = await services.verifier.verify(id);
    expect(answer).toMatchObject({ campaignId: id, planVersion: 1, ok: true });
    expect(answer.checks.map(({ name }) => name)).toEqual([
      'sums-close',
      'counters-equal-rows',
      'one-live-attempt',
      'reasons-given',
      'agents-eligible',
      'agents-complete',
      'owners-kept',
      'owners-first',
      'loads-from-rows',
      'inside-windows',
      'calls-in-shifts',
      'within-rates',
      'unplaced-rightly',
      'certificate-recomputed',
      'no-improving-exchange',
      'limits-named',
    ]);
    expect(answer.skipped).toEqual([]);
  });

  it.each([
    [
      'an attempt in the lunch break',
      `UPDATE attempts SET scheduled_at = '2026-11-24T05:00:00Z' WHERE id = (SELECT min(id) FROM attempts)`,
      ['inside-windows'],
    ],
    [
      'an attempt after the last moment',
      `UPDATE visits SET rolled_due_at = '2026-11-24T01:00:00Z' WHERE id = (SELECT min(id) FROM visits)`,
      ['inside-windows'],
    ],
    ['two calls at once', `UPDATE attempts SET scheduled_at = '2026-11-24T02:00:00Z'`, ['calls-in-shifts']],
    [
      'a call outside the shift',
      `UPDATE attempts SET scheduled_at = '2026-11-24T11:00:00Z' WHERE id = (SELECT min(id) FROM attempts)`,
      ['calls-in-shifts'],
    ],
    [
      'a counter that is off',
      `INSERT INTO ledger_deltas (campaign_id, kind, key, delta) SELECT id, 'visit', 'planned', 1 FROM campaigns`,
      ['counters-equal-rows'],
    ],
    ['a customer who is nowhere', `UPDATE campaigns SET audience = audience + 1`, ['sums-close']],
    [
      'a row without a reason',
      `UPDATE attempts SET reasons = '[]' WHERE id = (SELECT min(id) FROM attempts)`,
      ['reasons-given'],
    ],
  ])('sees %s', async (_, sql, expected) => {
    await change(sql);
    expect(await faults()).toEqual(expected);
  });

  it('sees a visit with an agent of another region', async () => {
    await change(`UPDATE customers SET province = '广东省'`);
    expect(await faults()).toContain('agents-eligible');
  });

  it('sees that a split is not the most even one', async () => {
    await moveVisits('002', '003', 2);
    expect(await faults()).toEqual(['certificate-recomputed', 'no-improving-exchange']);
  });

  it.each([
    ['cost', '0'],
    ['placed', '9'],
    ['unplaced', '1'],
    ['fixed', '0'],
  ])('sees a certificate with another %s', async (name, value) => {
    await change(
      `UPDATE campaigns SET plan_summary = jsonb_set(plan_summary, '{assignment,certificate,${name}}', '${value}')`,
    );
    expect(await faults()).toEqual(['certificate-recomputed']);
  });

  it('sees a load that the rows do not know', async () => {
    await change(`UPDATE campaigns SET plan_summary = jsonb_set(plan_summary, '{assignment,agents,0,held}', '3')`);
    expect(await faults()).toContain('loads-from-rows');
  });

  it('does not compare loads with rows that changed while the plan was made', async () => {
    await change(`UPDATE campaigns SET plan_summary = jsonb_set(plan_summary, '{assignment,agents,0,held}', '3')`);
    await change(`INSERT INTO visit_events (id, at, actor, campaign_id, kind, reason) OVERRIDING SYSTEM VALUE
      VALUES (0, '2026-11-23T01:00:01Z', 'x', 99, 'visit', '{}')`);
    expect((await services.verifier.verify(id)).skipped).toContain('loads-from-rows');
  });

  it('sees that the agent is not the owner, unless the customer has changed since', async () => {
    await change(`UPDATE customers SET owner_agent_no = '002' WHERE owner_agent_no = '003'`);
    expect(await faults()).toEqual(['owners-kept']);
    await change(`UPDATE customers SET updated_at = '2026-11-24T00:00:00Z' WHERE owner_agent_no = '002'`);
    const skipped = ['owners-kept', 'no-improving-exchange', 'limits-named'];
    expect(await services.verifier.verify(id)).toMatchObject({ ok: true, skipped });
  });

  it('says what it could not check once a visit has begun', async () => {
    await change(`UPDATE visits SET state = 'open' WHERE id = (SELECT min(id) FROM visits)`);
    await change(
      `INSERT INTO visit_events (at, actor, campaign_id, kind, reason) VALUES (now(), 'x', ${id}, 'visit', '{}')`,
    );
    const { skipped } = await services.verifier.verify(id);
    expect(skipped).toEqual([
      'owners-first',
      'loads-from-rows',
      'unplaced-rightly',
      'certificate-recomputed',
      'no-improving-exchange',
      'limits-named',
    ]);
  });

  it('sees that somebody left out could have been placed', async () => {
    await change(`WITH gone AS (DELETE FROM attempts WHERE id = (SELECT min(id) FROM attempts) RETURNING visit_id, customer_id),
        visit AS (DELETE FROM visits v USING gone WHERE v.id = gone.visit_id RETURNING v.customer_id),
        deltas AS (INSERT INTO ledger_deltas (campaign_id, kind, key, delta) VALUES (${id}, 'visit', 'planned', -1),
          (${id}, 'part', 'planned', -1), (${id}, 'attempt', 'scheduled', -1), (${id}, 'excluded', 'unplaced-capacity', 1))
      INSERT INTO exclusions (campaign_id, customer_id, code, params, plan_version) SELECT ${id}, customer_id, 'unplaced-capacity',
        '{"zones":["Asia/Shanghai"],"from":"2026-11-24T01:00:00Z","until":"2026-11-27T12:00:00Z"}', 1 FROM gone`);
    expect(await faults()).toContain('no-improving-exchange');
  });

  it('is refused where there is no plan', async () => {
    const draft = await services.campaigns.create({ name: 'y' }, 'test');
    await expect(services.verifier.verify(draft.id)).rejects.toMatchObject({ reason: { code: 'no-plan' } });
  });
});
