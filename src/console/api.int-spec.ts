import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { insertAgent, insertCampaign, insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { openConsoleApp } from '../../test/support/console-app.js';
import { csrfOf, signIn } from '../../test/support/console-session.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { TokenService } from '../access/token.service.js';
import { UserService } from '../access/user.service.js';
import { PolicyInstallService } from '../calendar/policy-install.service.js';
import type { Role } from '../kernel/words.js';
import { TemplateService } from '../messages/template.service.js';
import { SurveyService } from '../surveys/survey.service.js';

describe('the API', () => {
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    t = await openTestDatabase();
    ({ app, url } = await openConsoleApp(t.database));
    await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
    await app.get(SurveyService, { strict: false }).installPackaged();
    await app.get(TemplateService, { strict: false }).installPackaged();
    await insertAgent(t.database, { agent_no: '010' });
    for (const role of ['admin', 'supervisor', 'manager', 'agent'] as const) {
      const agentNo = role === 'agent' ? { agentNo: '010' } : {};
      await app
        .get(UserService, { strict: false })
        .add({ login: role, password: 'correct horse', role, ...agentNo }, 'test');
      tokens.set(role, (await app.get(TokenService, { strict: false }).add(role, 'test', 'test')).token);
    }
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  const as = (role: Role) => {
    const header = `Bearer ${tokens.get(role) ?? ''}`;
    return {
      get: (path: string) => request(url).get(`/api/v1${path}`).set('Authorization', header),
      post: (path: string, body?: object) =>
        request(url).post(`/api/v1${path}`).set('Authorization', header).send(body),
      patch: (path: string, body: object) =>
        request(url).patch(`/api/v1${path}`).set('Authorization', header).send(body),
    };
  };

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
    const made = await as('supervisor').post('/customers', { customerNo: 'A-1', name: '𠮷田', phone: '13800138000' });
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

  it('describes itself in OpenAPI 3.1, every operation in words', async () => {
    const answer = await request(url).get('/api/openapi.json');
    const { openapi, paths } = answer.body as {
      openapi: string;
      paths: Record<string, Record<string, { summary?: string }>>;
    };
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/v1/campaigns/{id}/launch', '/api/v1/customers/bulk']),
    );
    const silent = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, operation]) => !operation.summary)
        .map(([method]) => `${method} ${path}`),
    );
    expect(silent).toEqual([]);
    expect((await request(url).get('/api/docs')).text).toContain('swagger');
  });
});
