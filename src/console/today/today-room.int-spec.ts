import { ApprovalService } from '../../access/approval.service.js';
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

const SOON = '2020-01-01T00:00:00Z';
const LATE = '2099-01-01T00:00:00Z';

describe('the room Today', () => {
  let api: ConsoleApi;
  let campaign: number;
  let own: number;
  let west: number;

  async function aVisit(agent: number | null, name: string, attempt: Record<string, unknown> = {}, dueAt = LATE) {
    const { database } = api.t;
    const customer = await insertCustomer(database, { name });
    const visit = await insertVisit(database, campaign, customer, {
      agent_id: agent,
      due_at: dueAt,
      ladder: ['sms', 'call'],
    });
    const attemptId = await insertAttempt(database, { id: visit, campaignId: campaign, customerId: customer }, attempt);
    return { visit, customer, attemptId };
  }

  const doubtful = {
    state: 'in_doubt',
    handed_over_at: SOON,
    address: '+8613800138111',
    provider: 'twilio',
    error_code: 'timeout',
  };

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/')).text);
    const settle = (visit: number, fields: object) =>
      browser
        .post(`/today/in-doubt/${visit}/settle`)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    return { browser, settle };
  }

  const tile = (html: string, name: string) =>
    Number(new RegExp(`data-tile="${name}"><b>(\\d+)`).exec(html)?.[1] ?? 'NaN');

  beforeAll(async () => {
    api = await openConsoleApi();
    const { t, app } = api;
    campaign = await insertCampaign(t.database, {
      ...{
        name: '国庆回访',
        state: 'running',
        ladder: JSON.stringify([{ channel: 'sms', waitHours: 24 }, { channel: 'call' }]),
      },
    });
    own = (await t.database.one<{ id: number }>("SELECT id FROM agents WHERE agent_no = '010'")).id;
    west = await insertAgent(t.database, { agent_no: '020', team: 'west', name: '王西' });
    const lead = { login: 'westlead', password: 'correct horse', role: 'supervisor', teams: ['west'] };
    await app.get(UserService, { strict: false }).add(lead, 'test');
    await aVisit(own, '北险', {}, SOON);
    await aVisit(west, '西险', {}, SOON);
    await aVisit(null, '无险', {}, SOON);
    await aVisit(own, '北缓', {
      state: 'held',
      reasons: JSON.stringify([{ code: 'no-consent', params: { channel: 'sms' } }]),
    });
    await aVisit(west, '西缓', { state: 'held', scheduled_at: null });
  }, 90_000);
  afterAll(() => api.close());

  it('counts what waits, and leads to its rows', async () => {
    const { browser } = await person('supervisor');
    const { text } = await browser.get('/');
    expect([tile(text, 'promises-at-risk'), tile(text, 'held'), tile(text, 'in-doubt')]).toEqual([3, 2, 0]);
    expect(text).toContain('<a href="/today/at-risk" data-tile="promises-at-risk">');
    const rows = (await browser.get('/today/at-risk')).text;
    expect(['北险', '西险', '无险', '北缓'].map((name) => rows.includes(name))).toEqual([true, true, true, false]);
    expect(rows).toContain('3 rows');
  });

  it("narrows tiles and rows to a supervisor's own teams", async () => {
    const { browser } = await person('westlead');
    const { text } = await browser.get('/');
    expect([tile(text, 'promises-at-risk'), tile(text, 'held')]).toEqual([2, 1]);
    const rows = (await browser.get('/today/at-risk')).text;
    expect(['北险', '西险', '无险'].map((name) => rows.includes(name))).toEqual([false, true, true]);
    const held = (await browser.get('/today/held')).text;
    expect([held.includes('西缓'), held.includes('北缓')]).toEqual([true, false]);
  });

  it('says why something is on hold, and filters by agent', async () => {
    const { browser } = await person('supervisor');
    const { text } = await browser.get('/today/held?agent=010');
    expect([text.includes('北缓'), text.includes('西缓')]).toEqual([true, false]);
    expect(text).toContain('chip--reason');
  });

  it('shows what is in doubt with what is known, and a person settles it', async () => {
    const { visit, attemptId } = await aVisit(west, '存疑客', doubtful);
    const { browser, settle } = await person('westlead');
    const { text } = await browser.get('/today/in-doubt');
    expect(text).toMatch(/Its key<\/dt><dd><code>[^<]+<\/code>/);
    expect(text).toContain('存疑客');
    expect(text).toContain('+86138****8111');
    expect(text).toContain('timeout');
    const done = await settle(visit, { attemptId, outcome: 'delivered' }).expect(303);
    expect(done.headers['location']).toBe('/today/in-doubt?done=doubt-delivered');
    expect((await browser.get('/today/in-doubt?done=doubt-delivered')).text).not.toContain('存疑客');
    const states = 'SELECT state FROM attempts WHERE id = $1';
    expect(await api.t.database.one(states, [attemptId])).toEqual({ state: 'delivered' });
    expect((await settle(visit, { attemptId, outcome: 'delivered' })).status).toBe(409);
  });

  it("lets nobody settle another team's", async () => {
    const { visit, attemptId } = await aVisit(own, '北疑', doubtful);
    const { browser, settle } = await person('westlead');
    expect((await browser.get('/today/in-doubt')).text).not.toContain('北疑');
    expect((await settle(visit, { attemptId, outcome: 'delivered' })).status).toBe(404);
    const agent = await person('agent');
    expect((await agent.browser.get('/today/in-doubt')).status).toBe(403);
    expect((await agent.settle(visit, { attemptId, outcome: 'delivered' })).status).toBe(403);
  });

  it("shows each agent's day to the supervisor, and the own one to the agent", async () => {
    await aVisit(west, '今日', { channel: 'call', scheduled_at: SOON });
    await aVisit(own, '我的', { channel: 'call', scheduled_at: SOON });
    const lead = (await (await person('westlead')).browser.get('/')).text;
    expect(lead).toContain('data-agent="020"');
    expect(lead).not.toContain('data-agent="010"');
    const mine = (await (await person('agent')).browser.get('/')).text;
    expect(mine).toContain('id="own-day"');
    expect(mine).toContain('href="/desk" role="button"');
    expect(mine).not.toContain('今日');
  });

  it('names what a second person must agree to', async () => {
    const approvals = api.app.get(ApprovalService, { strict: false });
    const wish = { kind: 'days-off', subject: `campaign:${campaign}`, askedBy: 'user:alice' } as const;
    await approvals.ask(api.t.database, { ...wish, details: { name: '国庆回访' } });
    const { text } = await (await person('supervisor')).browser.get('/');
    expect(tile(text, 'approvals')).toBe(1);
    expect(text).toContain(`<a href="/campaigns/${campaign}">Calls on days off · 国庆回访</a>`);
  });

  it('counts replies that a team could place, and follow-ups and conflicts of its own', async () => {
    const { database } = api.t;
    const [{ visit: mine, customer }, { visit: foreign }] = [await aVisit(west, '西'), await aVisit(own, '北')];
    for (const [index, visits] of [[mine], [mine, foreign], []].entries()) {
      await insertRow(database, 'inbound_messages', {
        ...{
          provider: 'sandbox',
          provider_message_id: `m${index}`,
          from_address: '+8613800138000',
          to_address: '1',
          body: '?',
        },
        ...{ received_at: SOON, outcome: 'queued', reason: { code: 'unknown-sender', params: {} } },
        candidates: JSON.stringify(visits.map((visitId) => ({ visitId }))),
      });
    }
    for (const [agent, visit] of [
      [west, mine],
      [own, foreign],
    ] as const) {
      await insertRow(database, 'follow_ups', {
        ...{ visit_id: visit, campaign_id: campaign, customer_id: customer, assigned_to: agent, opened_at: SOON },
        reason: { code: 'low-score', params: {} },
      });
    }
    await database.execute("UPDATE customers SET owner_agent_no = '010' WHERE id = $1", [customer]);
    await insertRow(database, 'field_conflicts', {
      customer_id: customer,
      field: 'city',
      kept_value: 'a',
      offered_value: 'b',
      at: SOON,
    });
    const numbers = (html: string) => ['replies', 'follow-ups', 'conflicts'].map((name) => tile(html, name));
    expect(numbers((await (await person('supervisor')).browser.get('/')).text)).toEqual([3, 2, 1]);
    expect(numbers((await (await person('westlead')).browser.get('/')).text)).toEqual([2, 1, 0]);
  });

  it('shows a manager the weeks and the campaigns, and no work', async () => {
    const { browser } = await person('manager');
    const { text } = await browser.get('/');
    expect(text).toContain('id="week"');
    expect(text).toContain('国庆回访');
    expect(text).not.toContain('data-live="waiting"');
    expect((await browser.get('/today/at-risk')).status).toBe(403);
  });
});
