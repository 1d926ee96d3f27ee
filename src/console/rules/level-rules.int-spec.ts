import type TestAgent from 'supertest/lib/agent.js';
import { insertAgent, insertCampaign, insertCustomer, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { LevelRuleService } from '../../archive/level-rule.service.js';

let api: ConsoleApi;
let supervisor: TestAgent;

beforeAll(async () => {
  api = await openConsoleApi();
  supervisor = await signIn(api.url, 'supervisor');
  await insertAgent(api.t.database, { agent_no: '020', team: 'east', skills: ['VIP'] });
  await insertAgent(api.t.database, { agent_no: '021', team: 'east' });
  const other = await insertAgent(api.t.database, { agent_no: '030', team: 'west' });
  const customer = await insertCustomer(api.t.database, { customer_no: 'G-1', member_level: 'Gold' });
  await insertCustomer(api.t.database, { customer_no: 'G-2', member_level: 'Gold' });
  await insertCustomer(api.t.database, { customer_no: 'B-1', member_level: 'Basic' });
  const campaign = await insertCampaign(api.t.database, { state: 'running' });
  await insertVisit(api.t.database, campaign, customer, { agent_id: other, state: 'planned' });
}, 60_000);
afterAll(() => api.close());

const rules = () => api.app.get(LevelRuleService, { strict: false }).list();

async function post(path: string, fields: Record<string, string>, who = supervisor) {
  const page = await who.get('/rules/levels');
  return who
    .post(`/rules/levels${path}`)
    .type('form')
    .send({ _csrf: csrfOf(page.text), ...fields });
}

const lineOf = (html: string, level: string) =>
  (new RegExp(`<tr data-level="${level}">.*?</tr>`, 's').exec(html)?.[0] ?? '').replaceAll(/<[^>]*>/g, ' ');

describe('the page of member levels', () => {
  it('lists every level with its customers, and offers a rule', async () => {
    const page = await supervisor.get('/rules/levels').expect(200);
    expect(lineOf(page.text, 'Gold')).toMatch(/anybody\s+4\s+2\s+Set a rule/);
    expect(lineOf(page.text, 'Basic')).toMatch(/anybody\s+4\s+1/);
  });

  it('says whom a rule would touch before it is saved, and saves nothing', async () => {
    const looked = await post('/look', { memberLevel: 'Gold', team: 'east' });
    expect(looked.status).toBe(200);
    expect(looked.text).toContain('2 customers of Gold would be served by 2 of 4 agents only.');
    expect(looked.text).toContain('1 visit that is planned already is with other agents');
    expect(await rules()).toEqual([]);
  });

  it('takes a rule, shows it, changes it and removes it', async () => {
    const saved = await post('', { memberLevel: ' Gold ', team: 'east', skill: '' });
    expect(saved.headers['location']).toBe('/rules/levels?done=level-rule-saved&n=2');
    const shown = await supervisor.get(saved.headers['location'] as string).expect(200);
    expect(shown.text).toContain('The rule is saved: 2 agents may serve the level.');
    expect(lineOf(shown.text, 'Gold')).toMatch(/team east\s+2\s+2\s+Change\s+Remove/);
    const opened = await supervisor.get('/rules/levels?memberLevel=Gold').expect(200);
    expect(opened.text).toContain('<option value="east" selected>');
    await post('', { memberLevel: 'Gold', team: 'east', skill: 'VIP' });
    expect(await rules()).toEqual([{ memberLevel: 'Gold', team: 'east', skill: 'VIP' }]);
    expect((await post('/remove', { memberLevel: 'Gold' })).headers['location']).toContain('level-rule-removed');
    expect(await rules()).toEqual([]);
  });

  it('says beside the field what is missing or unknown, in both languages, and keeps what was typed', async () => {
    const refused = await post('', { memberLevel: 'Platinum', team: '', skill: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="Platinum"');
    expect(refused.text).toContain('Choose a team or a skill.');
    const unknown = await post('?lang=zh-CN', { memberLevel: '', team: '北组', skill: '吹笛' });
    expect(unknown.text).toContain('没有在岗客服属于该班组。');
    expect(unknown.text).toContain('没有在岗客服具备该技能。');
    expect(await rules()).toEqual([]);
  });

  it('is read by everybody who reads rules, and written by supervisors and administrators only', async () => {
    const manager = await signIn(api.url, 'manager');
    const page = await manager.get('/rules/levels').expect(200);
    expect([page.text.includes('Gold'), page.text.includes('level-form')]).toEqual([true, false]);
    for (const path of ['', '/look', '/remove']) {
      expect((await post(path, { memberLevel: 'Gold', team: 'east' }, manager)).status).toBe(403);
    }
  });
});
