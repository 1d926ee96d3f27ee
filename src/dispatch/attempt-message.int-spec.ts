import { ApprovalService } from '../access/approval.service.js';
import { isComposed } from '../messages/compose-message.js';
import { TemplateService } from '../messages/template.service.js';
import { AttemptFactsReadModel } from '../planning/attempt-facts.read-model.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { AttemptMessageService } from './attempt-message.service.js';

const clock = new FixedClock('2026-11-23T02:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let campaignId: number;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  campaignId = await insertCampaign(t.database, { state: 'running', survey_id: 'default', survey_version: 1 });
  await insertAgent(t.database, { agent_no: 'S808' });
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

/** The e-mail to a customer who was served last by so and so. */
async function mailTo(lastServedBy: string | null): Promise<string> {
  const email = 'zhang@example.com';
  const customerId = await insertCustomer(t.database, { email, last_served_by: lastServedBy });
  const visitId = await insertVisit(t.database, campaignId, customerId, { ladder: ['email'] });
  const attempt = { channel: 'email', address: email };
  const id = await insertAttempt(t.database, { id: visitId, campaignId, customerId }, attempt);
  const loaded = await stage.app.get(AttemptFactsReadModel, { strict: false }).load(t.database, [id], clock.now());
  const messages = await stage.app
    .get(AttemptMessageService)
    .compose(loaded, { name: 'sandbox-email', channel: 'email', capabilityName: 'sandbox' });
  const message = messages.get(id);
  return message && isComposed(message) ? message.text : '';
}

describe('the question of a message', () => {
  it('names the agent who served the customer, where the archive knows that number', async () => {
    expect(await mailTo('S808')).toContain('工号 S808');
  });

  it.each([['门店王姐'], [null]])('names nobody where the customer was served by %s', async (servedBy) => {
    const text = await mailTo(servedBy);
    expect(text).toContain('满意');
    expect(text).not.toMatch(/王姐|工号|undefined|null/);
  });
});

describe('a template that somebody changed', () => {
  const body = '<p>{{salutation}}: a new text</p><a href="{{unsubscribe_link}}">out</a>';
  const draft = {
    id: 'visit-survey',
    channel: 'email',
    language: 'zh-CN',
    purpose: 'service',
    subject: 'New',
    body,
  } as const;

  it('is sent only when a second person has agreed: alice saves, bob approves', async () => {
    const { template, state } = await stage.app.get(TemplateService).save(draft, 'user:alice');
    expect([template.version, state]).toEqual([2, 'waiting']);
    expect(await mailTo(null)).not.toContain('a new text');
    const approvals = stage.app.get(ApprovalService);
    const [wish] = await approvals.waiting();
    await expect(approvals.decide(wish!.id, 'user:alice', 'approved', null)).rejects.toThrow('A second person');
    expect(await mailTo(null)).not.toContain('a new text');
    await approvals.decide(wish!.id, 'user:bob', 'approved', null);
    expect(await mailTo(null)).toContain('a new text');
  });

  it('holds the message where no version was ever agreed to', async () => {
    await stage.app.get(TemplateService).save({ ...draft, id: 'unseen' }, 'user:alice');
    const templates = JSON.stringify({ sms: 'unseen', email: 'unseen', call: 'unseen' });
    campaignId = await insertCampaign(t.database, {
      state: 'running',
      survey_id: 'default',
      survey_version: 1,
      templates,
    });
    expect(await mailTo(null)).toBe('');
  });
});
