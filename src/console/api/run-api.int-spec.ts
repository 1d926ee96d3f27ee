import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { DigestService } from '../../reports/digest.service.js';

describe('the API of what runs: doubts, plans in the background, digests, the demonstration’s clock', () => {
  let api: ConsoleApi;
  let t: TestDatabase;
  let as: ConsoleApi['as'];

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ t, as } = api);
  }, 60_000);
  afterAll(() => api.close());

  it('lets a supervisor settle what is in doubt, once, and no agent', async () => {
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const customer = await insertCustomer(t.database);
    const agent = await insertAgent(t.database);
    const opened = { agent_id: agent, state: 'open', opened_at: '2026-11-23T01:00:00Z' };
    const visit = await insertVisit(t.database, campaign, customer, opened);
    const sent = { state: 'in_doubt', handed_over_at: '2026-11-23T01:00:00Z', address: '+8613800138000' };
    const attempt = await insertAttempt(t.database, { id: visit, campaignId: campaign, customerId: customer }, sent);
    expect((await as('agent').post(`/visits/${visit}/settle`, { outcome: 'delivered' })).status).toBe(403);
    expect((await as('supervisor').post(`/visits/${visit}/settle`, { outcome: 'lost' })).status).toBe(422);
    const foreign = { attemptId: attempt + 1, outcome: 'delivered' };
    expect((await as('supervisor').post(`/visits/${visit}/settle`, foreign)).status).toBe(404);
    expect((await as('supervisor').post(`/visits/${visit}/settle`, { outcome: 'delivered' })).status).toBe(200);
    const row = await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [attempt]);
    expect(row.state).toBe('delivered');
    expect((await as('supervisor').post(`/visits/${visit}/settle`, { outcome: 'delivered' })).status).toBe(404);
    const again = await as('supervisor').post(`/visits/${visit}/settle`, {
      attemptId: attempt,
      outcome: 'undelivered',
    });
    expect(again.status).toBe(409);
  });

  it('plans in the background for whoever will not wait', async () => {
    const campaign = await insertCampaign(t.database);
    const asked = await as('supervisor').post(`/campaigns/${campaign}/plan?background=true`);
    expect([asked.status, asked.body]).toEqual([202, { campaignId: campaign, queued: true }]);
    const jobs = await t.database.query(`SELECT 1 FROM graphile_worker.jobs WHERE key = $1`, [
      `plan-campaign:${campaign}`,
    ]);
    expect(jobs).toHaveLength(1);
    const dry = await as('supervisor').post(`/campaigns/${campaign}/plan?background=true`, { dryRun: true });
    expect(dry.status).toBe(422);
    expect((await as('supervisor').post('/campaigns/999999/plan?background=true')).status).toBe(404);
  });

  it('lists the digests by date, for those who lead', async () => {
    const digests = api.app.get(DigestService, { strict: false });
    for (const date of ['2026-01-05', '2026-01-06', '2026-01-07']) await digests.compile(date);
    const first = (await as('manager').get('/digests?limit=2')).body as { items: { date: string }[]; next: string };
    expect([first.items.map(({ date }) => date), first.next]).toEqual([['2026-01-07', '2026-01-06'], '2026-01-06']);
    const second = await as('manager').get(`/digests?limit=2&after=${first.next}`);
    expect(second.body).toMatchObject({ items: [{ date: '2026-01-05' }], next: null });
    expect((await as('manager').get('/digests/2026-01-06')).body).toMatchObject({ counts: { sent: 0 } });
    expect((await as('manager').get('/digests/2026-02-30')).status).toBe(422);
    expect((await as('manager').get('/digests/2020-01-01')).status).toBe(404);
    expect((await as('agent').get('/digests')).status).toBe(403);
  });

  it('moves the clock of a demonstration forward only, by an administrator', async () => {
    expect((await as('manager').post('/sandbox/clock', { to: '2036-01-01T00:00:00Z' })).status).toBe(403);
    expect((await as('admin').post('/sandbox/clock', { to: '2020-01-01T00:00:00Z' })).status).toBe(409);
    expect((await as('admin').post('/sandbox/clock', { to: 'tomorrow' })).status).toBe(422);
    const moved = await as('admin').post('/sandbox/clock', { to: '2036-01-01T00:00:00Z' });
    expect((moved.body as { now: string }).now).toContain('2036-01-01');
  });
});
