import type TestAgent from 'supertest/lib/agent.js';
import { insertCampaign, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { ChannelProviders } from '../../messages/channel-providers.service.js';
import { TemplateService } from '../../messages/template.service.js';

let api: ConsoleApi;
let supervisor: TestAgent;
let admin: TestAgent;
let manager: TestAgent;
const sms = {
  id: 'thanks',
  channel: 'sms',
  language: 'en',
  purpose: 'service',
  body: '{{name}}, thank you. {{opt_out_note}}',
};

beforeAll(async () => {
  api = await openConsoleApi();
  supervisor = await signIn(api.url, 'supervisor');
  admin = await signIn(api.url, 'admin');
  manager = await signIn(api.url, 'manager');
  await insertCustomer(api.t.database, { customer_no: 'P-1', name: '欧阳锋', language: 'zh-CN', phone: '+8613800138077', email: 'ouyang@example.com' }); // prettier-ignore
}, 60_000);
afterAll(() => api.close());

async function post(who: TestAgent, to: string, fields: Record<string, string>, from = '/templates') {
  const page = await who.get(from);
  return who
    .post(to)
    .type('form')
    .send({ _csrf: csrfOf(page.text), ...fields });
}

describe('the texts', () => {
  it('are listed with state and running campaigns; only writers may change them', async () => {
    await insertCampaign(api.t.database, { name: 'Autumn visits', state: 'running' });
    const page = await manager.get('/templates').expect(200);
    expect(page.text).toContain('id="template-visit-survey"');
    expect(page.text).toContain('Autumn visits');
    expect(page.text).toContain('data-state="approved"');
    expect(page.text).not.toContain('/templates/new');
    expect((await supervisor.get('/templates?lang=zh-CN')).text).toContain('已批准');
    await manager.get('/templates/new').expect(403);
    await manager.get('/templates/approvals').expect(403);
    expect((await post(manager, '/templates', sms)).status).toBe(403);
  });

  it('are shown as a customer sees them, with the number masked', async () => {
    const page = await manager.get('/templates/visit-survey/sms/zh-CN?customer=P-1').expect(200);
    expect(page.text).toContain('欧阳锋');
    expect(page.text).toContain('+86138****8077');
    expect(page.text).not.toContain('13800138077');
    expect(page.text).toMatch(/Messages: \d · characters: \d+ \(UCS-2\)/);
    const call = await manager.get('/templates/visit-script/call/en').expect(200);
    expect(call.text).toContain('Verify the identity');
    await manager.get('/templates/visit-survey/sms/xx').expect(404);
    expect((await manager.get('/templates/visit-survey/sms/zh-CN?customer=nobody')).status).toBe(422);
  });

  it('show an e-mail in a frame that can do nothing', async () => {
    const page = await supervisor.get('/templates/visit-survey/email/zh-CN').expect(200);
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
    expect(page.text).toMatch(
      /<iframe class="mail" src="\/templates\/visit-survey\/email\/zh-CN\/mail\?[^"]*" sandbox /,
    );
    const mail = await supervisor.get('/templates/visit-survey/email/zh-CN/mail?customer=P-1').expect(200);
    expect(mail.headers['content-security-policy']).toMatch(/^default-src 'none';.*; sandbox$/);
    expect(mail.text).toContain('欧阳锋');
    expect((await supervisor.get('/rules')).headers['content-security-policy']).not.toContain('frame-src');
  });
});

