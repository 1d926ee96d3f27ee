import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { CampaignRunService } from './campaign-run.service.js';
import type { VisitClosingService } from './visit-closing.service.js';

const clock = new FixedClock('2026-09-28T01:00:00Z');
const DEFINITION = {
  name: 'National Day calls',
  ladder: ['call'],
  holidayWindows: true,
  startAt: '2026-10-01T01:00:00Z',
  deadlineAt: '2026-10-05T12:00:00Z',
};
let t: TestDatabase;
let services: PlanServices;
let runs: CampaignRunService;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  const closing = {} as VisitClosingService;
  const displaced = new DisplacedContacts(new JobQueue());
  runs = new CampaignRunService(t.database, services.campaigns, services.plans, closing, displaced, clock);
  await insertAgent(t.database, { agent_no: '010' });
  await insertCustomer(t.database, { phone: '+8613800000001' });
});
afterEach(() => t.close());

async function plannedCampaign(definition: object = DEFINITION, actor = 'user:alice'): Promise<number> {
  const { id } = await services.campaigns.create(definition, actor);
  await services.plans.plan(id, {}, actor);
  return id;
}

const wish = (id: number) => services.approvals.find(t.database, 'days-off', `campaign:${id}`);
const auditOf = (id: number, action: string) =>
  t.database.query<{ actor: string; details: object }>(
    'SELECT actor, details FROM audit_events WHERE subject = $1 AND action = $2',
    [`campaign:${id}`, action],
  );

describe('calls on days off', () => {
  it('are asked for when the campaign is saved, and launched when a second person agreed', async () => {
    const id = await plannedCampaign();
    const asked = await wish(id);
    expect(asked).toMatchObject({ askedBy: 'user:alice', decision: null, details: { campaignId: id } });
    const before = { reason: { code: 'days-off-unapproved', params: { campaignId: id, askedBy: 'alice' } } };
    await expect(runs.launch(id, 'user:bob')).rejects.toMatchObject(before);
    expect((await services.campaigns.get(id)).state).toBe('planned');
    await services.approvals.decide(asked!.id, 'user:bob', 'approved', null);
    expect(await runs.launch(id, 'user:alice')).toMatchObject({ state: 'running' });
    expect(await auditOf(id, 'campaign.launch')).toEqual([{ actor: 'user:alice', details: { state: 'running' } }]);
  });

  it('stay refused after a no, until the campaign is changed', async () => {
    const id = await plannedCampaign();
    await services.approvals.decide((await wish(id))!.id, 'user:bob', 'refused', 'Not on the holiday');
    const refused = { reason: { code: 'days-off-refused', params: { campaignId: id, by: 'bob' } } };
    await expect(runs.launch(id, 'user:carol')).rejects.toMatchObject(refused);
    await services.drafts.change(id, { ...DEFINITION, name: 'Another name' }, 'user:alice');
    expect(await wish(id)).toMatchObject({ decision: 'refused' });
    await services.drafts.change(id, { ...DEFINITION, deadlineAt: '2026-10-06T12:00:00Z' }, 'user:alice');
    expect(await wish(id)).toMatchObject({ decision: null });
  });

  it('lose the agreement with the definition that it was about', async () => {
    const id = await plannedCampaign();
    await services.approvals.decide((await wish(id))!.id, 'user:bob', 'approved', null);
    await services.drafts.change(id, { ...DEFINITION, startAt: '2026-10-02T01:00:00Z' }, 'user:bob');
    expect(await wish(id)).toMatchObject({ askedBy: 'user:bob', decision: null });
    await services.plans.plan(id, {}, 'user:bob');
    await expect(runs.launch(id, 'user:bob')).rejects.toMatchObject({ reason: { code: 'days-off-unapproved' } });
    await services.drafts.change(id, { ...DEFINITION, holidayWindows: false }, 'user:bob');
    expect(await wish(id)).toBeNull();
  });

  it('ask nobody where only messages go out on days off', async () => {
    const id = await plannedCampaign({ ...DEFINITION, ladder: ['sms'] });
    expect(await wish(id)).toBeNull();
    expect(await runs.launch(id, 'user:alice')).toMatchObject({ state: 'running' });
  });

  it('are asked for at the launch of a campaign that was saved before there was a second person', async () => {
    const id = await plannedCampaign();
    await services.approvals.withdraw(t.database, 'days-off', `campaign:${id}`, 'test');
    await expect(runs.launch(id, 'user:carol')).rejects.toMatchObject({ reason: { params: { askedBy: 'carol' } } });
    expect(await wish(id)).toMatchObject({ askedBy: 'user:carol', decision: null });
  });

  it('may be launched by the operator, which the audit trail keeps', async () => {
    const id = await plannedCampaign();
    expect(await runs.launch(id, 'cli')).toMatchObject({ state: 'running' });
    const [entry] = await auditOf(id, 'campaign.launch');
    expect(entry).toMatchObject({ actor: 'cli', details: { reason: { code: 'days-off-by-operator' } } });
  });
});
