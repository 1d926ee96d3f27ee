import type { NestExpressApplication } from '@nestjs/platform-express';
import { insertAgent, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { UserService } from '../../access/user.service.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { TemplateService } from '../../messages/template.service.js';
import { PlanQueue } from '../../planning/plan-queue.service.js';
import { SurveyService } from '../../surveys/survey.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
let t: TestDatabase;
let app: NestExpressApplication;
let url: string;
let supervisor: Browser;
let other: Browser;
let manager: Browser;
let agent: Browser;
const clock = new FixedClock('2026-11-25T02:00:00Z');

beforeAll(async () => {
  t = await openTestDatabase();
  const opened = await openConsoleApp(t.database, {}, [], clock);
  ({ app, url } = opened);
  await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
  await app.get(SurveyService, { strict: false }).installPackaged();
  await app.get(TemplateService, { strict: false }).installPackaged();
  await insertAgent(t.database, { agent_no: '010', name: '王芳' });
  const users = app.get(UserService, { strict: false });
  for (const login of ['supervisor', 'other'] as const) {
    await users.add({ login, password: 'correct horse', role: 'supervisor' }, 'test');
  }
  await users.add({ login: 'manager', password: 'correct horse', role: 'manager' }, 'test');
  await users.add({ login: 'agent', password: 'correct horse', role: 'agent', agentNo: '010' }, 'test');
  for (const phone of ['+8613800000001', '+8613800000002']) {
    await insertCustomer(t.database, { phone, name: `客户${phone.slice(-1)}` });
  }
  await insertCustomer(t.database, { name: '无号码' });
  supervisor = await signIn(opened.url, 'supervisor');
  other = await signIn(opened.url, 'other');
  manager = await signIn(opened.url, 'manager');
  agent = await signIn(opened.url, 'agent');
}, 90_000);
afterAll(async () => {
  await app.close();
  await t.close();
});

/** The values of a form as its page shows them. */
function valuesOf(html: string): Record<string, string> {
  const form = /<form id="campaign"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const inputs = [...form.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const selects = [...form.matchAll(/<select name="([^"]+)"[\s\S]*?<\/select>/g)].map(([all, name = '']) => [
    name,
    /<option value="([^"]*)" selected/.exec(all)?.[1] ?? /<option value="([^"]*)"/.exec(all)?.[1] ?? '',
  ]);
  return Object.fromEntries([...inputs, ...selects]) as Record<string, string>;
}

async function post(browser: Browser, path: string, fields: Record<string, string>, from = '/campaigns') {
  const page = await browser.get(from);
  return browser
    .post(path)
    .type('form')
    .send({ _csrf: csrfOf(page.text), ...fields });
}

/** The form for a new campaign, filled in. */
async function newForm(fields: Record<string, string>): Promise<Record<string, string>> {
  return { ...valuesOf((await supervisor.get('/campaigns/new?lang=en')).text), ...fields };
}

const inDays = (days: number) =>
  `${new Date(clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)}T12:00`;
const SOON = { startAt: '', deadlineAt: inDays(20), rung1: 'sms', rung2: '', rung3: '' };

async function makeCampaign(fields: Record<string, string> = {}): Promise<number> {
  const form = await newForm({ name: 'A campaign', ...SOON, ...fields, action: 'plan' });
  const saved = await post(supervisor, '/campaigns', form);
  expect(saved.status).toBe(303);
  return Number(/\/campaigns\/(\d+)\?done=campaign-planned/.exec(saved.headers['location'] ?? '')?.[1]);
}

const count = async (table: string) => (await t.database.one<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).n;