describe('the editor', () => {
  it('checks a draft while it is written: faults with line and name, wording, segments, preview', async () => {
    const broken = await post(supervisor, '/templates/check', { ...sms, body: 'one\n{{nmae}}' });
    expect(broken.status).toBe(200);
    expect(broken.text).toContain('Line 2: there is no variable “nmae”.');
    const chinese = await post(supervisor, '/templates/check?lang=zh-CN', { ...sms, body: 'one\n{{nmae}}' });
    expect(chinese.text).toContain('第 2 行：没有变量“nmae”。');
    const wordy = await post(supervisor, '/templates/check', {
      ...sms,
      body: `不行。${'很长'.repeat(80)}`,
      customer: 'P-1',
    });
    expect(wordy.text).toContain('is a refusal that customers should not hear');
    expect(wordy.text).toContain('More than two messages');
    const good = await post(supervisor, '/templates/check', { ...sms, customer: 'P-1' });
    expect(good.text).toContain('Nothing is wrong with the text.');
    expect(good.text).toContain('欧阳锋, thank you.');
    expect(await api.app.get(TemplateService, { strict: false }).versions('thanks', 'sms', 'en')).toEqual([]);
  });

  it('shows a draft of a mail in its frame, and never one with a script', async () => {
    const mail = {
      ...sms,
      channel: 'email',
      subject: 'Hi',
      body: '<p>{{name}}</p><a href="{{unsubscribe_link}}">out</a>',
    };
    const shown = await post(supervisor, '/templates/mail', { ...mail, customer: 'P-1' });
    expect(shown.text).toContain('<p>欧阳锋</p>');
    expect(shown.headers['content-security-policy']).toMatch(/sandbox$/);
    const evil = await post(supervisor, '/templates/mail', { ...mail, body: `<script>x</script>${mail.body}` });
    expect(evil.text).not.toContain('<script>');
    expect(evil.text).toContain('No e-mail to show yet');
  });

  it('keeps what was typed when it refuses, with every fault', async () => {
    const refused = await post(supervisor, '/templates', { ...sms, id: 'Bad Name', body: 'Hello {{#if name}}' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="Bad Name"');
    expect(refused.text).toContain('Lower-case letters, digits and hyphens');
    expect(refused.text).toContain('cannot be read');
  });
});

describe('the second person', () => {
  const change = {
    ...sms,
    id: 'visit-survey',
    language: 'en',
    body: '{{salutation}}, a new text. {{question}} {{opt_out_note}}',
  };
  const path = '/templates/visit-survey/sms/en';
  const wishOf = async (who: TestAgent) =>
    /id="wish-(\d+)"/.exec((await who.get('/templates/approvals')).text)?.[1] ?? '';
  const sent = async () =>
    (await api.app.get(TemplateService, { strict: false }).load('visit-survey', 'sms', 'en'))?.version;

  it('sees the difference and decides; the author sees the own wish, but cannot', async () => {
    const saved = await post(supervisor, '/templates', change);
    expect(saved.headers['location']).toBe(`${path}?done=template-waiting&n=2`);
    expect((await supervisor.get(saved.headers['location'] as string)).text).toContain('waits for a second person');
    expect(await sent()).toBe(1);
    const own = await supervisor.get('/templates/approvals').expect(200);
    expect(own.text).toContain('Your own change');
    expect(own.text).not.toContain('value="approved"');
    const id = await wishOf(supervisor);
    const tried = await post(supervisor, `/templates/approvals/${id}`, { decision: 'approved' });
    expect([tried.status, tried.text.includes('A second person must decide this')]).toEqual([409, true]);
    const other = await admin.get('/templates/approvals').expect(200);
    expect(other.text).toMatch(/<ins>.*a new text/);
    const decided = await post(admin, `/templates/approvals/${id}`, { decision: 'approved', note: 'read aloud' });
    expect(decided.headers['location']).toBe('/templates/approvals?done=template-decided-approved');
    expect(await sent()).toBe(2);
    expect((await manager.get(path)).text).toContain('read aloud');
  });

  it('refuses, and the version before stays in use', async () => {
    await post(supervisor, '/templates', { ...change, body: `${change.body} Once more.` });
    const id = await wishOf(admin);
    await post(admin, `/templates/approvals/${id}`, { decision: 'refused', note: 'too long' });
    expect(await sent()).toBe(2);
    expect((await manager.get(path)).text).toContain('data-state="refused"');
    expect((await post(admin, `/templates/approvals/${id}`, { decision: 'approved' })).status).toBe(409);
    expect((await post(admin, '/templates/approvals/99999', { decision: 'approved' })).status).toBe(404);
    expect((await admin.get('/templates/approvals')).text).toContain('Nothing waits.');
  });
});

describe('the books of a provider that sends registered texts only', () => {
  const where = '/templates/visit-survey/sms/zh-CN';
  const books = { provider: 'sandbox:tencent', version: '1', providerTemplateId: '1110', longestParam: '12' };

  beforeAll(() => api.app.get(ChannelProviders, { strict: false }).imitate('tencent'));
  afterAll(() => api.app.get(ChannelProviders, { strict: false }).imitate(null));

  it('show the text to hand in, with its parameters', async () => {
    const page = await supervisor.get(where).expect(200);
    expect(page.text).toMatch(/id="text-to-register">\{1\},[^<]*拒收请回复R</);
    expect(page.text).toContain('{1} ');
    expect((await manager.get(where)).text).not.toContain('registration-form');
    expect((await supervisor.get('/templates/visit-survey/email/zh-CN')).text).not.toContain('id="book"');
  });

  it('take a number, and name every fault of one', async () => {
    const wrong = await post(supervisor, `${where}/registrations`, { ...books, providerTemplateId: 'x', longestParam: '0' }, where); // prettier-ignore
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Enter the number that the provider gave.');
    expect(wrong.text).toContain('value="x"');
    expect((await post(manager, `${where}/registrations`, books, where)).status).toBe(403);
    const done = await post(supervisor, `${where}/registrations`, books, where);
    expect(done.headers['location']).toBe(`${where}?version=1&done=template-registered`);
    expect((await supervisor.get(where)).text).toContain('In review');
  });

  it('take what the review said', async () => {
    const { provider, providerTemplateId } = books;
    const said = await post(supervisor, `${where}/review`, { provider, providerTemplateId, state: 'approved' }, where);
    expect(said.status).toBe(303);
    expect((await manager.get(where)).text).toContain('Approved by the provider');
    expect((await post(supervisor, `${where}/review`, { provider, providerTemplateId: '9', state: 'approved' }, where)).status).toBe(404); // prettier-ignore
  });
});
