import type { NestExpressApplication } from '@nestjs/platform-express';
import { insertAgent, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { UserService } from '../../access/user.service.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { TemplateService } from '../../messages/template.service.js';
import { PlanService } from '../../planning/plan.service.js';
import { SurveyService } from '../../surveys/survey.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
let t: TestDatabase;
let app: NestExpressApplication;
let supervisor: Browser;
let manager: Browser;
let id: number;

const DAY_MS = 86_400_000;
const clock = new FixedClock('2026-11-25T02:00:00Z');
const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY_MS).toISOString();

beforeAll(async () => {
  t = await openTestDatabase();
  const opened = await openConsoleApp(t.database, {}, [], clock);
  app = opened.app;
  await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
  await app.get(SurveyService, { strict: false }).installPackaged();
  await app.get(TemplateService, { strict: false }).installPackaged();
  const users = app.get(UserService, { strict: false });
  for (const role of ['supervisor', 'manager'] as const) {
    await users.add({ login: role, password: 'correct horse', role }, 'test');
  }
  // Twenty minutes on Mondays: four calls a week.
  const shifts = JSON.stringify([{ days: [1], from: '09:00', to: '09:20' }]);
  await insertAgent(t.database, { agent_no: '010', name: '王芳', shifts });
  for (let i = 0; i < 9; i++) await insertCustomer(t.database, { phone: `+861380000000${i}`, name: `客户${i}` });
  supervisor = await signIn(opened.url, 'supervisor');
  manager = await signIn(opened.url, 'manager');
}, 90_000);
afterAll(async () => {
  await app.close();
  await t.close();
});
beforeEach(async () => {
  await t.database.execute('TRUNCATE campaigns CASCADE');
  const dates = { startAt: inDays(1), deadlineAt: inDays(8) };
  const definition = { name: 'Calls', ladder: ['call'], holidayWindows: true, ...dates };
  id = (await app.get(CampaignService, { strict: false }).create(definition, 'test')).id;
  await app.get(PlanService, { strict: false }).plan(id, {}, 'test');
});

const missedIn = (html: string) => Number(/data-figure="missed">(\d+)</.exec(html)?.[1]);

describe('what if', () => {
  it('answers a form, and htmx with the numbers alone; looking changes nothing', async () => {
    const before = await t.database.query('SELECT * FROM campaigns');
    const page = await supervisor.get(`/campaigns/${id}/what-if?lang=en&agents=8&like=010`);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/data-after="missed"><b>0</);
    const part = await supervisor.get(`/campaigns/${id}/what-if?agents=1&like=010`).set('HX-Request', 'true');
    expect(part.text).not.toContain('<html');
    expect(missedIn(part.text)).toBeLessThan(missedIn((await supervisor.get(`/campaigns/${id}`)).text));
    expect(await t.database.query('SELECT * FROM campaigns')).toEqual(before);
  });

  it('is not shown to who only reads, and refused when tried', async () => {
    expect((await supervisor.get(`/campaigns/${id}`)).text).toContain('/what-if"');
    const read = await manager.get(`/campaigns/${id}`);
    expect(read.text).not.toContain('/what-if"');
    expect(read.text).not.toContain('/suggestion"');
    expect((await manager.get(`/campaigns/${id}/what-if`)).status).toBe(403);
  });
});

describe('a suggestion', () => {
  it('is taken from the page: the campaign is changed, planned again, and reaches what it said', async () => {
    const page = await supervisor.get(`/campaigns/${id}?lang=en`);
    const [, days = ''] =
      /name="kind" value="days"><input type="hidden" name="value" value="(\d+)"/.exec(page.text) ?? [];
    const [, still] = new RegExp(`Days more \\(\\+${days}\\): reaches \\d+ more, (\\d+) still`).exec(page.text) ?? [];
    const taken = await supervisor
      .post(`/campaigns/${id}/suggestion`)
      .type('form')
      .send({ _csrf: csrfOf(page.text), kind: 'days', value: days });
    expect(taken.headers['location']).toMatch(new RegExp(`^/campaigns/${id}\\?done=campaign-planned`));
    expect(missedIn((await supervisor.get(`/campaigns/${id}`)).text)).toBe(Number(still));
  });

  it('is refused to who only reads, and where it is none', async () => {
    const send = async (browser: Browser, fields: object) =>
      browser
        .post(`/campaigns/${id}/suggestion`)
        .type('form')
        .send({ _csrf: csrfOf((await browser.get('/campaigns')).text), ...fields });
    const before = await t.database.query('SELECT * FROM campaigns');
    expect((await send(manager, { kind: 'days', value: '1' })).status).toBe(403);
    for (const wrong of [
      { kind: 'days', value: '0' },
      { kind: 'deadline', value: 'soon' },
      { kind: 'agents', value: '1' },
    ]) {
      expect((await send(supervisor, wrong)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await t.database.query('SELECT * FROM campaigns')).toEqual(before);
  });
});

describe('what a launch would do', () => {
  async function planned(name: string, priority: number, more: object = {}): Promise<number> {
    const dates = { startAt: inDays(1), deadlineAt: inDays(8) };
    const campaign = { name, ladder: ['sms'], priority, ...dates, ...more };
    const made = await app.get(CampaignService, { strict: false }).create(campaign, 'test');
    await app.get(PlanService, { strict: false }).plan(made.id, {}, 'test');
    return made.id;
  }
  const launch = async (campaignId: number) => {
    const _csrf = csrfOf((await supervisor.get('/campaigns')).text);
    await supervisor.post(`/campaigns/${campaignId}/do/launch`).type('form').send({ _csrf }).expect(303);
  };
  const read = async (path: string) => (await supervisor.get(path)).text;

  it('to contacts of other campaigns is said before it, and then how many moved', async () => {
    const behind = await planned('Behind', 1);
    await launch(behind);
    const first = await planned('In front', 90);
    expect(await read(`/campaigns/${first}?lang=en`)).toContain('plan 9 contacts with the same people');
    expect(await read(`/campaigns/${first}/do/launch?lang=zh-CN`)).toContain('对同一批客户另有 9 次联系计划');
    expect(await read(`/campaigns/${behind}/do/pause`)).not.toContain('id="displaceable"');
    await launch(first);
    await t.database.execute(
      `INSERT INTO visit_events (at, actor, campaign_id, kind, reason) VALUES (now(), 'system:priority', $1, 'attempt',
         jsonb_build_object('code', 'displaced', 'params', jsonb_build_object('campaignId', $2::bigint)))`,
      [behind, first],
    );
    const running = await read(`/campaigns/${first}?lang=en`);
    expect(running).toContain('1 contact of another campaign has moved to a later time');
    expect(running).not.toContain('id="displaceable"');
  });

  it('is nothing where nobody is planned, and the page says so', async () => {
    const segment = { all: [{ field: 'city', op: 'eq', value: 'Nowhere' }] };
    const empty = await planned('Nobody', 5, { segment });
    expect(await read(`/campaigns/${empty}?lang=en`)).toContain('Nobody is planned');
    const text = '0 customers are planned: launching contacts nobody.';
    expect(await read(`/campaigns/${empty}/do/launch?lang=en`)).toContain(text);
  });
});