describe('a new campaign', () => {
  it('shows its consequence before anything is stored', async () => {
    const before = [await count('campaigns'), await count('visits'), await count('audit_events')];
    const look = await post(supervisor, '/campaigns/consequence?lang=en', await newForm(SOON));
    expect(look.status).toBe(200);
    expect(look.text).toContain('<form id="campaign"');
    expect(look.text).toMatch(/data-figure="audience">3</);
    expect(look.text).toMatch(/data-figure="each">2</);
    expect(look.text).toMatch(/data-figure="missed">0</);
    expect(look.text).toContain('No usable address or number');
    expect([await count('campaigns'), await count('visits'), await count('audit_events')]).toEqual(before);
  });

  it('gives htmx the right side alone', async () => {
    const fields = await newForm(SOON);
    const look = await supervisor
      .post('/campaigns/consequence')
      .set('HX-Request', 'true')
      .type('form')
      .send({ ...fields, _csrf: csrfOf((await supervisor.get('/campaigns')).text) });
    expect(look.text).not.toContain('<html');
    expect(look.text).toMatch(/data-figure="audience">3</);
  });

  it('says at each field what is wrong, in the reader’s language, and keeps what was typed', async () => {
    const typed = await newForm({
      name: '',
      deadlineAt: '2020-01-01T12:00',
      priority: '700',
      closingWish: '祝您<愉快>',
    });
    const answer = await post(supervisor, '/campaigns?lang=zh-CN', { ...typed, action: 'save' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('id="name-faults"><span>此项必填。');
    expect(answer.text).toContain('截止时间必须晚于开始时间。');
    expect(answer.text).toContain('内容太长或数值太大。');
    expect(answer.text).toContain('value="祝您&lt;愉快&gt;"');
    expect(answer.text).toContain('value="700"');
  });

  it('is a draft, is planned, is launched, is paused, goes on and is cancelled, each with its number', async () => {
    const saved = await post(supervisor, '/campaigns', await newForm({ name: 'Whole life', ...SOON, action: 'save' }));
    const place = /^(\/campaigns\/\d+)\?/.exec(saved.headers['location'] ?? '')?.[1] ?? '';
    expect((await supervisor.get(saved.headers['location'] ?? '')).text).toContain('Saved as a draft');
    const planned = await post(supervisor, `${place}/plan`, {});
    expect(planned.headers['location']).toBe(`${place}?done=campaign-planned&n=2`);
    const edit = await supervisor.get(`${place}/edit`);
    expect(valuesOf(edit.text)).toMatchObject({
      name: 'Whole life',
      rung1: 'sms',
      rung2: '',
      deadlineAt: inDays(20),
    });
    expect((await supervisor.get(`${place}/do/launch?lang=en`)).text).toMatch(/Send to 2 customers, starting \w{3}/);
    const steps: string[] = [];
    for (const move of ['launch', 'pause', 'resume', 'cancel']) {
      steps.push((await post(supervisor, `${place}/do/${move}`, {})).headers['location'] ?? '');
    }
    expect(steps).toEqual([
      `${place}?done=campaign-launched&n=2`,
      `${place}?done=campaign-pause&n=2`,
      `${place}?done=campaign-resume&n=2`,
      `${place}?done=campaign-cancel&n=2`,
    ]);
    const late = await post(supervisor, `${place}/do/pause?lang=en`, {});
    expect(late.status).toBe(409);
    expect(late.text).toContain('is cancelled. Make a new campaign.');
    expect((await supervisor.get(`${place}/do/pause?lang=en`)).text).toContain('the campaign is Cancelled');
  });
});

describe('a campaign that calls on days off', () => {
  it('is launched when another supervisor agreed, and says until then who must', async () => {
    const id = await makeCampaign({ rung1: 'call', holidayWindows: '1' });
    const asked = (await supervisor.get(`/campaigns/${id}?lang=en`)).text;
    expect([asked.includes('Calls on days off wait'), asked.includes('value="approved"')]).toEqual([true, false]);
    expect((await supervisor.get(`/campaigns/${id}/do/launch`)).text).not.toContain('value="launch"');
    const early = await post(supervisor, `/campaigns/${id}/do/launch?lang=en`, {});
    expect(early.status).toBe(409);
    expect(early.text).toContain('Somebody other than supervisor');
    const page = await other.get(`/campaigns/${id}?lang=en`);
    const approvalId = /name="approvalId" value="(\d+)"/.exec(page.text)?.[1] ?? '';
    const own = await post(supervisor, `/campaigns/${id}/approval`, { approvalId, action: 'approved' });
    expect(own.status).toBe(409);
    expect((await post(manager, `/campaigns/${id}/approval`, { approvalId, action: 'approved' })).status).toBe(403);
    const wrong = String(Number(approvalId) + 1);
    expect((await post(other, `/campaigns/${id}/approval`, { approvalId: wrong, action: 'approved' })).status).toBe(
      404,
    );
    const agreed = await post(other, `/campaigns/${id}/approval`, { approvalId, action: 'approved', note: 'once' });
    expect(agreed.headers['location']).toBe(`/campaigns/${id}?done=days-off-approved`);
    expect((await post(supervisor, `/campaigns/${id}/do/launch`, {})).status).toBe(303);
  });
});

describe('the page of a running campaign', () => {
  it('shows everybody what they may do, and each change at once', async () => {
    const id = await makeCampaign({ name: 'Drawn once' });
    await post(supervisor, `/campaigns/${id}/do/launch`, {});
    const actions = async (browser: Browser) => {
      const { text } = await browser.get(`/campaigns/${id}?lang=en`);
      return [...text.matchAll(/data-action="(\w+)"/g)].map(([, action]) => action);
    };
    const all = [await actions(supervisor), await actions(manager), await actions(other), await actions(supervisor)];
    const may = ['pause', 'cancel', 'report'];
    expect(all).toEqual([may, ['report'], may, may]);
    await post(other, `/campaigns/${id}/do/pause`, {});
    expect(await actions(supervisor)).toEqual(['resume', 'cancel', 'report']);
  });
});

describe('the pages of a campaign', () => {
  let id = 0;
  beforeAll(async () => {
    id = await makeCampaign({ name: 'Looked at' });
  });

  it.each([
    ['', 'How this was computed'],
    ['/agents', '王芳'],
    ['/exclusions', 'No usable address or number'],
    ['/attempts', '+86138****0001'],
    ['/rows', '客户1'],
    ['/rows?part=excluded', '无号码'],
    ['/how?verify=1', 'Everything holds.'],
  ])('show it at %s', async (path, text) => {
    const page = await manager.get(`/campaigns/${id}${path}${path.includes('?') ? '&' : '?'}lang=en`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(text);
    expect(page.text).not.toContain('console.campaigns.');
  });

  it('narrow the rows by part, reason, agent and customer', async () => {
    const rows = async (query: string) => {
      const { text } = await manager.get(`/campaigns/${id}/rows?${query}`);
      return ['客户1', '客户2', '无号码'].filter((name) => text.includes(name));
    };
    expect(await rows('part=planned')).toEqual(['客户1', '客户2']);
    expect(await rows('part=answered')).toEqual([]);
    expect(await rows('agent=011')).toEqual([]);
    expect(await rows('part=excluded&reason=no-usable-contact-point')).toEqual(['无号码']);
    expect(await rows('part=excluded&reason=deceased')).toEqual([]);
    const deferred = await manager.get(`/campaigns/${id}/attempts?deferred=cap-reached&lang=en`);
    expect(deferred.status).toBe(200);
    expect(deferred.text).not.toContain('客户1');
  });

  it('say of one customer what was decided and why', async () => {
    const { no } = await t.database.one<{ no: string }>(
      `SELECT customer_no AS no FROM customers WHERE name = '无号码'`,
    );
    const page = await manager.get(`/campaigns/${id}/customer?no=${no}&lang=en`);
    expect(page.text).toContain('Excluded');
    expect(page.text).toContain('chip--reason');
    expect((await manager.get(`/campaigns/${id}/customer?no=nobody`)).status).toBe(404);
  });

  it('lead from a visit or an attempt to the place that explains it', async () => {
    const found = await t.database.one<{ visit: number; attempt: number; no: string }>(
      `SELECT v.id AS visit, a.id AS attempt, k.customer_no AS no FROM visits v JOIN attempts a ON a.visit_id = v.id
         JOIN customers k ON k.id = v.customer_id WHERE v.campaign_id = $1 LIMIT 1`,
      [id],
    );
    const place = `/campaigns/${id}/customer?no=${found.no}`;
    expect((await manager.get(`/why/visits/${found.visit}`)).headers['location']).toBe(`${place}#visit-${found.visit}`);
    const led = await manager.get(`/why/attempts/${found.attempt}?lang=zh-CN`);
    expect(led.headers['location']).toBe(`${place}&lang=zh-CN#attempt-${found.attempt}`);
    expect((await manager.get('/why/visits/999999')).status).toBe(404);
    const page = (await manager.get(`${place}&lang=zh-CN`)).text;
    for (const words of ['为何在名单中', '联系规则', '比较过的客服', '当天可联系的时段']) expect(page).toContain(words);
    expect(page).toContain(`id="attempt-${found.attempt}"`);
  });

  it('leave as files, masked, for those who may take them', async () => {
    const file = await post(manager, `/campaigns/${id}/attempts/export?channel=sms`, {});
    expect(file.headers['content-disposition']).toContain('attempts.csv');
    expect(file.text.split('\r\n').filter((line) => line.includes('+86138****'))).toHaveLength(2);
    const full = await post(supervisor, `/campaigns/${id}/attempts/export`, { reason: 'for the auditor' });
    expect(full.text).toContain('+8613800000001');
    const left = await post(manager, `/campaigns/${id}/rows/export?part=excluded`, {});
    expect(left.text).toContain('无号码');
  });

  it('show a manager everything and let it do nothing', async () => {
    const page = await manager.get(`/campaigns/${id}?lang=en`);
    expect(page.text).not.toMatch(/data-action="(launch|cancel|edit)"|value="plan"/);
    expect((await manager.get('/campaigns?lang=en')).text).not.toContain('data-action="new"');
    expect((await manager.get('/campaigns/new')).status).toBe(403);
    expect((await manager.get(`/campaigns/${id}/edit`)).status).toBe(403);
    for (const path of ['/plan', '/do/launch', '/do/cancel', '/edit']) {
      expect((await post(manager, `/campaigns/${id}${path}`, {})).status).toBe(403);
    }
    expect((await post(manager, '/campaigns/consequence', {})).status).toBe(403);
  });

  it('are closed to agents', async () => {
    for (const path of ['', `/${id}`, `/${id}/rows`, `/${id}/attempts`, '/new']) {
      expect((await agent.get(`/campaigns${path}`)).status).toBe(403);
    }
  });

  it('are not there for a campaign that is not', async () => {
    expect((await manager.get('/campaigns/999999')).status).toBe(404);
    expect((await manager.get('/campaigns/999999/rows')).status).toBe(404);
    expect((await post(supervisor, '/campaigns/999999/attempts/export', {})).status).toBe(404);
    expect((await supervisor.get(`/campaigns/${id}/do/explode`)).status).toBe(404);
  });
});

describe('what others change', () => {
  it('is said while a plan is made in the background, and read again when it is done', async () => {
    const id = await makeCampaign({ name: 'Planned behind' });
    await app.get(PlanQueue, { strict: false }).enqueue(id, 'user:supervisor');
    expect((await supervisor.get(`/campaigns/${id}?lang=en`)).text).toContain('id="plan-progress"');
    const waiting = await supervisor.get(`/campaigns/${id}/progress?lang=en`);
    expect([waiting.headers['hx-refresh'], waiting.text]).toEqual([undefined, expect.stringContaining('begins soon')]);
    await t.database.execute('DELETE FROM graphile_worker._private_jobs');
    expect((await supervisor.get(`/campaigns/${id}/progress`)).headers['hx-refresh']).toBe('true');
  });

  it('is seen by a supervisor with teams as far as the rows are theirs', async () => {
    await insertAgent(t.database, { agent_no: '020', team: 'east' });
    const users = app.get(UserService, { strict: false });
    await users.add({ login: 'lead', password: 'correct horse', role: 'supervisor', teams: ['east'] }, 'test');
    const lead = await signIn(url, 'lead');
    const id = await makeCampaign({ name: 'Two teams' });
    await t.database.execute(
      `UPDATE visits v SET agent_id = (SELECT id FROM agents WHERE agent_no = CASE k.name WHEN '客户1' THEN '020' ELSE '010' END)
         FROM customers k WHERE k.id = v.customer_id AND v.campaign_id = $1`,
      [id],
    );
    const seen = async (browser: Browser, path: string) => {
      const { text } = await browser.get(`/campaigns/${id}/${path}`);
      return ['客户1', '客户2', '王芳'].filter((name) => text.includes(name));
    };
    expect([await seen(lead, 'rows'), await seen(other, 'rows')]).toEqual([['客户1'], ['客户1', '客户2']]);
    expect([await seen(lead, 'attempts'), await seen(lead, 'agents')]).toEqual([['客户1'], []]);
    const { no } = await t.database.one<{ no: string }>(`SELECT customer_no AS no FROM customers WHERE name = '客户2'`);
    await t.database.execute(`UPDATE customers SET owner_agent_no = '010' WHERE name = '客户2'`);
    expect((await lead.get(`/campaigns/${id}/customer?no=${no}`)).status).toBe(404);
    const file = await post(lead, `/campaigns/${id}/rows/export`, {});
    expect([file.text.includes('客户1'), file.text.includes('客户2')]).toEqual([true, false]);
  });
});

describe('the list of campaigns', () => {
  it('is narrowed by name and state, and sorted by what is due', async () => {
    await makeCampaign({ name: 'Needle Z', deadlineAt: inDays(22) });
    await makeCampaign({ name: 'Needle A', deadlineAt: inDays(21) });
    const names = async (query: string) =>
      [...(await manager.get(`/campaigns?${query}`)).text.matchAll(/<h2><a href="[^"]+">([^<]+)</g)].map(
        ([, name]) => name,
      );
    expect(await names('name=needle')).toEqual(['Needle A', 'Needle Z']);
    expect(await names('name=needle&sort=deadline&dir=desc')).toEqual(['Needle Z', 'Needle A']);
    expect(await names('name=needle&state=running')).toEqual([]);
    expect((await names('state=planned')).length).toBeGreaterThan(2);
  });
});
