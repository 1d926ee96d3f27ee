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
import type { Role } from '../../kernel/words.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the room of customers', () => {
  let api: ConsoleApi;
  let supervisor: Browser;
  let agent: Browser;
  let mine: number;
  let theirs: number;
  let visit: number;

  beforeAll(async () => {
    api = await openConsoleApi();
    await insertAgent(api.t.database, { agent_no: '020', name: '王五' });
    const db = api.t.database;
    mine = await insertCustomer(db, {
      name: '赵敏',
      phone: '+8613800138000',
      owner_agent_no: '010',
      member_level: '金卡',
    });
    theirs = await insertCustomer(db, { name: '周芷若', phone: '+8613900139001', owner_agent_no: '020' });
    await insertCustomer(db, { name: '赵爸', phone: '+8613800138000' });
    const { id: agentId } = await db.one<{ id: number }>(`SELECT id FROM agents WHERE agent_no = '010'`);
    const survey = { survey_id: 'default', survey_version: 1 };
    const campaign = await insertCampaign(db, { name: '十月回访', state: 'running', ...survey });
    const due = { due_at: '2036-11-26T12:00:00Z', rolled_due_at: '2036-11-26T12:00:00Z' };
    visit = await insertVisit(db, campaign, mine, { agent_id: agentId, ...due });
    const reasons = JSON.stringify([{ code: 'inside-window', params: { channel: 'sms', zones: ['Asia/Shanghai'] } }]);
    await insertAttempt(db, { id: visit, campaignId: campaign, customerId: mine }, { reasons });
    [supervisor, agent] = await Promise.all([signIn(api.url, 'supervisor'), signIn(api.url, 'agent')]);
  }, 120_000);
  afterAll(() => api.close());

  /** Posts a form with the token of the page that shows it. */
  async function post(browser: Browser, page: string, action: string, form: Record<string, unknown>) {
    const { text } = await browser.get(page);
    return browser
      .post(action)
      .type('form')
      .send({ _csrf: csrfOf(text), ...form });
  }

  describe('the list', () => {
    it.each([
      ['', ['赵敏', '周芷若', '赵爸']],
      ['q=赵', ['赵敏', '赵爸']],
      ['q=8000', ['赵敏', '赵爸']],
      ['q=13900139001', ['周芷若']],
      ['owner=020', ['周芷若']],
      ['owner=-', ['赵爸']],
      ['level=金卡', ['赵敏']],
      ['lifecycle=lapsed', []],
    ])('narrowed by "%s" shows %j', async (query, names) => {
      const { text } = await supervisor.get(`/customers?${encodeURI(query)}`).expect(200);
      expect(['赵敏', '周芷若', '赵爸'].filter((name) => text.includes(`>${name}</a>`))).toEqual(names);
    });

    it('masks numbers, and shows an agent the own customers only', async () => {
      const { text } = await agent.get('/customers').expect(200);
      expect(text).toContain('赵敏');
      expect(text).toContain('+86138****8000');
      expect(text).not.toContain('13800138000');
      expect(text).not.toContain('周芷若');
      expect(text).not.toContain('/customers/export');
    });

    it('exports what is shown to those who may, masked unless a reason is given', async () => {
      const masked = await post(supervisor, '/customers', '/customers/export?owner=020', {});
      expect(masked.text).toContain('+86139****9001');
      expect(masked.text).not.toContain('赵敏');
      const whole = await post(supervisor, '/customers', '/customers/export?owner=020', { reason: 'printed letters' });
      expect(whole.text).toContain('+8613900139001');
      expect((await post(agent, '/customers', '/customers/export', {})).status).toBe(403);
    });
  });

  describe('the page of a customer', () => {
    it('says who this is, what is open and why, and who shares the number', async () => {
      const { text } = await supervisor.get(`/customers/${mine}`).expect(200);
      for (const part of ['赵敏', '金卡', '十月回访', 'Within the contact hours for SMS', '赵爸', 'Asia/Shanghai']) {
        expect(text).toContain(part);
      }
      expect(text).not.toContain('13800138000');
    });

    it('is not there for an agent whose customer it is not, and offers a manager nothing to change', async () => {
      await agent.get(`/customers/${theirs}`).expect(404);
      const manager = await signIn(api.url, 'manager');
      const { text } = await manager.get(`/customers/${mine}`).expect(200);
      expect(text).not.toContain(`/customers/${mine}/edit`);
      expect((await post(manager, `/customers/${mine}`, `/customers/${mine}/edit`, { version: 1 })).status).toBe(403);
    });

    it('takes consent with what the customer said, and closes an address', async () => {
      const page = `/customers/${theirs}`;
      const said = { channel: 'sms', purpose: 'service', state: 'denied', evidence: 'no texts, please' };
      expect((await post(supervisor, page, `${page}/consents`, said)).status).toBe(303);
      const { id } = await api.t.database.one<{ id: number }>('SELECT id FROM contact_points WHERE customer_id = $1', [
        theirs,
      ]);
      const closed = await post(supervisor, page, `${page}/opt-out`, { point: id, channel: 'call', evidence: 'stop' });
      expect(closed.headers['location']).toBe(`${page}?done=opted-out&n=0`);
      const { text } = await supervisor.get(page);
      expect(text).toContain('no texts, please');
      expect(text).toContain('Opted out of calls');
      const foreign = await post(supervisor, page, `/customers/${mine}/opt-out`, { point: id, channel: 'call' });
      expect(foreign.status).toBe(404);
    });

    it('lets somebody decide what an import offered', async () => {
      const { id } = await api.t.database.one<{ id: number }>(
        `INSERT INTO field_conflicts (customer_id, field, kept_value, offered_value, at)
         VALUES ($1, 'city', NULL, '南昌市', now()) RETURNING id`,
        [theirs],
      );
      const page = `/customers/${theirs}`;
      expect((await supervisor.get(page)).text).toContain('南昌市');
      const { headers } = await post(supervisor, page, `${page}/conflicts/${id}`, { decision: 'take' });
      expect(headers['location']).toBe(`${page}?done=conflict-decided#conflicts`);
      expect((await api.as('supervisor').get(`/customers/${theirs}`)).body).toMatchObject({
        city: '南昌市',
        conflicts: [],
      });
    });
  });

  describe('the form', () => {
    it('keeps what was typed and says in the reader’s language what is wrong', async () => {
      const form = { customerNo: '', name: '新客', birthday: '2026-02-30', phone: '138' };
      const { status, text } = await post(supervisor, '/customers/new', '/customers/new', form);
      expect(status).toBe(422);
      expect(text).toContain('value="新客"');
      const faulty = { ...form, customerNo: 'N1', timezone: 'Mars/Olympus', preferredTime: 'evening' };
      const chinese = await post(supervisor, '/customers/new?lang=zh-CN', '/customers/new?lang=zh-CN', faulty);
      for (const word of ['日期不存在。', '时区的写法如', '时间的写法如', '服务号码或短号'])
        expect(chinese.text).toContain(word);
    });

    it('adds a customer, and refuses a number that is taken', async () => {
      const form = {
        customerNo: 'N2',
        name: '新客',
        gender: 'male',
        lifecycle: 'existing',
        phone: '13700137000',
        tags: 'a, b',
      };
      const added = await post(supervisor, '/customers/new', '/customers/new', form);
      expect(added.status).toBe(303);
      const id = Number(/\d+/.exec(added.headers['location'] ?? '')?.[0]);
      const { body } = await api.as('supervisor').get(`/customers/${id}`);
      expect(body).toMatchObject({
        customerNo: 'N2',
        tags: ['a', 'b'],
        contactPoints: [{ address: '+8613700137000' }],
      });
      const again = await post(supervisor, '/customers/new', '/customers/new', form);
      expect([again.status, again.text.includes('This is taken already; choose another.')]).toEqual([422, true]);
    });

    it('changes a customer in place, and refuses a row that moved meanwhile without losing the text', async () => {
      const page = `/customers/${mine}/edit`;
      const { text } = await agent.get(page).expect(200);
      const version = Number(/name="version" value="(\d+)"/.exec(text)?.[1]);
      expect(text).not.toContain('13800138000');
      const form = { version, name: '赵敏敏', gender: 'female', lifecycle: 'existing', phone: '', ownerAgentNo: '020' };
      const saved = await agent
        .post(page)
        .set('HX-Request', 'true')
        .type('form')
        .send({ _csrf: csrfOf(text), ...form });
      expect([saved.status, saved.text.includes('Saved.')]).toEqual([200, true]);
      const { body } = await api.as('supervisor').get(`/customers/${mine}`);
      expect(body).toMatchObject({
        name: '赵敏敏',
        ownerAgentNo: '010',
        contactPoints: [{ address: '+8613800138000' }],
      });
      const stale = await post(agent, page, page, { ...form, name: '另一个' });
      expect(stale.status).toBe(409);
      expect(stale.text).toContain('value="另一个"');
      expect(stale.text).toContain('changed meanwhile');
    });
  });

  describe('the search of every page', () => {
    it('goes straight to the only one, and lists several with their open visits', async () => {
      const one = await agent.get('/find?q=%E8%B5%B5%E6%95%8F').expect(303);
      expect(one.headers['location']).toBe(`/customers/${mine}?q=%E8%B5%B5%E6%95%8F`);
      const { text } = await agent.get('/find?q=8000').expect(200);
      expect(text).toContain(`/customers/${mine}/call-back?visit=${visit}`);
    });

    it('tells an agent whose customer is on the line, without opening it', async () => {
      const { text } = await agent.get('/find?q=9001').expect(200);
      expect(text).toContain('周芷若');
      expect(text).toContain('belongs to somebody else');
      expect(text).not.toContain(`href="/customers/${theirs}"`);
    });
  });

  describe('a customer who calls', () => {
    it('is recorded on the open visit: what is missing is named, and the visit ends when it is whole', async () => {
      const page = `/customers/${mine}/call-back`;
      const short = await post(agent, page, page, { visit, outcome: 'answered', identity: 'yes', note: '一切都好' });
      expect(short.status).toBe(422);
      expect(short.text).toContain('一切都好');
      const refused = { visit, outcome: 'inconvenient', identity: 'yes', appointmentAt: '2020-01-01T10:00' };
      expect((await post(agent, page, page, refused)).status).toBe(409);
      const { text } = await agent.get(page);
      const rating = /name="(answer\.[^"]+)" value="5"/.exec(text)?.[1] ?? '';
      const whole = { visit, outcome: 'answered', identity: 'yes', note: '一切都好', [rating]: '5' };
      const done = await post(agent, page, page, whole);
      expect(done.headers['location']).toBe(`/customers/${mine}?done=call-recorded`);
      const story = await agent.get(`/customers/${mine}?done=call-recorded`);
      expect(story.text).toContain('The customer called');
      expect(story.text).toContain('一切都好');
      const { state } = await api.t.database.one<{ state: string }>('SELECT state FROM visits WHERE id = $1', [visit]);
      expect(state).toBe('completed');
    });

    it.each<[Role, number]>([
      ['manager', 403],
      ['supervisor', 200],
    ])('opens the form to a %s with %i', async (role, status) => {
      await (await signIn(api.url, role)).get(`/customers/${mine}/call-back`).expect(status);
    });
  });
});
