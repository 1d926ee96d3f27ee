import type TestAgent from 'supertest/lib/agent.js';
import { insertCampaign, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { PolicyService } from '../../calendar/policy.service.js';
import { writePolicyForm } from './policy-form.js';

let api: ConsoleApi;
let supervisor: TestAgent;
let manager: TestAgent;

beforeAll(async () => {
  api = await openConsoleApi();
  supervisor = await signIn(api.url, 'supervisor');
  manager = await signIn(api.url, 'manager');
}, 60_000);
afterAll(() => api.close());

async function post(who: TestAgent, from: string, to: string, fields: Record<string, string>) {
  const page = await who.get(from);
  return who
    .post(to)
    .type('form')
    .send({ _csrf: csrfOf(page.text), ...fields });
}

describe('the policies', () => {
  it('stand there as weeks, for everybody who may read them', async () => {
    const page = await manager.get('/rules').expect(200);
    expect(page.text).toContain('id="policy-CN-default"');
    expect(page.text).toContain('Make-up workday');
    expect(page.text).toContain('Nothing begins in the last 5 minutes before the end');
    expect(page.text).not.toContain('/rules/policies/CN-default/edit');
    const chinese = await supervisor.get('/rules?lang=zh-CN').expect(200);
    expect(chinese.text).toContain('调休上班日');
    expect(chinese.text).toContain('/rules/policies/CN-default/edit?lang&#x3D;zh-CN'.replace('&#x3D;', '='));
  });

  it('get a next version by a form, and keep the old one', async () => {
    await insertCampaign(api.t.database, { policy_id: 'EU-default', state: 'running' });
    const path = '/rules/policies/EU-default';
    const form = await supervisor.get(`${path}/edit`).expect(200);
    expect(form.text).toContain('Campaigns that have not ended and follow this policy: 1.');
    const document = await api.app.get(PolicyService, { strict: false }).document('EU-default');
    const fields = {
      ...writePolicyForm(document),
      'windows.call.workday': '10:00-18:00',
      effective_from: '2099-01-01',
    };
    const saved = await post(supervisor, `${path}/edit`, path, fields);
    expect(saved.status).toBe(303);
    const shown = await supervisor.get(saved.headers['location'] as string).expect(200);
    expect(shown.text).toContain('Version 2 is stored.');
    expect(shown.text).toContain('10:00–18:00');
    const before = await supervisor.get(`${path}?version=1`).expect(200);
    expect(before.text).toContain('09:00–20:00');
    expect((await supervisor.get('/rules')).text).toContain('Version 2 from 2099-01-01');
  });

  it('say what is wrong beside the field, in both languages, and keep what was typed', async () => {
    const path = '/rules/policies/US-default';
    const document = await api.app.get(PolicyService, { strict: false }).document('US-default');
    const fields = { ...writePolicyForm(document), 'windows.call.any': 'all day', 'caps.anyPer24h': '' };
    const refused = await post(supervisor, `${path}/edit`, path, fields);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="all day"');
    expect(refused.text).toContain('Give times such as 09:00-12:00, 14:00-20:00.');
    const chinese = await post(supervisor, `${path}/edit`, `${path}?lang=zh-CN`, fields);
    expect(chinese.text).toContain('请填写不小于 0 的数字。');
    expect((await api.app.get(PolicyService, { strict: false }).document('US-default')).version).toBe(1);
  });

  it('are written by supervisors and administrators only', async () => {
    await manager.get('/rules/policies/US-default/edit').expect(403);
    expect((await post(manager, '/rules', '/rules/policies/US-default', {})).status).toBe(403);
    await supervisor.get('/rules/policies/nowhere').expect(404);
  });
});

describe('may we contact … at …?', () => {
  const ask = (query: Record<string, string>, who = supervisor) =>
    who.get(`/rules?${new URLSearchParams(query).toString()}`);
  const shanghai = { channel: 'sms', policy: 'CN-default', zone: 'Asia/Shanghai' };

  it('answers as the API does, with the reason and when next', async () => {
    const at = '2026-11-24T22:30';
    const page = await ask({ ...shanghai, at }).expect(200);
    const answer = await api
      .as('manager')
      .post('/policies/allowed', { ...shanghai, zone: undefined, zones: ['Asia/Shanghai'], at });
    expect(answer.body).toMatchObject({ allowed: false, next: '2026-11-25T01:00:00.000Z' });
    expect(page.text).toContain('data-allowed="false"');
    expect(page.text).toContain('datetime="2026-11-25T01:00:00.000Z"');
    expect(page.text).toContain('Outside the contact hours for SMS');
    expect((await ask({ ...shanghai, at: '2026-11-24T10:00' })).text).toContain('data-allowed="true"');
  });

  it('shows a holiday campaign its own hours', async () => {
    const saturday = { channel: 'call', policy: 'CN-default', zone: 'Asia/Shanghai', at: '2026-11-28T10:30' };
    expect((await ask(saturday)).text).toContain('data-allowed="false"');
    expect((await ask({ ...saturday, holiday: '1' })).text).toContain('data-allowed="true"');
  });

  it("takes a customer's zones and wished times", async () => {
    await insertCustomer(api.t.database, {
      customer_no: 'Z-1',
      timezone: 'Asia/Urumqi',
      preferred_time: JSON.stringify([['18:00', '20:00']]),
    });
    const asked = { channel: 'sms', policy: 'CN-default', customer: 'Z-1' };
    const noon = await ask({ ...asked, at: '2026-11-24T11:00' });
    expect(noon.text).toContain('Outside the times the customer asked for');
    expect(noon.text).toContain('Named by the customer');
    expect((await ask({ ...asked, at: '2026-11-24T18:30' })).text).toContain('data-allowed="true"');
    const agent = await signIn(api.url, 'agent');
    const hidden = await ask({ ...asked, at: '2026-11-24T18:30' }, agent);
    expect([hidden.status, hidden.text.includes('Asia/Urumqi')]).toEqual([422, false]);
  });

  it('says what cannot be read, and answers "no" to what is unknown', async () => {
    const broken = await ask({ ...shanghai, at: 'soon', zone: '' });
    expect(broken.status).toBe(422);
    expect(broken.text).toContain('Give a date and a time.');
    expect(broken.text).toContain('Give a time zone, such as Asia/Shanghai.');
    const unknown = await ask({ ...shanghai, zone: 'Mars/Base', at: '2026-11-24T10:00' }).expect(200);
    expect(unknown.text).toContain('data-allowed="false"');
  });
});

describe('the calendar of the year', () => {
  const notice = (days: string[]) => ['region,date,day,name,source', ...days].join('\n');
  const at = '/rules/calendar?region=CN&year=2028';
  const [first, second] = ['CN,2028-01-01,off,元旦,notice', 'CN,2028-01-02,off,元旦,notice'];

  it('marks a provisional year with the way to mend it', async () => {
    const year = await supervisor.get('/rules/calendar?region=CN&year=2026').expect(200);
    expect(year.text).not.toContain('provisional-notice');
    expect(year.text).toContain('国庆节');
    const later = await supervisor.get(at).expect(200);
    expect(later.text).toContain('the holidays of 2028 have not been published or imported');
    expect(later.text).toContain('import its days below');
    const read = await manager.get(at).expect(200);
    expect(read.text).not.toContain('id="calendar-import"');
    expect((await supervisor.get('/rules/calendar?region=XX&year=2026')).text).toContain('no calendar for “XX”');
  });

  it('says the number first, and imports then', async () => {
    const text = notice([first!, second!]);
    const checked = await post(supervisor, at, '/rules/calendar/check?region=CN&year=2028', { text });
    expect(checked.text).toContain('2 days in the file: 2 new, 0 changed, 0 as before.');
    expect(checked.text).toContain('CN 2028 stays provisional');
    expect(checked.text).toContain('Import (days: 2)');
    const imported = await post(supervisor, at, '/rules/calendar/import', { text });
    expect(imported.headers['location']).toBe('/rules/calendar?region=CN&year=2028&done=calendar-imported&n=2');
    const again = await post(supervisor, at, '/rules/calendar/check', { text: text.replace('02,off', '02,work') });
    expect(again.text).toContain('0 new, 1 changed, 1 as before');
  });

  it('names line, field and fault of a broken file, and takes nothing of it', async () => {
    const text = notice(['CN,2029-02-30,off,x,', 'CN,2029-03-01,maybe,x,']);
    const refused = await post(supervisor, at, '/rules/calendar/import?lang=zh-CN', { text });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('不是有效日期');
    expect(refused.text).toContain('须为 off（休）或 work（班）。');
    expect(refused.text).toContain('2029-02-30');
    expect((await post(manager, '/rules', '/rules/calendar/import', { text: notice([first!]) })).status).toBe(403);
  });
});
