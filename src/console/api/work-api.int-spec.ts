import { insertAgent, insertCampaign, insertCustomer, insertRow, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import type { TestDatabase } from '../../../test/support/test-database.js';

describe('the API of visits, desk, follow-ups and reports', () => {
  let api: ConsoleApi;
  let t: TestDatabase;
  let as: ConsoleApi['as'];

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ t, as } = api);
  }, 60_000);
  afterAll(() => api.close());

  it('explains a visit to its agent and to supervisors, and hides it from other agents', async () => {
    const owner = await t.database.one<{ id: number }>(`SELECT id FROM agents WHERE agent_no = '010'`);
    const other = await insertAgent(t.database, { agent_no: '020' });
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const mine = await insertVisit(t.database, campaign, await insertCustomer(t.database), { agent_id: owner.id });
    const theirs = await insertVisit(t.database, campaign, await insertCustomer(t.database), { agent_id: other });
    expect((await as('agent').get(`/visits/${mine}`)).body).toMatchObject({
      agentNo: '010',
      attempts: [],
      reasons: [],
    });
    expect((await as('agent').get(`/visits/${theirs}`)).status).toBe(404);
    expect((await as('supervisor').get(`/visits/${theirs}`)).status).toBe(200);
    const given = await as('supervisor').post(`/visits/${theirs}/handover`, { toAgentNo: '010' });
    expect(given.body).toEqual({ moved: 1 });
    expect((await as('agent').get(`/visits/${theirs}`)).body).toMatchObject({
      agentNo: '010',
      events: [{ actor: 'user:supervisor' }],
    });
  });

  it('offers an agent the own desk, and has none for whoever is no agent', async () => {
    expect((await as('agent').get('/desk')).body).toMatchObject({ items: expect.any(Array) });
    expect((await as('agent').post('/desk/next')).body).toEqual({ call: null });
    expect(JSON.parse((await as('supervisor').post('/desk/next')).text)).toMatchObject({ code: 'no-agent-number' });
    expect((await as('manager').get('/desk')).status).toBe(403);
  });

  it('refuses a record that cannot be taken, and one of another agent’s visit', async () => {
    const other = await insertAgent(t.database, { agent_no: '030' });
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const theirs = await insertVisit(t.database, campaign, await insertCustomer(t.database), { agent_id: other });
    const form = { channel: 'onsite', disposition: 'completed' };
    expect((await as('agent').post(`/visits/${theirs}/record`, form)).status).toBeGreaterThanOrEqual(403);
    expect((await as('supervisor').post(`/visits/${theirs}/record`, { channel: 'pigeon' })).status).toBe(422);
    expect((await as('supervisor').post(`/visits/${theirs}/appointment`, { at: 'tomorrow' })).status).toBe(422);
  });

  it('sends the report in each format, and the rows behind a number', async () => {
    const campaign = await insertCampaign(t.database, { name: 'Reported', state: 'running' });
    const json = await as('manager').get(`/reports/${campaign}`);
    expect([json.status, json.type]).toEqual([200, 'application/json']);
    const html = await as('manager').get(`/reports/${campaign}?format=html&lang=zh-CN`);
    expect(html.headers['content-security-policy']).toContain("default-src 'none'");
    expect(html.text).not.toContain('<script');
    const csv = await as('manager').get(`/reports/${campaign}?format=csv`);
    expect(csv.headers['content-disposition']).toContain(`visit-report-${campaign}.csv`);
    expect((await as('manager').get(`/reports/${campaign}/rows?measure=nonsense`)).status).toBe(422);
    expect((await as('supervisor').post(`/campaigns/${campaign}/close`)).status).toBe(409);
    expect((await as('agent').get(`/reports/${campaign}`)).status).toBe(403);
  });

  it('lists follow-ups, and closes one only with a note', async () => {
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const customer = await insertCustomer(t.database);
    const visit = await insertVisit(t.database, campaign, customer);
    const id = await insertRow(t.database, 'follow_ups', {
      visit_id: visit,
      campaign_id: campaign,
      customer_id: customer,
      reason: { code: 'low-score', params: {} },
      opened_at: '2026-11-24T01:00:00Z',
    });
    expect((await as('manager').get('/follow-ups?state=open')).text).toContain(`"id":${id}`);
    expect((await as('supervisor').post(`/follow-ups/${id}/close`, { note: ' ' })).status).toBe(422);
    expect((await as('supervisor').post(`/follow-ups/${id}/close`, { note: 'called, mended' })).body).toMatchObject({
      state: 'closed',
    });
    expect((await as('supervisor').post(`/follow-ups/${id}/close`, { note: 'again' })).status).toBe(409);
  });

  it('shows what arrived in the sandbox, page by page', async () => {
    for (const n of [1, 2, 3]) {
      await t.database.execute(
        `INSERT INTO sandbox_messages (channel, direction, message_id, from_address, to_address, body, received_at)
         VALUES ('sms', 'to-customer', $1, '+8610690000001', '+8613800130099', 'hello', '2026-11-24T01:00:00Z')`,
        [`SM${n}`],
      );
    }
    const first = await as('agent').get('/sandbox/messages?to=%2B8613800130099&limit=2');
    const { items, next } = first.body as { items: object[]; next: number };
    expect([items.length, next]).toEqual([2, expect.any(Number)]);
    const second = await as('agent').get(`/sandbox/messages?to=%2B8613800130099&limit=2&after=${next}`);
    expect(second.body).toMatchObject({ items: [{ messageId: 'SM3' }], next: null });
  });
});
