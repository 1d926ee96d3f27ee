import request from 'supertest';
import { insertCampaign, insertCustomer, insertRow, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import type { TestDatabase } from '../../../test/support/test-database.js';

describe('the API', () => {
  let api: ConsoleApi;
  let t: TestDatabase;
  let url: string;
  let as: ConsoleApi['as'];

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ t, url, as } = api);
  }, 60_000);
  afterAll(() => api.close());

  it('answers nobody without a valid token, with a problem document', async () => {
    for (const authorization of ['', 'Bearer rvt_wrong', 'Basic YTpi']) {
      const answer = await request(url).get('/api/v1/customers').set('Authorization', authorization);
      expect([answer.status, answer.type]).toEqual([401, 'application/problem+json']);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('keeps each role to what it may do', async () => {
    expect((await as('agent').get('/campaigns')).status).toBe(403);
    expect((await as('manager').post('/campaigns', {})).status).toBe(403);
    expect((await as('supervisor').get('/users')).status).toBe(403);
    expect((await as('manager').get('/campaigns')).status).toBe(200);
  });

  it('works with the console’s session when the request carries its token', async () => {
    const browser = await signIn(url, 'supervisor');
    expect((await browser.get('/api/v1/segments')).status).toBe(200);
    const filter = { all: [] };
    expect((await browser.post('/api/v1/segments/count').send(filter)).status).toBe(403);
    const csrf = csrfOf((await browser.get('/')).text);
    expect((await browser.post('/api/v1/segments/count').set('X-CSRF-Token', csrf).send(filter)).status).toBe(200);
  });

  it('makes, reads, finds and changes a customer, and refuses a stale change', async () => {
    const form = { customerNo: 'A-1', name: '𠮷田', phone: '13800138000', ownerAgentNo: '010' };
    const made = await as('supervisor').post('/customers', form);
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ customerNo: 'A-1', version: 1 })]);
    const { id } = made.body as { id: number };
    const found = await as('agent').get('/customers?q=8000');
    expect(found.body).toMatchObject({ items: [{ customerNo: 'A-1' }], next: null });
    const edited = await as('agent').patch(`/customers/${id}`, { version: 1, city: '上海' });
    expect(edited.body).toMatchObject({ city: '上海', version: 2 });
    const stale = await as('agent').patch(`/customers/${id}`, { version: 1, city: '北京' });
    expect([stale.status, (JSON.parse(stale.text) as { code: string }).code]).toEqual([409, 'stale-version']);
    expect((await as('agent').get('/customers/999999')).status).toBe(404);
  });

  it('names every fault of an input', async () => {
    const answer = await as('supervisor').post('/campaigns', { name: '', kind: 'party', surprise: 1 });
    expect(answer.status).toBe(422);
    const { errors } = JSON.parse(answer.text) as { errors: { field: string; code: string; message: string }[] };
    expect(errors.length).toBeGreaterThan(2);
    for (const fault of errors)
      expect(fault).toEqual({ field: expect.any(String), code: expect.any(String), message: expect.any(String) });
  });

  it('refuses what is not JSON, and a query that it does not know', async () => {
    const broken = await as('supervisor').post('/campaigns').set('Content-Type', 'application/json').send('{"name":');
    expect([broken.status, broken.type]).toEqual([400, 'application/problem+json']);
    const unknown = await as('supervisor').get('/campaigns?page=2');
    expect(JSON.parse(unknown.text)).toMatchObject({ status: 422, code: 'invalid-input' });
  });

  it('pages through a list without losing or repeating a row', async () => {
    for (let i = 0; i < 5; i += 1) await insertCampaign(t.database, { name: `Paged ${i}` });
    const seen: number[] = [];
    let next: number | null = null;
    do {
      const page = await as('manager').get(`/campaigns?limit=2${next === null ? '' : `&after=${next}`}`);
      const body = page.body as { items: { id: number }[]; next: number | null };
      seen.push(...body.items.map((item) => item.id));
      next = body.next;
    } while (next !== null);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  it('takes a file of customers as the body and says how far it is', async () => {
    const csv = 'customer_no,name,phone\nU-1,王芳,13900139000\n';
    const taken = await as('supervisor').post('/imports?file=list.csv').set('Content-Type', 'text/csv').send(csv);
    expect(taken.status).toBe(202);
    const { importId } = taken.body as { importId: number };
    expect((await as('supervisor').get(`/imports/${importId}`)).body).toMatchObject({
      file: 'list.csv',
      state: 'queued',
    });
    const refused = await as('supervisor').post('/imports?file=list.exe').set('Content-Type', 'text/csv').send(csv);
    expect(refused.status).toBe(422);
  });

  it('upserts rows at once', async () => {
    const rows = [
      { customer_no: 'B-1', name: '李雷' },
      { customer_no: '', name: 'nobody' },
    ];
    const answer = await as('supervisor').post('/customers/bulk', { rows });
    expect(answer.body).toMatchObject({ rows: 2, created: 1, rejected: 1 });
  });

  it('answers whether a contact is allowed, as the command does', async () => {
    const question = { channel: 'sms', policy: 'CN-default', zones: ['Asia/Shanghai'], at: '2026-11-24T22:30:00' };
    const answer = await as('agent').post('/policies/allowed', question);
    expect(answer.body).toMatchObject({ allowed: false, reason: { code: expect.any(String) } });
  });

  it('shows a message as a customer would get it', async () => {
    const customerId = await insertCustomer(t.database, { name: '王小明', gender: 'male' });
    const preview = { templateId: 'visit-survey', channel: 'sms', language: 'zh-CN', customerId };
    const answer = await as('supervisor').post('/templates/preview', preview);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('王')]);
  });

  it('shows the ledger and streams the contacts of a campaign', async () => {
    const campaign = await insertCampaign(t.database, { name: 'Lines', state: 'running', audience: 1 });
    const customer = await insertCustomer(t.database, { customer_no: 'L-1' });
    const visit = await insertVisit(t.database, campaign, customer);
    await insertRow(t.database, 'attempts', {
      visit_id: visit,
      campaign_id: campaign,
      customer_id: customer,
      rung: 0,
      channel: 'sms',
      attempt_key: `api-${visit}`,
      scheduled_at: '2026-11-24T01:00:00Z',
    });
    const lines = await as('manager')
      .get(`/campaigns/${campaign}/contacts`)
      .buffer(true)
      .parse((res, done) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => done(null, text));
      });
    expect(lines.headers['content-type']).toContain('application/x-ndjson');
    expect(JSON.parse((lines.body as string).trim())).toMatchObject({
      customerNo: 'L-1',
      scheduledAt: '2026-11-24T01:00:00.000Z',
    });
    expect((await as('manager').get(`/campaigns/${campaign}/status`)).body).toMatchObject({
      campaignId: campaign,
      audience: 1,
    });
    const rows = await (await signIn(url, 'manager')).get(`/campaigns/${campaign}/rows?part=planned`);
    expect(rows.text).toContain('L-1');
  });

  it('closes an address, ends its visits, and opens it again', async () => {
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const customer = await insertCustomer(t.database, { email: 'li@example.com' });
    const visit = await insertVisit(t.database, campaign, customer, { ladder: ['email'] });
    await insertRow(t.database, 'attempts', {
      visit_id: visit,
      campaign_id: campaign,
      customer_id: customer,
      rung: 0,
      channel: 'email',
      address: 'li@example.com',
      attempt_key: `opt-${visit}`,
      scheduled_at: '2026-11-24T01:00:00Z',
    });
    const closed = await as('agent').post('/opt-outs', {
      address: 'li@EXAMPLE.com',
      channel: 'email',
      evidence: 'on the phone',
    });
    expect(closed.body).toEqual({ optedIn: false, endedVisits: [visit] });
    const opened = await as('supervisor').post('/opt-outs', {
      address: 'li@example.com',
      channel: 'email',
      optIn: true,
    });
    expect(opened.body).toMatchObject({ optedIn: true });
    const history = await as('supervisor').get('/opt-outs?address=li@example.com');
    expect((history.body as { items: object[] }).items).toHaveLength(2);
  });

  it('lets an administrator change the organisation, which then wins', async () => {
    expect((await as('supervisor').get('/settings')).status).toBe(403);
    const changed = await as('admin').patch('/settings', { servicePhone: '400-820-0000' });
    expect(changed.body).toMatchObject({
      organisation: { name: 'Revisit', servicePhone: '400-820-0000' },
      sandboxed: { sms: true },
    });
    expect((await as('admin').patch('/settings', { timeZone: 'Mars/Base' })).status).toBe(422);
  });

  it('lets an administrator say who gets the daily digest, and names each address that is none', async () => {
    const changed = await as('admin').patch('/settings', { digestRecipients: ['Boss@Example.com'] });
    expect(changed.body).toMatchObject({ organisation: { digestRecipients: ['Boss@example.com'] } });
    const wrong = await as('admin').patch('/settings', { digestRecipients: ['boss@example.com', 'nobody'] });
    expect(wrong.status).toBe(422);
    expect(JSON.parse(wrong.text)).toMatchObject({ errors: [{ field: 'digestRecipients.1' }] });
  });

  it('shows a new token once, and never again', async () => {
    const made = await as('admin').post('/tokens', { login: 'manager', name: 'dashboard' });
    const { token } = made.body as { token: string };
    expect(token).toMatch(/^rvt_/);
    expect((await as('admin').get('/tokens')).text).not.toContain(token.slice(4));
  });

  it('disables an account at once, but never the own one', async () => {
    const added = await as('admin').post('/users', { login: 'leaver', password: 'correct horse', role: 'manager' });
    const { id } = added.body as { id: number };
    expect((await as('admin').patch(`/users/${id}`, { enabled: false })).status).toBe(204);
    const self = await t.database.one<{ id: number }>(`SELECT id FROM users WHERE login = 'admin'`);
    expect((await as('admin').patch(`/users/${self.id}`, { enabled: false })).status).toBe(422);
    const trail = await as('supervisor').get('/audit?subject=user:leaver');
    expect((trail.body as { items: { action: string }[] }).items.map((item) => item.action)).toEqual([
      'user.disable',
      'user.add',
    ]);
  });
});
