import { UserService } from '../../access/user.service.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

describe('the room of hand-overs', () => {
  let api: ConsoleApi;
  let campaign: number;
  let from: number;
  let sequence = 0;

  async function aVisit(agent: number, visit: Record<string, unknown> = {}, attempt: Record<string, unknown> = {}) {
    const { database } = api.t;
    const customer = await insertCustomer(database, { name: `客户${(sequence += 1)}` });
    const id = await insertVisit(database, campaign, customer, { agent_id: agent, ladder: ['call'], ...visit });
    await insertAttempt(database, { id, campaignId: campaign, customerId: customer }, { channel: 'call', ...attempt });
    return id;
  }

  const agentOf = async (visit: number) =>
    (
      await api.t.database.one<{ no: string | null }>(
        'SELECT a.agent_no AS no FROM visits v LEFT JOIN agents a ON a.id = v.agent_id WHERE v.id = $1',
        [visit],
      )
    ).no;

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/')).text);
    const post = (path: string, fields: object) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    return { browser, post };
  }

  beforeAll(async () => {
    api = await openConsoleApi();
    const { t, app } = api;
    campaign = await insertCampaign(t.database, { name: '国庆回访', state: 'running' });
    for (const [no, team] of [
      ['101', 'north'],
      ['102', 'north'],
      ['201', 'west'],
    ] as const) {
      await insertAgent(t.database, { agent_no: no, team, name: `员工${no}` });
    }
    const lead = { login: 'westlead', password: 'correct horse', role: 'supervisor', teams: ['west'] };
    await app.get(UserService, { strict: false }).add(lead, 'test');
  }, 90_000);
  beforeEach(async () => {
    from = await insertAgent(api.t.database, { agent_no: `F${(sequence += 1)}`, team: 'north', name: '离岗' });
  });
  afterAll(() => api.close());

  const numberOf = async (id: number) =>
    (await api.t.database.one<{ no: string }>('SELECT agent_no AS no FROM agents WHERE id = $1', [id])).no;

  it('shows what would move, before and after, and what stays with why', async () => {
    await aVisit(from);
    await aVisit(from, { appointment_at: '2026-11-26T02:00:00Z' });
    await aVisit(
      from,
      { state: 'open', opened_at: '2026-11-24T01:00:00Z' },
      { state: 'handed_over', handed_over_at: '2026-11-24T01:00:00Z' },
    );
    const { browser } = await person('supervisor');
    const { text } = await browser.get(`/handover?from=${await numberOf(from)}&to=201`);
    expect(text).toContain('1 visit would move');
    expect(text).toContain('1 with an appointment stays');
    expect(text).toContain('1 stays with an agent who is on the phone');
    expect(text).toContain(`data-agent="${await numberOf(from)}"`);
    expect(text).toContain('Hand over 1 visit');
    const all = await browser.get(`/handover?from=${await numberOf(from)}&to=201&fixed=1`);
    expect(all.text).toContain('Hand over 2 visits');
  });

  it('moves them with the reason in the story of each, and takes them back', async () => {
    const visits = [await aVisit(from), await aVisit(from)];
    const { browser, post } = await person('supervisor');
    const no = await numberOf(from);
    const done = await post('/handover', { from: no, to: '201', n: 2, reason: '离职' }).expect(303);
    expect(done.headers['location']).toBe('/handover?done=handed-over&n=2');
    expect(await Promise.all(visits.map(agentOf))).toEqual(['201', '201']);
    const events = await api.t.database.query<{ why: string }>(
      "SELECT reason -> 'params' ->> 'why' AS why FROM visit_events WHERE visit_id = ANY ($1) AND kind = 'handed-over-to-agent'",
      [visits],
    );
    expect(events).toEqual([{ why: '离职' }, { why: '离职' }]);
    await api.t.database.execute(
      "UPDATE visits SET state = 'cancelled', ended_at = now(), end_reason = '{}' WHERE id = $1",
      [visits[1]],
    );
    const { text } = await browser.get('/handover');
    const at = /name="at" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(text).toContain('Hand back 1');
    const back = await post('/handover/back', { at }).expect(303);
    expect(back.headers['location']).toBe('/handover?done=handed-back&n=1');
    expect(await Promise.all(visits.map(agentOf))).toEqual([no, '201']);
  });

  it('goes even over a team, without the one who gives', async () => {
    const visits = [await aVisit(from), await aVisit(from), await aVisit(from), await aVisit(from)];
    const { post } = await person('supervisor');
    await post('/handover', { from: await numberOf(from), to: 'team:west', n: 4 }).expect(303);
    expect(await Promise.all(visits.map(agentOf))).toEqual(['201', '201', '201', '201']);
  });

  it('moves nothing when the number is not the one that was seen', async () => {
    const visit = await aVisit(from);
    const { post } = await person('supervisor');
    const no = await numberOf(from);
    const stale = await post('/handover', { from: no, to: '201', n: 7, reason: '换班' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('The number has changed since the preview.');
    expect(stale.text).toContain('value="换班"');
    expect(await agentOf(visit)).toBe(no);
  });

  it('narrows by campaign, part and due date', async () => {
    const other = await insertCampaign(api.t.database, { name: '另一个', state: 'running' });
    await aVisit(from, { due_at: '2026-11-26T15:59:00Z' });
    await aVisit(from, { due_at: '2026-11-26T16:00:00Z', ledger_part: 'held' }, { state: 'held' });
    const { browser } = await person('supervisor');
    const no = await numberOf(from);
    const moves = async (query: string) =>
      /data-number="(\d+)"/.exec((await browser.get(`/handover?from=${no}&to=201&${query}`)).text)?.[1];
    expect(await moves('due=2026-11-26')).toBe('1');
    expect(await moves('part=held')).toBe('1');
    expect(await moves(`campaign=${campaign}`)).toBe('2');
    expect(await moves(`campaign=${other}`)).toBe('0');
    expect(await moves('due=nonsense&campaign=x')).toBe('2');
  });

  it("moves only a supervisor's own teams' visits, and only to them", async () => {
    const visit = await aVisit(from);
    const { browser, post } = await person('westlead');
    const no = await numberOf(from);
    const { text } = await browser.get('/handover');
    expect([text.includes('员工201'), text.includes('员工101')]).toEqual([true, false]);
    expect((await post('/handover', { from: no, to: '201', n: 1 })).status).toBe(409);
    expect((await post('/handover', { campaign, to: '101', n: 1 })).status).toBe(409);
    expect(await agentOf(visit)).toBe(no);
  });

  it('evens out after a departure, when somebody has seen it and confirms; then there is nothing more to do', async () => {
    const visits = [await aVisit(from), await aVisit(from)];
    const { browser, post } = await person('supervisor');
    const no = await numberOf(from);
    await api.t.database.execute('UPDATE agents SET active = false WHERE id = $1', [from]);
    const { text } = await browser.get(`/handover/even?agent=${no}`);
    expect(text).toMatch(/data-number="[1-9]/);
    expect(text).toContain('who has left');
    expect(await Promise.all(visits.map(agentOf))).toEqual([no, no]);
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await post('/handover/even', { agent: no, token: 'another' })).status).toBe(409);
    const done = await post('/handover/even', { agent: no, token }).expect(303);
    expect(done.headers['location']).toMatch(/^\/handover\?done=evened-out&n=[1-9]/);
    expect(await Promise.all(visits.map(agentOf))).not.toContain(no);
    expect((await browser.get('/handover/even')).text).toContain('Nothing needs to move');
  });

  it('is closed to agents and managers', async () => {
    const statuses = [];
    for (const login of ['agent', 'manager']) {
      const { browser, post } = await person(login);
      statuses.push((await browser.get('/handover')).status, (await post('/handover', { n: 1 })).status);
      statuses.push((await browser.get('/handover/even')).status, (await post('/handover/even', {})).status);
    }
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 403));
  });
});
