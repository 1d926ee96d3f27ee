import { mkdir, readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { insertCampaign, insertCustomer, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { ImportService } from '../../archive/import.service.js';
import { ANSWER_SCHEMAS } from './api-answer-schemas.js';

describe('the API of imports, sources, previews and reports', () => {
  let api: ConsoleApi;
  let t: TestDatabase;
  let as: ConsoleApi['as'];

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ t, as } = api);
  }, 60_000);
  afterAll(() => api.close());

  const upload = (query: string) =>
    as('supervisor').post(`/imports?file=list.csv&${query}`).set('Content-Type', 'text/csv').send('x\n');

  it('takes the mapping of a file’s headers with the upload', async () => {
    const sent = await upload(`map=${encodeURIComponent('编号=customer_no')}&map=${encodeURIComponent('a=b=name')}`);
    expect(sent.status).toBe(202);
    const { importId } = sent.body as { importId: number };
    const { options } = (await as('supervisor').get(`/imports/${importId}`)).body as { options: { mapping: object } };
    expect(options.mapping).toEqual({ 编号: 'customer_no', 'a=b': 'name' });
    expect((await upload('map=name')).status).toBe(422);
    expect((await upload('consent=sms')).status).toBe(422);
  });

  it('previews a file to those who may import, and keeps nothing', async () => {
    const send = (who: 'supervisor' | 'agent', query: string) =>
      as(who)
        .post(`/imports/preview?file=list.csv&${query}`)
        .set('Content-Type', 'text/csv')
        .send('编号,称呼\nC1,张三丰\n');
    const before = (await as('supervisor').get('/imports')).body as object;
    const folder = api.app.get(ImportService, { strict: false }).uploadFolder();
    await mkdir(folder, { recursive: true });
    const kept = await readdir(folder);
    const shown = await send('supervisor', `rows=1&map=${encodeURIComponent('称呼=name')}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({
      ...{ kind: 'csv', encoding: 'utf-8', decidedBy: 'strict-utf8', isWhole: true, headerLine: 1, faults: [] },
      ...{ rows: [{ line: 2, cells: ['C1', '张三丰'] }], mapping: { 称呼: 'name' } },
    });
    expect(ANSWER_SCHEMAS.ImportPreview.safeParse(shown.body).success).toBe(true);
    expect((await send('supervisor', 'encoding=klingon')).status).toBe(422);
    expect((await send('supervisor', 'rows=51')).status).toBe(422);
    expect((await send('agent', 'rows=1')).status).toBe(403);
    expect((await as('supervisor').get('/imports')).body).toEqual(before);
    const left = (await readdir(folder)).filter((name) => !kept.includes(name));
    const texts = await Promise.all(left.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.filter((text) => text.includes('称呼'))).toEqual([]);
  });

  it('refuses a file beyond two GiB before it comes', async () => {
    const token = as('supervisor').get('/imports').get('Authorization');
    const path = '/api/v1/imports?file=list.csv';
    const headers = {
      Authorization: String(token),
      'Content-Type': 'text/csv',
      'Content-Length': String(3 * 1024 ** 3),
    };
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = httpRequest(`${api.url}${path}`, { method: 'POST', headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          sent.destroy();
          resolve({ status: response.statusCode ?? 0, body });
        });
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'too-large', detail: expect.stringContaining('2048 MiB') });
  });

  it('keeps sources, shows no password, pulls one now and lists its imports', async () => {
    const source = {
      name: 'CRM',
      kind: 'sql',
      dailyAt: '06:30',
      url: 'postgresql://reader:geheim@db.example.com/crm',
      query: 'SELECT * FROM customers',
    };
    expect((await as('supervisor').post('/sources', source)).status).toBe(403);
    const saved = await as('admin').post('/sources', source);
    expect(saved.status).toBe(201);
    const { id } = saved.body as { id: number };
    const listed = await as('supervisor').get('/sources');
    expect(listed.body).toMatchObject({ items: [{ id, definition: { name: 'CRM' } }], next: null });
    expect(saved.text + listed.text).not.toContain('geheim');
    expect((await as('admin').post('/sources', { ...source, query: 'DELETE FROM x' })).status).toBe(422);
    const pulled = await as('supervisor').post(`/sources/${id}/pull`);
    expect([pulled.status, pulled.body]).toEqual([202, { sourceId: id, queued: true }]);
    expect((await as('supervisor').post('/sources/999/pull')).status).toBe(404);
    expect((await as('supervisor').get(`/imports?sourceId=${id}`)).body).toEqual({ items: [], next: null });
  });

  it('previews a message as it would go to a customer, without showing the number', async () => {
    const customer = await insertCustomer(t.database, {
      name: '欧阳锋',
      owner_agent_no: '010',
      phone: '+8613800138077',
      email: 'ouyang@example.com',
    });
    const preview = (channel: string, who = as('supervisor')) =>
      who.post('/templates/preview', { templateId: 'visit-survey', channel, language: 'zh-CN', customerId: customer });
    expect((await preview('sms')).body).toMatchObject({
      to: '+86138****8077',
      text: expect.stringContaining('欧阳锋'),
    });
    expect((await preview('email')).body).toMatchObject({ to: 'o***@example.com' });
    const stranger = await insertCustomer(t.database, { phone: '+8613800138078' });
    const form = { templateId: 'visit-survey', channel: 'sms', language: 'zh-CN', customerId: stranger };
    expect((await as('agent').post('/templates/preview', form)).status).toBe(404);
  });

  it('says in a preview what the provider could not carry', async () => {
    expect((await as('supervisor').put('/sandbox/imitation', { provider: 'twilio' })).status).toBe(403);
    expect((await as('admin').put('/sandbox/imitation', { provider: 'pigeon' })).status).toBe(422);
    expect((await as('admin').put('/sandbox/imitation', { provider: 'twilio' })).body).toEqual({ imitates: 'twilio' });
    const form = { templateId: 'visit-survey', channel: 'sms', language: 'zh-CN' };
    const answer = await as('supervisor').post('/templates/preview', form);
    expect(answer.body).toMatchObject({ reason: { code: expect.any(String) } });
    await as('admin').put('/sandbox/imitation', { provider: null });
    expect((await as('supervisor').post('/templates/preview', form)).body).toHaveProperty('text');
  });

  it('looks up any customer in a plan', async () => {
    const campaign = await insertCampaign(t.database, { state: 'running' });
    const customer = await insertCustomer(t.database, { customer_no: 'P-1' });
    await insertVisit(t.database, campaign, customer, { reasons: JSON.stringify([{ code: 'owner', params: {} }]) });
    await insertCustomer(t.database, { customer_no: 'P-2' });
    const explain = (no: string) => as('manager').get(`/campaigns/${campaign}/customers/${no}`);
    expect((await explain('P-1')).body).toMatchObject({
      customerNo: 'P-1',
      visits: [{ reasons: [{ code: 'owner' }] }],
    });
    expect((await explain('P-2')).body).toMatchObject({ customerNo: 'P-2', visits: [], exclusions: [] });
    expect((await explain('nobody')).status).toBe(404);
    expect((await as('manager').get('/campaigns/999999/customers/P-1')).status).toBe(404);
  });

  it('lists the reports, and whether they are frozen', async () => {
    const draft = await insertCampaign(t.database, { name: 'Draft' });
    const closed = await insertCampaign(t.database, {
      name: 'Closed',
      state: 'completed',
      ended_at: '2026-11-24T01:00:00Z',
    });
    expect((await as('supervisor').post(`/campaigns/${closed}/close`)).status).toBe(200);
    const { items } = (await as('manager').get('/reports')).body as {
      items: { campaignId: number; frozen: object | null }[];
    };
    expect(items.map((item) => item.campaignId)).not.toContain(draft);
    expect(items[0]).toMatchObject({ campaignId: closed, frozen: { version: 1, contentHash: expect.any(String) } });
    expect(items.at(-1)?.frozen).toBeNull();
    expect((await as('agent').get('/reports')).status).toBe(403);
  });

  it('changes an agent by hand, and a supervisor’s teams', async () => {
    expect((await as('supervisor').patch('/agents/010', { team: 'east' })).body).toMatchObject({ team: 'east' });
    expect((await as('supervisor').patch('/agents/404', { team: 'east' })).status).toBe(404);
    const added = await as('admin').post('/users', { login: 'east', password: 'correct horse', role: 'supervisor' });
    const { id } = added.body as { id: number };
    expect((await as('admin').patch(`/users/${id}`, { teams: ['east'] })).status).toBe(204);
    const users = (await as('admin').get('/users')).body as { items: { id: number; teams: string[] }[] };
    expect(users.items.find((user) => user.id === id)?.teams).toEqual(['east']);
  });
});
