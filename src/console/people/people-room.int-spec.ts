import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { UserService } from '../../access/user.service.js';
import type { Database } from '../../database/database.service.js';
import { connectDatabase } from '../../database/schema.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the room of people', () => {
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let database: Database;
  let admin: Browser;
  let supervisor: Browser;

  beforeAll(async () => {
    t = await openTestDatabase();
    database = await connectDatabase(t.url);
    ({ app, url } = await openConsoleApp(database));
    const users = app.get(UserService, { strict: false });
    const id = await insertAgent(t.database, { agent_no: '010', name: '王芳', team: 'east', skills: ['VIP'] });
    const leave = JSON.stringify([{ from: '2020-01-01', to: '2099-12-31' }]);
    await insertAgent(t.database, { agent_no: '011', name: '李娜', team: 'west', leave });
    for (const role of ['admin', 'supervisor', 'manager'] as const) {
      await users.add({ login: role, password: 'correct horse', role }, 'test');
    }
    await users.add({ login: 'agent', password: 'correct horse', role: 'agent', agentNo: '010' }, 'test');
    const campaignId = await insertCampaign(t.database);
    const customerId = await insertCustomer(t.database);
    const visitId = await insertVisit(t.database, campaignId, customerId, { agent_id: id });
    await insertAttempt(t.database, { id: visitId, campaignId, customerId }, { channel: 'call' });
    admin = await signIn(url, 'admin');
    supervisor = await signIn(url, 'supervisor');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await t.close();
  });

  /** Posts a form of the page at `from`, with its token. */
  const post = async (browser: Browser, from: string, to: string, form: Record<string, string>) => {
    const page = await browser.get(from);
    return browser
      .post(to)
      .type('form')
      .send({ _csrf: csrfOf(page.text), ...form });
  };
  const idOf = async (login: string) =>
    (await t.database.one<{ id: number }>('SELECT id FROM users WHERE login = $1', [login])).id;

  describe('agents', () => {
    it('are listed with load and leave, narrowed by filters', async () => {
      const all = await supervisor.get('/people?lang=en');
      expect(all.status).toBe(200);
      expect(all.text).toContain('2 rows');
      expect(all.text).toMatch(/On leave/);
      expect(totalOf(all.text, 'Visits in hand')).toBe('1');
      const none = await supervisor.get('/people?lang=en&q=%E6%9D%8E%E5%A8%9C');
      expect(totalOf(none.text, 'Visits in hand')).toBe('0');
      const east = await supervisor.get('/people?lang=en&team=east&q=%E7%8E%8B&state=working');
      expect(east.text).toContain('href="/people/agents/010?lang&#x3D;en"'.replace('&#x3D;', '='));
      expect(east.text).not.toContain('李娜');
      expect((await supervisor.get('/people?q=100%25')).text).not.toContain('王芳');
    });

    it('show their week, load and the way to hand over', async () => {
      const page = await supervisor.get('/people/agents/010?lang=en');
      expect(page.text).toMatch(/<b>1<\/b><span>visits in hand/);
      expect(page.text).toMatch(/<b>1<\/b><span>calls planned/);
      expect(page.text).toContain('/handover?from');
      expect(page.text).toContain('daily 00:00-24:00');
      expect((await supervisor.get('/people/agents/nobody')).status).toBe(404);
    });

    it('are changed in a form that keeps what was typed and names each fault beside its field', async () => {
      const typed = { name: '王芳', weight: 'much', shifts: 'Monday morning', active: 'yes' };
      const refused = await post(supervisor, '/people/agents/010', '/people/agents/010?lang=zh-CN', typed);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('请填写大于或等于零的数字。');
      expect(refused.text).toContain('第 1 行“Monday morning”');
      expect(refused.text).toContain('value="much"');
      const good = { ...typed, weight: '0.5', shifts: 'Mon-Fri 09:00-12:00', team: 'east', leave: '2026-12-24' };
      const saved = await post(supervisor, '/people/agents/010', '/people/agents/010', good);
      expect([saved.status, saved.headers['location']]).toEqual([303, '/people/agents/010?done=agent-saved']);
      const row = await t.database.one(`SELECT weight, leave FROM agents WHERE agent_no = '010'`);
      expect(row).toEqual({ weight: 0.5, leave: [{ from: '2026-12-24', to: '2026-12-24' }] });
    });

    it('offer what a leave would move when they are saved, to those who may hand over; it is only shown', async () => {
      const customer = await insertCustomer(t.database, { name: '李四' });
      const [gone, heir] = [
        await insertAgent(t.database, { agent_no: '091', name: '离岗' }),
        await insertAgent(t.database, { agent_no: '092', name: '接手' }),
      ];
      const campaignId = await insertCampaign(t.database, { state: 'running', name: '休假' });
      const visit = await insertVisit(t.database, campaignId, customer, { agent_id: gone });
      await insertAttempt(t.database, { id: visit, campaignId, customerId: customer });
      const form = { name: '离岗', weight: '1', active: 'no' };
      const saved = await post(supervisor, '/people/agents/091', '/people/agents/091', form);
      const { text } = await supervisor.get(`${saved.headers['location']}&lang=en`);
      expect(text).toMatch(/id="agent-offer" data-number="[1-9]/);
      expect(text).toContain('would move to keep the split even.');
      expect(text).toMatch(/href="\/handover\/even\?agent(=|&#x3D;)091/);
      expect((await supervisor.get('/people/agents/091')).text).not.toContain('agent-offer');
      const { agentId } = await t.database.one<{ agentId: number }>(
        'SELECT agent_id AS "agentId" FROM visits WHERE id = $1',
        [visit],
      );
      expect([agentId, agentId === heir]).toEqual([gone, false]);
      await t.database.execute(
        "UPDATE visits SET state = 'cancelled', ended_at = now(), end_reason = '{}' WHERE id = $1",
        [visit],
      );
    });

    it('are added with a number that nobody has', async () => {
      const form = { agentNo: '012', name: 'Ann Lee', weight: '1', active: 'yes' };
      const added = await post(supervisor, '/people/new-agent', '/people/new-agent', form);
      expect(added.headers['location']).toBe('/people/agents/012?done=agent-added');
      const again = await post(supervisor, '/people/new-agent', '/people/new-agent?lang=en', form);
      expect(again.status).toBe(422);
      expect(again.text).toContain('taken already');
    });

    it('come from a CSV, its faults beside their lines', async () => {
      const text = 'agent_no,name,weight\n020,Bo,1\n021,,x\n';
      const done = await post(supervisor, '/people/import', '/people/import?lang=en', { text });
      expect(done.status).toBe(200);
      expect(done.text).toMatch(/<b>1<\/b><span>added/);
      expect(done.text).toMatch(/class="number" data-label="Line">3<\/td>/);
      const unusable = await post(supervisor, '/people/import', '/people/import?lang=en', { text: 'number\n1\n' });
      expect(unusable.status).toBe(422);
      expect(unusable.text).toContain('The first line must name agent_no and name.');
      expect((await post(supervisor, '/people/import', '/people/import', { text: ' ' })).status).toBe(422);
    });

    it('are read by a manager, who may change nothing, and closed to an agent', async () => {
      const manager = await signIn(url, 'manager');
      const page = await manager.get('/people/agents/010');
      expect(page.text).not.toContain('id="agent-form"');
      expect((await manager.get('/people')).text).not.toContain('/people/new-agent');
      expect((await post(manager, '/people', '/people/agents/010', { name: 'x' })).status).toBe(403);
      expect((await post(manager, '/people', '/people/import', { text: 'x' })).status).toBe(403);
      expect((await (await signIn(url, 'agent')).get('/people')).status).toBe(403);
    });

    it('leave as a CSV with who took it', async () => {
      const file = await post(supervisor, '/people', '/people/export?lang=en&team=west', {});
      expect(file.text).toContain('Exported by supervisor');
      expect(file.text).toContain('011,李娜,west');
      expect(file.text).not.toContain('王芳');
    });
  });

  describe('accounts', () => {
    it('are seen by administrators alone', async () => {
      expect((await admin.get('/people/users?lang=en&role=agent')).text).toContain('1 row');
      expect((await supervisor.get('/people/users')).status).toBe(403);
      expect((await supervisor.get('/people')).text).not.toContain('/people/users');
      expect((await post(supervisor, '/people', '/people/new-user', { login: 'x' })).status).toBe(403);
    });

    it('are added; what is wrong comes back without the password', async () => {
      const typed = { login: 'Lina', name: '李娜', role: 'agent', agentNo: '999', teams: '', password: 'short' };
      const refused = await post(admin, '/people/new-user', '/people/new-user?lang=en', typed);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('A password has at least 8 characters.');
      expect(refused.text).toContain('value="Lina"');
      expect(refused.text).not.toContain('value="short"');
      const form = { ...typed, agentNo: '011', password: 'correct horse' };
      const added = await post(admin, '/people/new-user', '/people/new-user', form);
      expect(added.headers['location']).toBe(`/people/users/${await idOf('lina')}?done=user-added`);
    });

    it('change, are disabled and enabled; a disabled one is out at the next request', async () => {
      const users = app.get(UserService, { strict: false });
      await users.add({ login: 'guest', password: 'correct horse', role: 'manager' }, 'test');
      const guest = await signIn(url, 'guest');
      const path = `/people/users/${await idOf('guest')}`;
      const change = { name: 'Guest', role: 'supervisor', agentNo: '', teams: 'east，west' };
      await post(admin, path, path, change);
      expect((await admin.get(path)).text).toContain('value="east; west"');
      await post(admin, path, `${path}/disable`, {});
      expect((await guest.get('/account')).status).toBe(303);
      expect((await admin.get(path)).text).toContain('id="enable-form"');
      await post(admin, path, `${path}/enable`, {});
      expect((await guest.get('/account')).status).toBe(303);
    });

    it('of the last administrator stays, and nobody disables the own one', async () => {
      const path = `/people/users/${await idOf('admin')}`;
      expect((await admin.get(path)).text).not.toContain('id="disable-form"');
      const own = await post(admin, path, `${path}/disable?lang=en`, {});
      expect(own.status).toBe(409);
      expect(own.text).toContain('Nobody can disable the own account.');
      const demoted = await post(admin, path, `${path}?lang=en`, { name: 'admin', role: 'manager' });
      expect(demoted.status).toBe(409);
      expect(demoted.text).toContain('last enabled administrator');
    });

    it('get tokens that are shown once and can be ended', async () => {
      const path = `/people/users/${await idOf('manager')}`;
      const made = await post(admin, path, `${path}/tokens/add`, { tokenName: 'nightly' });
      const token = /rvt_[\w-]{43}/.exec(made.text)?.[0] ?? '';
      const bearer = () => request(url).get('/api/v1/campaigns').set('Authorization', `Bearer ${token}`);
      expect((await bearer()).status).toBe(200);
      const page = await admin.get(path);
      expect(page.text).toContain('nightly');
      expect(page.text).not.toContain(token);
      const tokenId = /data-token="(\d+)"/.exec(page.text)?.[1] ?? '';
      await post(admin, path, `${path}/tokens/${tokenId}/revoke`, {});
      expect((await bearer()).status).toBe(401);
      expect((await post(admin, path, `${path}/tokens/add`, { tokenName: ' ' })).status).toBe(422);
    });
  });

  describe('the own account', () => {
    it('has a name and a language that everybody may change', async () => {
      const agent = await signIn(url, 'agent');
      const saved = await post(agent, '/account', '/account', { name: '小王', locale: 'zh-CN' });
      expect(saved.headers['location']).toBe('/account?done=account-saved&lang=zh-CN');
      const page = await agent.get('/account?done=account-saved');
      expect(page.text).toContain('已保存。');
      expect(page.text).toContain('value="小王"');
    });

    it('changes its password against the present one, and is signed out elsewhere', async () => {
      const [here, there] = [await signIn(url, 'supervisor'), await signIn(url, 'supervisor')];
      const wrong = { current: 'nonsense', password: 'another horse' };
      const refused = await post(here, '/account', '/account/password?lang=en', wrong);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('This is not your present password.');
      const done = await post(here, '/account', '/account/password', { ...wrong, current: 'correct horse' });
      expect(done.headers['location']).toBe('/account?done=password-changed');
      expect((await here.get('/account')).status).toBe(200);
      expect((await there.get('/account')).status).toBe(303);
      await signIn(url, 'supervisor', 'another horse');
    });
  });
});

/** What stands under a column, for everything that matches. */
function totalOf(html: string, label: string): string | undefined {
  const foot = /<tfoot>.*<\/tfoot>/s.exec(html)?.[0] ?? '';
  return new RegExp(`data-label="${label}">([^<]*)<`).exec(foot)?.[1];
}
