import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { insertAgent, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { TokenService } from '../../access/token.service.js';
import { UserService } from '../../access/user.service.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { TemplateService } from '../../messages/template.service.js';
import { CampaignRunService } from '../../planning/campaign-run.service.js';
import { PlanService } from '../../planning/plan.service.js';
import type { Rehearsal } from '../../sandbox/rehearsal-summary.js';
import { SurveyService } from '../../surveys/survey.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
const clock = new FixedClock('2026-11-24T01:00:00Z');
let t: TestDatabase;
let app: NestExpressApplication;
let url: string;
let token: string;
let supervisor: Browser;
let manager: Browser;
let id: number;

const get = <T>(type: abstract new (...args: never[]) => T): T => app.get<T>(type, { strict: false });

beforeAll(async () => {
  t = await openTestDatabase();
  ({ app, url } = await openConsoleApp(t.database, {}, [], clock));
  await get(PolicyInstallService).installPackagedPolicies();
  await get(SurveyService).installPackaged();
  await get(TemplateService).installPackaged();
  for (const role of ['supervisor', 'manager'] as const) {
    await get(UserService).add({ login: role, password: 'correct horse', role }, 'test');
  }
  ({ token } = await get(TokenService).add('supervisor', 'rehearsals', 'test'));
  const shifts = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' }]);
  await insertAgent(t.database, { agent_no: '010', name: '王芳', shifts });
  for (let i = 0; i < 9; i++) {
    await insertCustomer(t.database, { phone: `+861380000000${i}`, email: `c${i}@example.com`, name: `客户${i}` });
  }
  supervisor = await signIn(url, 'supervisor');
  manager = await signIn(url, 'manager');
}, 90_000);
afterAll(async () => {
  await app.close();
  await t.close();
});
beforeEach(async () => {
  await t.database.execute('TRUNCATE campaigns CASCADE');
  const dates = { startAt: clock.now().toISOString(), deadlineAt: '2026-11-27T10:00:00Z' };
  id = (await get(CampaignService).create({ name: 'Calls', ladder: ['call', 'email'], ...dates }, 'test')).id;
});

const stored = async () => [
  await t.database.query('SELECT * FROM campaigns'),
  await t.database.query('SELECT * FROM visits'),
  await t.database.query('SELECT * FROM attempts'),
];

/** The page when the rehearsal is complete. */
async function pageOf(lang: 'en' | 'zh-CN'): Promise<string> {
  for (;;) {
    const { text } = await supervisor.get(`/campaigns/${id}/rehearsal?lang=${lang}`);
    if (!text.includes('id="rehearsal-progress"')) return text;
  }
}

describe('the rehearsal', () => {
  it('is a page with answers, days, channels, agents and rates, in both languages; looking stores nothing', async () => {
    await get(PlanService).plan(id, {}, 'test');
    const before = await stored();
    for (const [lang, title] of [
      ['en', 'Agents by day'],
      ['zh-CN', '客服每日负荷'],
    ] as const) {
      const html = await pageOf(lang);
      expect(html).toContain(title);
      for (const part of ['tiles', 'days', 'channels', 'missed', 'load', 'rates'])
        expect(html).toContain(`id="rehearsal-${part}"`);
      expect(html).toMatch(/<th scope="row">王芳 <small>010<\/small><\/th>/);
      expect(html).not.toContain('+8613800000001');
    }
    expect(await stored()).toEqual(before);
  });

  it('names each figure for narrow screens, where tables become blocks', async () => {
    const html = await pageOf('en');
    const rows = /id="rehearsal-days"[\s\S]*?<\/section>/.exec(html)?.[0] ?? '';
    for (const name of ['SMS', 'E-mail', 'Call', 'Answers', 'Waiting at its end'])
      expect(rows).toContain(`data-label="${name}"`);
    expect(html).toMatch(/class="number load load--\w+" data-label="Tue 24 Nov"/);
  });

  it('is not for who only reads, and refused once the campaign runs', async () => {
    expect((await manager.get(`/campaigns/${id}/rehearsal`)).status).toBe(403);
    await get(PlanService).plan(id, {}, 'test');
    await get(CampaignRunService).launch(id, 'test');
    expect((await supervisor.get(`/campaigns/${id}/rehearsal`)).status).toBe(409);
  });

  it('puts one sample of each message into the sandbox, and shows it with the address masked', async () => {
    const csrf = csrfOf((await supervisor.get(`/campaigns/${id}/rehearsal`)).text);
    const sent = await supervisor.post(`/campaigns/${id}/rehearsal/samples`).type('form').send({ _csrf: csrf });
    expect([sent.status, sent.headers['location']]).toEqual([303, `/campaigns/${id}/rehearsal?sampled=1#samples`]);
    const samples = /id="samples"[\s\S]*?<\/section>/.exec(await pageOf('en'))?.[0] ?? '';
    expect(samples).toContain('<summary>E-mail');
    expect(samples).not.toMatch(/c\d@example\.com/);
  });
});

describe('the rehearsal for programs', () => {
  const ask = (path = 'rehearsal') =>
    request(url).get(`/api/v1/campaigns/${id}/${path}`).set('Authorization', `Bearer ${token}`);

  it('is the same document, and while it goes on the number of runs', async () => {
    let answer = await ask();
    while (answer.status === 202) {
      expect(answer.body).toMatchObject({ campaignId: id, running: true, of: 20 });
      answer = await ask();
    }
    const { campaignId, runs, audience, ends, agents } = answer.body as Rehearsal & { campaignId: number };
    expect([answer.status, campaignId, runs, audience]).toEqual([200, id, 20, 9]);
    expect(Object.keys(ends)).toEqual(['completed', 'refused', 'opted_out', 'expired', 'unreachable']);
    expect(agents.map(({ agentNo }) => agentNo)).toEqual(['010']);
  });

  it('answers with a problem document where the campaign is not there or runs already', async () => {
    await get(PlanService).plan(id, {}, 'test');
    await get(CampaignRunService).launch(id, 'test');
    expect((await ask()).body).toMatchObject({ code: 'campaign-is-running' });
    id += 1_000;
    expect((await ask()).status).toBe(404);
  });
});
