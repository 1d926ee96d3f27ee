import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

describe('a plan while the sandbox imitates a provider', () => {
  let t: TestDatabase;
  let services: PlanServices;

  beforeAll(async () => {
    t = await openTestDatabase();
    services = await openPlanServices(t.database, new FixedClock('2026-11-23T01:00:00Z'));
    await insertAgent(t.database);
    await insertCustomer(t.database, { customer_no: 'BOTH', phone: '+8613800000001', email: 'both@example.com' });
    await insertCustomer(t.database, { customer_no: 'PHONE', phone: '+8613800000002' });
    await insertCustomer(t.database, { customer_no: 'MAIL', email: 'mail@example.com' });
  });
  afterAll(() => t.close());

  const campaign = async (ladder: string[]) => {
    const dates = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
    return (await services.campaigns.create({ name: 'x', ladder, ...dates }, 'test')).id;
  };
  const ladders = (id: number) =>
    t.database.query<{ no: string; ladder: string[]; reasons: string }>(
      `SELECT c.customer_no AS no, v.ladder, v.reasons::text AS reasons
         FROM visits v JOIN customers c ON c.id = v.customer_id WHERE v.campaign_id = $1 ORDER BY no`,
      [id],
    );

  it('takes no SMS to +86, goes on with the next rung and says why; without imitation it does', async () => {
    const id = await campaign(['sms', 'email']);
    await services.providers.imitate('twilio');
    expect(await services.plans.plan(id, {}, 'test')).toMatchObject({
      audience: 3,
      planned: 2,
      excluded: { 'no-usable-contact-point': 1 },
    });
    const imitated = await ladders(id);
    expect(imitated.map(({ no, ladder }) => [no, ladder])).toEqual([
      ['BOTH', ['email']],
      ['MAIL', ['email']],
    ]);
    expect(imitated[0]?.reasons).toContain('provider-no-replies');
    expect(imitated[0]?.reasons).toContain('sandbox:twilio');

    await services.providers.imitate(null);
    expect(await services.plans.plan(id, {}, 'test')).toMatchObject({ planned: 3, changed: true });
    expect((await ladders(id)).map(({ no, ladder }) => [no, ladder])).toEqual([
      ['BOTH', ['sms', 'email']],
      ['MAIL', ['email']],
      ['PHONE', ['sms']],
    ]);
  });

  it('takes no SMS to China before a text is on Tencent’s books, says why, and does so afterwards', async () => {
    const id = await campaign(['sms', 'email']);
    await services.providers.imitate('tencent');
    await services.plans.plan(id, {}, 'test');
    const before = await ladders(id);
    expect(before.map(({ no, ladder }) => [no, ladder])).toEqual([
      ['BOTH', ['email']],
      ['MAIL', ['email']],
    ]);
    expect(before[0]?.reasons).toContain('template-not-registered');

    const [template] = await services.templates.versions('visit-survey', 'sms', 'zh-CN');
    const text = { text: '{1},请评分1-5', params: ['salutation'], longestParam: 12 };
    const books = { provider: 'sandbox:tencent', providerTemplateId: '1110' };
    const at = new Date('2026-11-23T01:00:00Z');
    await services.registrations.register({ ...books, ...text, template: template! }, { actor: 'cli', at });
    await services.registrations.decide(books, { state: 'approved', note: null, at }, 'cli');
    await services.plans.plan(id, {}, 'test');
    expect((await ladders(id)).map(({ no, ladder }) => [no, ladder])).toEqual([
      ['BOTH', ['sms', 'email']],
      ['MAIL', ['email']],
      ['PHONE', ['sms']],
    ]);
    await services.providers.imitate(null);
  });

  it('imitates nobody who is not known', async () => {
    await expect(services.providers.imitate('pigeon')).rejects.toMatchObject({ faults: [{ field: 'imitates' }] });
    expect(await services.providers.imitated()).toBeNull();
  });
});
