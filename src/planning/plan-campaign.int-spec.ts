import { insertAgent, insertCampaign, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { templateSubject } from '../messages/template-state.js';
import { PlanCampaignJob } from './plan-campaign.job.js';
import { PLAN_CAMPAIGN, PlanQueue } from './plan-queue.service.js';

describe('a plan in the background', () => {
  let t: TestDatabase;
  let services: PlanServices;
  let queue: PlanQueue;
  let job: PlanCampaignJob;
  let id: number;

  beforeAll(async () => {
    t = await openTestDatabase();
    services = await openPlanServices(t.database, new FixedClock('2026-11-23T01:00:00Z'));
    queue = new PlanQueue(t.database, services.campaigns, new JobQueue());
    job = new PlanCampaignJob(services.plans);
    await insertAgent(t.database);
    await insertCustomer(t.database, { phone: '+8613800000001' });
    const dates = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
    id = (await services.campaigns.create({ name: 'x', ladder: ['sms'], ...dates }, 'test')).id;
  });
  afterAll(() => t.close());

  const payload = () => ({ campaignId: id, actor: 'user:alice' });

  it('waits in the queue once, however often it is asked for', async () => {
    await queue.enqueue(id, 'user:alice');
    await queue.enqueue(id, 'user:alice');
    const waiting = await t.database.query('SELECT key FROM graphile_worker.jobs WHERE task_identifier = $1', [
      PLAN_CAMPAIGN,
    ]);
    expect(waiting).toEqual([{ key: `plan-campaign:${id}` }]);
    await expect(queue.enqueue(99_999, 'user:alice')).rejects.toThrow(NotFoundError);
  });

  it('is stored as the one who asked for it; a second run changes nothing', async () => {
    await job.run(payload());
    const planned = await services.campaigns.get(id);
    expect(planned).toMatchObject({ state: 'planned', planVersion: 1, audience: 1 });
    await job.run(payload());
    expect(await services.campaigns.get(id)).toEqual(planned);
  });

  it('is dropped when the campaign is past planning or gone', async () => {
    await t.database.transaction((tx) =>
      services.campaigns.setState(tx, id, 'cancelled', {
        actor: 'test',
        at: new Date('2026-11-23T01:00:00Z'),
        action: 'campaign.cancel',
      }),
    );
    await expect(job.run(payload())).resolves.toBeUndefined();
    await expect(job.run({ campaignId: 99_999, actor: 'x' })).resolves.toBeUndefined();
    await expect(job.run({})).rejects.toThrow();
  });

  it('refuses a campaign whose template no second person has agreed to, and names it', async () => {
    const draft = {
      id: 'unseen',
      channel: 'sms',
      language: 'zh-CN',
      purpose: 'service',
      body: '{{salutation}}',
    } as const;
    const { template } = await services.templates.save(draft, 'user:alice');
    const templates = JSON.stringify({ sms: 'unseen', email: 'visit-survey', call: 'visit-script' });
    const unseen = await insertCampaign(t.database, { templates });
    await expect(services.plans.plan(unseen, {}, 'user:alice')).rejects.toMatchObject({
      reason: { code: 'template-not-approved', params: { template: 'unseen', channel: 'sms' } },
    });
    const wish = await services.approvals.find(t.database, 'template', templateSubject(template));
    await services.approvals.decide(wish?.id ?? 0, 'user:bob', 'approved', null);
    await expect(services.plans.plan(unseen, {}, 'user:alice')).resolves.toMatchObject({ changed: true });
  });
});
