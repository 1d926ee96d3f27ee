import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
const NO_CAPS = { sms: {}, email: {}, call: {} };
let t: TestDatabase;

beforeEach(async () => {
  t = await openTestDatabase();
  await insertAgent(t.database, { agent_no: '001', shifts: JSON.stringify(WORKDAY) });
});
afterEach(() => t.close());

async function open(environment: Readonly<Record<string, string>>, count: number, language = 'en') {
  const services = await openPlanServices(t.database, clock, environment);
  for (let i = 0; i < count; i++) {
    await insertCustomer(t.database, { phone: `+8613800${String(i).padStart(6, '0')}`, language });
  }
  const plan = async () => {
    const times = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
    const { id } = await services.campaigns.create({ name: 'x', ladder: ['sms'], ...times, caps: NO_CAPS }, 'test');
    const summary = await services.plans.plan(id, {}, 'test');
    expect((await services.verifier.verify(id)).checks.filter(({ ok }) => !ok)).toEqual([]);
    return { id, summary };
  };
  return { services, plan };
}

async function countBy(unit: 'minute' | 'day'): Promise<number[]> {
  const rows = await t.database.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM attempts GROUP BY date_trunc('${unit}', scheduled_at AT TIME ZONE 'Asia/Shanghai')
     ORDER BY min(scheduled_at)`,
  );
  return rows.map(({ n }) => n);
}

describe('what a campaign takes of a provider', () => {
  it('is counted in segments of its longest text, and fewer messages go in a minute', async () => {
    const { services, plan } = await open({ SMS_RATE_PER_SECOND: '0.1' }, 30);
    const { id, summary } = await plan();
    expect(summary.smsUnits).toBeGreaterThan(1);
    expect(Math.max(...(await countBy('minute')))).toBeLessThanOrEqual(Math.ceil(6 / summary.smsUnits));
    const stored = await t.database.one<{ units: number }>('SELECT sms_units AS units FROM campaigns WHERE id = $1', [
      id,
    ]);
    expect(stored.units).toBe(summary.smsUnits);
    expect((await services.plans.plan(id, {}, 'test')).changed).toBe(false);
  });

  it('is held against the campaigns that are planned after it, segment by segment', async () => {
    const { services, plan } = await open({ SMS_PER_DAY: '60' }, 40);
    const { summary } = await plan();
    const perDay = Math.floor(60 / summary.smsUnits);
    expect(Math.max(...(await countBy('day')))).toBeLessThanOrEqual(perDay);
    const whole = 4 * perDay - summary.planned;
    const second = await plan();
    expect(second.summary.planned).toBe(Math.max(0, Math.min(40, whole)));
    expect(Math.max(...(await countBy('day')))).toBeLessThanOrEqual(perDay);
    expect(services.settings.settings.smsPerDay).toBe(60);
  });

  it('counts what has left on the day of the plan', async () => {
    const { plan } = await open({ SMS_PER_DAY: '60' }, 40);
    const { id, summary } = await plan();
    clock.set('2026-11-24T04:30:00Z');
    const gone = "campaign_id = $1 AND scheduled_at < '2026-11-24T16:00:00Z'";
    await t.database.execute(
      `UPDATE attempts SET state = 'claimed', claim_token = gen_random_uuid(), claimed_at = now() WHERE ${gone}`,
      [id],
    );
    await t.database.execute(
      `UPDATE attempts SET state = 'handed_over', handed_over_at = $2, segments = $3 WHERE ${gone}`,
      [id, '2026-11-24T02:00:00Z', summary.smsUnits],
    );
    await plan();
    clock.set('2026-11-23T01:00:00Z');
    expect((await countBy('day'))[0]).toBeLessThanOrEqual(Math.floor(60 / summary.smsUnits));
  });
});
