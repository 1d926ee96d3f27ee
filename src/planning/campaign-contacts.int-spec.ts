import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { CampaignContactsReadModel } from './campaign-contacts.read-model.js';
import type { ContactLine } from './campaign-contacts.read-model.js';

let t: TestDatabase;

beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t.close());

async function linesOf(campaignId: number): Promise<ContactLine[]> {
  const lines: ContactLine[] = [];
  for await (const line of new CampaignContactsReadModel(t.database).contacts(campaignId)) lines.push(line);
  return lines;
}

describe('the contacts of a campaign', () => {
  it('are one line for each attempt with a time, with agent and reasons', async () => {
    const campaignId = await insertCampaign(t.database);
    const agentId = await insertAgent(t.database, { agent_no: '010' });
    const customerId = await insertCustomer(t.database, { customer_no: '00042' });
    const reasons = JSON.stringify([{ code: 'owner', params: {} }]);
    const id = await insertVisit(t.database, campaignId, customerId, { agent_id: agentId, reasons });
    const visit = { id, campaignId, customerId };
    const first = await insertAttempt(t.database, visit, { state: 'undelivered' });
    const why = JSON.stringify([{ code: 'rung-failed', params: { channel: 'sms' } }]);
    const second = await insertAttempt(t.database, visit, { try: 2, channel: 'email', reasons: why });
    await insertAttempt(t.database, visit, { try: 3, channel: 'other', scheduled_at: null, state: 'delivered' });
    const line = { visitId: id, customerNo: '00042', zones: ['Asia/Shanghai'], agentNo: '010' };
    const scheduledAt = new Date('2026-11-23T01:00:00Z');
    const owner = { code: 'owner', params: {} };
    expect(await linesOf(campaignId)).toEqual([
      { ...line, attemptId: first, channel: 'sms', state: 'undelivered', scheduledAt, reasons: [owner] },
      {
        ...line,
        attemptId: second,
        channel: 'email',
        state: 'scheduled',
        scheduledAt,
        reasons: [owner, { code: 'rung-failed', params: { channel: 'sms' } }],
      },
    ]);
  });

  it('are never without a reason, and have no agent where none is needed', async () => {
    const campaignId = await insertCampaign(t.database);
    const customerId = await insertCustomer(t.database);
    const id = await insertVisit(t.database, campaignId, customerId);
    await insertAttempt(t.database, { id, campaignId, customerId });
    expect(await linesOf(campaignId)).toMatchObject([{ agentNo: null, reasons: [{ code: 'planned' }] }]);
  });

  it('are all there when they fill several pages, each once', async () => {
    const campaignId = await insertCampaign(t.database);
    await t.database.execute(
      `WITH c AS (INSERT INTO customers (customer_no) SELECT 'page-' || n FROM generate_series(1, 2500) n RETURNING id),
        v AS (INSERT INTO visits (campaign_id, customer_id, ladder, due_at, rolled_due_at, zones, plan_version)
          SELECT $1, id, '{sms}', $2, $2, '{Asia/Shanghai}', 1 FROM c RETURNING id, customer_id)
        INSERT INTO attempts (visit_id, campaign_id, customer_id, rung, channel, scheduled_at, attempt_key)
          SELECT id, $1, customer_id, 0, 'sms', $2, 'page-' || id FROM v`,
      [campaignId, '2026-11-26T12:00:00Z'],
    );
    const ids = (await linesOf(campaignId)).map(({ attemptId }) => attemptId);
    expect(ids).toHaveLength(2500);
    expect(new Set(ids).size).toBe(2500);
  });
});
