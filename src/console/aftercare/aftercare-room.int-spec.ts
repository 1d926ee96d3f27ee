import { UserService } from '../../access/user.service.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertRow,
  insertVisit,
} from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

describe('the room of follow-ups', () => {
  let api: ConsoleApi;
  let campaign: number;
  let own: number;
  let other: number;

  async function unhappy(agentId: number | null, name: string, openedAt = '2026-11-24T01:00:00Z'): Promise<number> {
    const customer = await insertCustomer(api.t.database, { name, phone: '+8613800130099' });
    const visit = await insertVisit(api.t.database, campaign, customer, {
      ...{ agent_id: agentId, state: 'completed', ended_at: openedAt, end_reason: { code: 'answered', params: {} } },
    });
    const handed = { state: 'delivered', handed_over_at: '2026-11-23T01:00:00Z' };
    await insertAttempt(api.t.database, { id: visit, campaignId: campaign, customerId: customer }, handed);
    const of = { visit_id: visit, campaign_id: campaign, customer_id: customer };
    const response = await insertRow(api.t.database, 'responses', {
      ...of,
      ...{ survey_id: 'default', survey_version: 1, channel: 'sms', complete: true, answered_at: openedAt },
      ...{ answers: { product: 1, service: 2, suggestion: '门店太吵' }, product_score: 1, service_score: 2 },
    });
    return insertRow(api.t.database, 'follow_ups', {
      ...of,
      ...{ response_id: response, assigned_to: agentId, opened_at: openedAt },
      reason: { code: 'low-score', params: { product: 1, service: 2, nps: 3, reasons: [] } },
    });
  }

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/follow-ups')).text);
    const close = (id: number, note: string) =>
      browser.post(`/follow-ups/${id}/close`).type('form').send({ _csrf: csrf, note });
    return { browser, close };
  }

  beforeAll(async () => {
    api = await openConsoleApi();
    const { t, app } = api;
    campaign = await insertCampaign(t.database, { state: 'running', survey_id: 'default', survey_version: 1 });
    own = (await t.database.one<{ id: number }>("SELECT id FROM agents WHERE agent_no = '010'")).id;
    other = await insertAgent(t.database, { agent_no: '020', team: 'west', name: '王西' });
    const west = { login: 'westlead', password: 'correct horse', role: 'supervisor', teams: ['west'] };
    await app.get(UserService, { strict: false }).add(west, 'test');
  }, 90_000);
  beforeEach(() => api.t.database.execute('DELETE FROM follow_ups'));
  afterAll(() => api.close());

  it('lists them, the oldest first, with clocks and a link to each', async () => {
    const newer = await unhappy(own, '新客户', '2026-11-25T01:00:00Z');
    const older = await unhappy(other, '老客户', '2026-11-20T01:00:00Z');
    const { browser } = await person('supervisor');
    const { text } = await browser.get('/follow-ups');
    expect(text.indexOf(`/follow-ups/${older}"`)).toBeLessThan(text.indexOf(`/follow-ups/${newer}"`));
    expect(text).toContain('Not satisfied (product 1, service 2');
    expect(text).toContain('chip--clock');
  });

  it('narrows by state, age, agent and team', async () => {
    const old = await unhappy(other, '老客户', '2020-01-01T01:00:00Z');
    await unhappy(own, '新客户', '2099-01-01T01:00:00Z');
    const { browser, close } = await person('supervisor');
    const names = async (query: string) => {
      const { text } = await browser.get(`/follow-ups?${query}`);
      return ['老客户', '新客户'].filter((name) => text.includes(name));
    };
    expect(await names('age=overdue')).toEqual(['老客户']);
    expect(await names('age=week')).toEqual(['新客户']);
    expect(await names('agent=020')).toEqual(['老客户']);
    expect(await names(`agent=${encodeURIComponent('王')}`)).toEqual(['老客户']);
    expect(await names('team=WEST')).toEqual(['老客户']);
    expect(await names('state=closed')).toEqual([]);
    await close(old, '已换货').expect(303);
    expect(await names('state=closed')).toEqual(['老客户']);
    expect(await names('age=overdue')).toEqual([]);
  });

  it('shows one with the answer, the visit and the story, and closes it with a note', async () => {
    const id = await unhappy(own, '张三');
    const { browser, close } = await person('supervisor');
    const { text } = await browser.get(`/follow-ups/${id}`);
    expect(text).toContain('门店太吵');
    expect(text).toContain('+86138****0099');
    expect(text).toContain('Follow-up opened');
    const empty = await close(id, '  ');
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('This is needed.');
    const done = await close(id, '已致歉并换货').expect(303);
    expect(done.headers['location']).toBe(`/follow-ups/${id}?done=follow-up-closed`);
    expect((await browser.get(`/follow-ups/${id}`)).text).toContain('已致歉并换货');
    const again = await close(id, '再来一次');
    expect(again.status).toBe(409);
    expect(again.text).toContain('This follow-up is closed already.');
  });

  it('keeps what was typed when it is too long', async () => {
    const id = await unhappy(own, '张三');
    const { close } = await person('supervisor');
    const long = `${'长'.repeat(2000)}尾`;
    const refused = await close(id, long);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(long);
    expect(refused.text).toContain('At most 2,000 characters.');
  });

  it("shows a team's supervisor the own agents' and nobody's, and closes no other", async () => {
    const [mine, foreign, nobodys] = [
      await unhappy(other, '西客'),
      await unhappy(own, '北客'),
      await unhappy(null, '无主'),
    ];
    const { browser, close } = await person('westlead');
    const { text } = await browser.get('/follow-ups');
    expect(['西客', '北客', '无主'].filter((name) => text.includes(name))).toEqual(['西客', '无主']);
    expect((await browser.get(`/follow-ups/${foreign}`)).status).toBe(404);
    expect((await close(foreign, '不归我管')).status).toBe(404);
    await close(mine, '已处理').expect(303);
    await close(nobodys, '已处理').expect(303);
  });

  it('shows an agent the own ones, without a form, and a manager all', async () => {
    const [mine, foreign] = [await unhappy(own, '北客'), await unhappy(other, '西客')];
    const agent = await person('agent');
    expect((await agent.browser.get('/follow-ups')).text).not.toContain('西客');
    expect((await agent.browser.get(`/follow-ups/${foreign}`)).status).toBe(404);
    expect((await agent.browser.get(`/follow-ups/${mine}`)).text).not.toContain(`/follow-ups/${mine}/close`);
    expect((await agent.close(mine, '我来关')).status).toBe(403);
    expect((await (await person('manager')).browser.get(`/follow-ups/${foreign}`)).status).toBe(200);
  });

  it('narrows the API too', async () => {
    const foreign = await unhappy(other, '西客');
    expect((await api.as('agent').get('/follow-ups')).body).toMatchObject({ items: [] });
    expect((await api.as('supervisor').get('/follow-ups')).body).toMatchObject({ items: [{ id: foreign }] });
  });
});
